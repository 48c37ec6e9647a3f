"""How long the questions of the command line take on a run, in processor seconds.

    python benchmarks/questions.py run

Each command runs in a process of its own, twice: the first call loads what it needs, the second is the question alone,
as a notebook asks it again. Times are those of the processor, so that other work on the machine does not count. The
rival in the same table is the least that any of them can take: the start of Python with pandas.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from stylogeny.display.text import columns
from stylogeny.futures.storage import A_TREE, occupant

CALL = """
import contextlib, io, json, sys, time
started = time.process_time()
from stylogeny.cli import main
argv, times = json.loads(sys.argv[1]), []
for _ in range(2):
    before = time.process_time()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
        if main(argv):
            sys.exit(f"refused: {' '.join(argv)}")
    times.append(time.process_time() - before)
print(json.dumps([time.process_time(), *times]))
"""
START = "import json, time; import pandas; print(json.dumps([time.process_time()]))"


def seconds(code: str, *arguments: str) -> list[float]:
    """What a program prints as its last line, of one thread: processor seconds."""
    one = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], env={**os.environ, **one}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr.strip().splitlines()[-1])
    return [float(value) for value in json.loads(done.stdout.splitlines()[-1])]


def questions(run: str, work: str, artist: str, tree: str | None) -> list[list[str]]:
    """The commands that are timed."""
    asked = [["--help"], ["info", run]]
    asked += [["sources", name, run] for name in (work, artist)] + [["followers", artist, run]]
    asked += [["artist", artist, run], ["similar", artist, run], ["timeline", run]]
    return asked + ([["futures", "show", run, "--name", tree]] if tree else [])


def main(argv: Sequence[str] | None = None) -> None:
    """Time and print."""
    import stylogeny as sg

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", help="a run folder that has been traced; pages are written to its folder questions/")
    parser.add_argument("--tree", help="a tree of its futures (default: the first there is)")
    args = parser.parse_args(argv)
    graph = sg.open(args.run).graph
    row = int(graph.dated[len(graph.dated) // 2])
    artist = str(graph.works.column("artist")[row])
    trees = sorted(folder.name for folder in Path(args.run).glob("futures/*") if occupant(folder) == A_TREE)
    tree = args.tree or (trees[0] if trees else None)
    cells: list[tuple[str, ...]] = [("", "process", "first call", "second call")]
    cells.append(("Python with pandas", f"{seconds(START)[0]:.2f}", "", ""))
    for asked in questions(args.run, str(graph.works.ids[row]), artist, tree):
        command = " ".join(word for word in asked if word != args.run)
        cells.append((command, *(f"{time:.2f}" for time in seconds(CALL, json.dumps(asked)))))
    print("\n".join(columns(cells, right=(1, 2, 3))))


if __name__ == "__main__":
    main()
