"""Loading: peak memory and rows a second on generated tables, beside pandas; with a corpus, time beside bare decoding.

    python benchmarks/load.py --rows 10000 100000 1000000
    python benchmarks/load.py --rows --corpus paintings/

Prints Markdown tables. Each measurement is its own process, so that its peak resident memory is its own.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

DATES = (
    "{y}",
    "c. {y}",
    "{y}-{z:02d}",
    "{c}th century",
    "late {c}th century",
    "{d}s",
    "before {y}",
    "n.d.",
    "{y}, printed later",
)


def generate(path: Path, rows: int, seed: int) -> None:
    """Write a table of made-up works with museum-like date texts."""
    rng = np.random.default_rng(seed)
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["file_name", "title", "artist", "date", "style", "medium"])
        for start in range(0, rows, 10_000):
            years = rng.integers(1300, 2000, 10_000)
            kinds = rng.integers(0, len(DATES), 10_000)
            for i, (year, kind) in enumerate(zip(years.tolist(), kinds.tolist()), start):
                if i < rows:
                    date = DATES[kind].format(y=year, z=(year + 4) % 100, c=year // 100 + 1, d=year // 10 * 10)
                    writer.writerow(
                        [f"images/{i}.jpg", f"Work number {i}", f"Artist {i % 5000}", date, f"Style {kind}", "oil"]
                    )


def with_stylogeny(table: Path, out: Path) -> None:
    """Load rows, dates and ids (no pictures are opened)."""
    from stylogeny.corpus.loading import write_works
    from stylogeny.corpus.sources import open_source
    from stylogeny.progress import quietly

    with quietly():
        write_works(open_source(table), out, pictures=False)


def with_pandas(table: Path, out: Path) -> None:
    """The rival: the whole table in memory, no dates read."""
    import pandas as pd

    pd.read_csv(table, dtype=str).to_parquet(out / "rival.parquet")


def load_corpus(folder: Path, out: Path) -> None:
    """A corpus with its pictures: decoded, hashed, grouped."""
    from stylogeny.corpus.loading import write_works
    from stylogeny.corpus.sources import open_source
    from stylogeny.progress import quietly

    with quietly():
        write_works(open_source(folder), out)


def decode_corpus(folder: Path, out: Path) -> None:
    """The rival: Pillow opens and decodes every picture, one thread, nothing else."""
    from PIL import Image

    from stylogeny.corpus.sources import open_source

    for record in open_source(folder).records():
        Image.open(folder / str(record.picture)).convert("RGB")


def nothing(table: Path, out: Path) -> None:
    """Only the imports."""
    importlib.import_module("stylogeny.corpus.loading")


def _child(work: Callable[[Path, Path], None], table: Path, out: Path, answer: multiprocessing.SimpleQueue) -> None:
    nothing(table, out)
    start = time.perf_counter()
    work(table, out)
    scale = 1 if sys.platform == "darwin" else 1024
    answer.put((time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 2**20))


def measured(work: Callable[[Path, Path], None], table: Path, out: Path) -> tuple[float, float]:
    """Seconds and peak resident MiB of one call in its own process."""
    context = multiprocessing.get_context("spawn")
    answer = context.SimpleQueue()
    process = context.Process(target=_child, args=(work, table, out, answer))
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(f"{work.__name__} failed with {process.exitcode}")
    return answer.get()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--corpus", type=Path, help="a folder of pictures with a table")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch)
        if args.rows:
            _, base = measured(nothing, out, out)
            print(f"Imports alone: {base:.0f} MiB.\n")
            print(
                "| rows | load, s | rows/s | load, peak MiB | pandas, s | pandas, peak MiB |\n|---|---|---|---|---|---|"
            )
        for rows in args.rows:
            table = out / "works.csv"
            generate(table, rows, args.seed)
            ours, rival = measured(with_stylogeny, table, out), measured(with_pandas, table, out)
            print(
                f"| {rows:,} | {ours[0]:.1f} | {rows / ours[0]:,.0f} | {ours[1]:.0f} | {rival[0]:.1f} "
                f"| {rival[1]:.0f} |",
                flush=True,
            )
        if args.corpus:
            bare, ours = measured(decode_corpus, args.corpus, out), measured(load_corpus, args.corpus, out)
            print("\n| step | s | times bare decoding | peak MiB |\n|---|---|---|---|")
            print(f"| Pillow decodes every picture | {bare[0]:.1f} | 1.0 | {bare[1]:.0f} |")
            print(f"| load: dates, guards, hashes, groups | {ours[0]:.1f} | {ours[0] / bare[0]:.1f} | {ours[1]:.0f} |")


if __name__ == "__main__":
    main()
