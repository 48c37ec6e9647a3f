"""Time and peak memory of every step of the chain, beside the bare cost of what it cannot avoid.

    python benchmarks/chain.py ../shared/corpus --out run

Prints a Markdown table: seconds and peak memory of each command (its worker processes with it), and each step's
seconds as a ratio to decoding the corpus's pictures once (one process, resized to 128 px) measured in the same run.
Below it, `embed` as a ratio to what it cannot do without: decoding every picture and one pass of the built-in network
over it, spread evenly over the cores, and training the heads on features that are kept already.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

import stylogeny as sg
from stylogeny.corpus import pictures
from stylogeny.embedding.backbones.efficientnet import network, one_thread, view

SAMPLE = 256  # pictures that one pass of the network is timed on


def resident(pid: int) -> int:
    """Memory of a process and those that it started, kB; what they share counts once."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        own = sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        tasks = Path(f"/proc/{pid}/task").iterdir()
        children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:  # it has ended
        return 0
    return own + sum(resident(child) for child in children)


def measured(argv: Sequence[str]) -> tuple[float, float]:
    """Wall seconds and peak memory in GiB of one command."""
    start, peak = time.perf_counter(), 0
    argv = [sys.executable, "-m", "stylogeny", *argv, "--quiet"]
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        peak = max(peak, resident(process.pid))
        time.sleep(0.25)
    if process.returncode:
        raise SystemExit(f"{' '.join(argv)} failed")
    return time.perf_counter() - start, peak / 2**20


def forward(paths: Sequence[Path]) -> float:
    """Seconds that one pass of the network over a picture takes on one core."""
    seen = [view(pictures.read(path)) for path in paths]
    spent = []
    with one_thread():
        for x in seen:
            start = time.perf_counter()
            for _ in network().maps(x):
                pass
            spent.append(time.perf_counter() - start)
    return float(np.mean(spent[1:]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus")
    parser.add_argument("--out", required=True, help="a run folder that does not exist yet")
    parser.add_argument("--work", help="a work to give credit to (default: the most important one)")
    parser.add_argument("--limit", help="only so many works")
    parser.add_argument("--until", choices=["embed", "report"], default="report", help="the last step")
    args = parser.parse_args()
    if Path(args.out).exists():
        raise SystemExit(f"{args.out} exists: steps already done would be skipped, not measured")

    limit = ["--limit", args.limit] if args.limit else []
    rows = [("load", *measured(["load", args.corpus, "--out", args.out, *limit]))]
    works = sg.Works.read(Path(args.out) / "works.parquet")
    paths = [works.picture(int(row)) for row in works.pictured.nonzero()[0]]
    start = time.perf_counter()
    for path in paths:
        pictures.read(path, size=128)
    decode = time.perf_counter() - start

    rows.append(("embed", *measured(["embed", args.out])))
    embed = rows[-1][1]
    (Path(args.out) / "embedding.safetensors").unlink()
    heads, _ = measured(["embed", args.out])
    passes = forward(paths[:: max(len(paths) // SAMPLE, 1)]) * len(paths)
    if args.until == "report":
        from stylogeny.cli.run import most_important

        rows.append(("trace", *measured(["trace", args.out])))
        work = args.work or most_important(args.out)[0]
        rows.append(("credit (20 bootstraps)", *measured(["credit", work, args.out, "--bootstraps", "20"])))
        rows.append(("imagine", *measured(["imagine", args.out])))
        rows.append(("report", *measured(["report", args.out])))

    cores = os.cpu_count() or 1
    print(f"{len(works)} works, {cores} cores; decoding every picture once, bare: {decode:.0f} s\n")
    print("| step | seconds | as a ratio to decoding | peak memory, GiB |\n|---|---|---|---|")
    for name, seconds, peak in rows:
        print(f"| {name} | {seconds:.0f} | {seconds / decode:.2f} | {peak:.2f} |")
    total, peak = sum(r[1] for r in rows), max(r[2] for r in rows)
    print(f"| all | {total:.0f} | {total / decode:.2f} | {peak:.2f} |")
    least = (decode + passes) / cores + heads
    print(
        f"\n`embed` takes {embed / least:.2f} times what it cannot do without: decoding ({decode:.0f} s) and one pass "
        f"of the network ({passes:.0f} s) over {cores} cores, and the heads ({heads:.0f} s, with features kept)."
    )


if __name__ == "__main__":
    main()
