"""Time and peak memory of every step of the chain, beside the bare cost of what it cannot avoid.

    python benchmarks/chain.py ../shared/corpus --out run

Prints a Markdown table: seconds and peak resident memory of each command in a process of its own, and each step's
seconds as a ratio to decoding the corpus's pictures once (one process, resized to 128 px) measured in the same run.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

import stylogeny as sg
from stylogeny.corpus import pictures


def measured(argv: list[str]) -> tuple[float, float]:
    """Wall seconds and peak resident GiB of one command."""
    start = time.perf_counter()
    silent = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    argv = [sys.executable, "-m", "stylogeny", *argv, "--quiet"]
    pid = os.posix_spawn(sys.executable, argv, dict(os.environ), file_actions=silent)
    _, status, usage = os.wait4(pid, 0)
    if status:
        raise SystemExit(f"{' '.join(argv)} failed")
    return time.perf_counter() - start, usage.ru_maxrss / 2**20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus")
    parser.add_argument("--out", required=True, help="a run folder that does not exist yet")
    parser.add_argument("--work", help="a work to give credit to (default: the most important one)")
    args = parser.parse_args()
    if Path(args.out).exists():
        raise SystemExit(f"{args.out} exists: steps already done would be skipped, not measured")

    rows = [("load", *measured(["load", args.corpus, "--out", args.out]))]
    works = sg.Works.read(Path(args.out) / "works.parquet")
    start = time.perf_counter()
    for row in works.pictured.nonzero()[0]:
        pictures.read(works.picture(int(row)), size=128)
    decode = time.perf_counter() - start

    rows.append(("embed", *measured(["embed", args.out])))
    rows.append(("trace", *measured(["trace", args.out])))
    from stylogeny.cli.run import most_important

    work = args.work or most_important(args.out)[0]
    rows.append(("credit (20 bootstraps)", *measured(["credit", work, args.out, "--bootstraps", "20"])))
    rows.append(("imagine", *measured(["imagine", args.out])))
    rows.append(("report", *measured(["report", args.out])))

    print(f"{len(works)} works, {os.cpu_count()} cores; decoding every picture once, bare: {decode:.0f} s\n")
    print("| step | seconds | as a ratio to decoding | peak memory, GiB |\n|---|---|---|---|")
    for name, seconds, peak in rows:
        print(f"| {name} | {seconds:.0f} | {seconds / decode:.2f} | {peak:.2f} |")
    total, peak = sum(r[1] for r in rows), max(r[2] for r in rows)
    print(f"| all | {total:.0f} | {total / decode:.2f} | {peak:.2f} |")


if __name__ == "__main__":
    main()
