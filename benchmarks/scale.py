"""How the chain grows: seconds, memory and bytes moved at several sizes, fitted exponents, and what 10^8 would cost.

    python benchmarks/scale.py --pictures 10000 100000 --vectors 10000 100000 1000000
    python benchmarks/scale.py --pictures 300 1000 --vectors 10000 30000        # a few minutes of one core

Pictures are generated thumbnails, which `load` looks at and the backbone describes; vectors are Brownian down a dated
tree, and traced. Every size and step is a process of its own, so that its peak memory is its own, on one thread; times
are processor seconds. Bytes moved are what an executor would send to workers and get back from them: units' own
arguments and results, and what all units share, once for a worker. The price of 10^8 pictures is that of the largest
size, times the growth that was fitted, in hours of one core.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import pickle
import resource
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pandas as pd

import stylogeny as sg
from benchmarks.trace import generated
from stylogeny import executors
from stylogeny.corpus.loading import write_works
from stylogeny.corpus.sources import open_source
from stylogeny.corpus.works import Works
from stylogeny.embedding.backbones.backbone import backbone
from stylogeny.embedding.backbones.features import features
from stylogeny.progress import quietly
from stylogeny.runs import on_threads

SIDE = 96  # pixels of a thumbnail
WORLD = 10**8
CORE_HOUR = 0.04  # dollars, of a rented core


class Scales:
    """What a map would move: counted where units run in this process."""

    def __init__(self) -> None:
        self.moved, self.shared = 0, 0
        self._map = executors.Pool.map

    def __enter__(self) -> Scales:
        scales, plain = self, self._map

        def counting(
            pool: executors.Pool[object],
            unit: executors.Unit[object],
            tasks: Iterable[executors.Task],
            *,
            seed: int = 0,
            count: int | None = None,
        ) -> Iterator[executors.Result]:
            def sent() -> Iterator[executors.Task]:
                for task in tasks:
                    scales.moved += _size(task)
                    yield task

            scales.shared = max(scales.shared, _size(pool.state))
            for result in plain(pool, unit, sent(), seed=seed, count=count):
                scales.moved += sum(value.nbytes for value in result.values())
                yield result

        executors.Pool.map = counting  # type: ignore[method-assign, assignment]
        return self

    def __exit__(self, *_: object) -> None:
        executors.Pool.map = self._map  # type: ignore[method-assign]


def _size(value: object) -> int:
    """Bytes of a value as it travels; arrays of the index that every worker fills for itself do not."""
    buffer = io.BytesIO()
    try:
        pickle.dump(value, buffer, protocol=5)
    except (TypeError, pickle.PicklingError):
        return 0
    return buffer.tell()


def thumbnails(folder: Path, count: int) -> None:
    """Dated thumbnails of soft noise, with a table, a thousand to a folder."""
    rng = np.random.default_rng(0)
    rows = []
    for k in range(count):
        name = f"{k // 1000:04d}/{k:07d}.jpg"
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        noise = rng.integers(0, 256, (9, 9, 3), dtype=np.uint8)
        cv2.imwrite(str(folder / name), cv2.resize(noise, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC))
        rows.append({"file_name": name, "title": str(k), "artist": f"a{k // 10}", "date": 1400 + 500 * k // count})
    pd.DataFrame(rows).to_csv(folder / "metadata.csv", index=False)


def load_step(folder: Path, count: int) -> None:
    """Rows read, pictures opened, hashed and grouped."""
    write_works(open_source(folder / "corpus"), folder / "run")


def describe_step(folder: Path, count: int) -> None:
    """Features of every picture."""
    works = Works.read(folder / "run" / "works.parquet")
    features(works, backbone("built-in"), cache=folder / "run" / "features", executor="serial")


STEPS = {"load": load_step, "describe": describe_step}


def measure(step: str, folder: Path, count: int) -> dict[str, float]:
    """Processor seconds, peak memory (GiB) and bytes moved of one step at one size, in this process."""
    space = generated(count)[0] if step == "trace" else None
    with quietly(), on_threads(1), Scales() as scales:
        began = time.process_time()
        if space is not None:
            sg.trace(space)
        else:
            STEPS[step](folder, count)
        seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return {"seconds": seconds, "peak": peak, "moved": scales.moved, "shared": scales.shared}


def main() -> None:
    """Measure, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--vectors", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--only", action="append", choices=("load", "describe", "trace"), help="these steps")
    args = parser.parse_args()
    print("| step | works | processor s | ms per work | peak GiB | bytes moved per work | shared MiB |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    seconds: dict[str, list[tuple[int, float]]] = {"load": [], "describe": [], "trace": []}
    spawn = multiprocessing.get_context("spawn")
    for name, sizes in (("load", args.pictures), ("describe", args.pictures), ("trace", args.vectors)):
        for count in sizes if not args.only or name in args.only else ():
            with tempfile.TemporaryDirectory() as scratch:
                folder = Path(scratch)
                if name != "trace":
                    thumbnails(folder / "corpus", count)
                if name == "describe":
                    with quietly():
                        load_step(folder, count)
                with ProcessPoolExecutor(1, mp_context=spawn) as own:
                    found = own.submit(measure, name, folder, count).result()
            seconds[name].append((count, found["seconds"]))
            print(
                f"| {name} | {count:,} | {found['seconds']:.1f} | {1000 * found['seconds'] / count:.2f} "
                f"| {found['peak']:.2f} | {found['moved'] / count:,.0f} | {found['shared'] / 2**20:.1f} |",
                flush=True,
            )
    print("\n" + forecast(seconds))


def forecast(seconds: dict[str, list[tuple[int, float]]]) -> str:
    """The growth of each step as a Markdown table, and what the world's pictures would cost at that rate."""
    lines = [f"| step | grows as works^ | hours of a core at {WORLD:.0e} | dollars |", "| --- | ---: | ---: | ---: |"]
    for name, taken in seconds.items():
        if len(taken) > 1:
            power = exponent(taken)
            count, last = taken[-1]
            hours = last * (WORLD / count) ** power / 3600
            lines.append(f"| {name} | {power:.2f} | {hours:,.0f} | {hours * CORE_HOUR:,.0f} |")
    return "\n".join(lines)


def exponent(taken: Sequence[tuple[int, float]]) -> float:
    """The slope of the logarithms of seconds over those of sizes."""
    sizes, seconds = np.log(np.asarray(taken, dtype=float)).T
    return float(np.polyfit(sizes, seconds, 1)[0])


if __name__ == "__main__":
    main()
