"""Are the bytes the same on other machines? Every step of the chain under other threads, executors and surroundings.

    python verification/determinism.py --out docs/robustness.md
    python verification/determinism.py --works 40 --only "four threads"

A small world is painted and every step of ``same_results.py`` run on it (the chain, training, trees, simulated
histories, pictures, placing, attribution, exports, report), each time in a folder of another name and depth: on one,
two and four threads; in another language, time zone and order of hashes; in worker processes; on Ray. What a step wrote
or printed is compared byte by byte with the first time. Training by the clock is not among the steps: it ends elsewhere
each time. About four minutes of one core for each way of running.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from stylogeny.cli import build
from stylogeny.cli import main as command_line
from stylogeny.runs import THREADS
from verification.common.faults import contents
from verification.common.tables import put
from verification.same_results import STEPS, Step, questions, step

PAINT = step("world paint", "--regime", "all", "--works", "{works}", "--seed", "7", "--no-reruns", "--out", "world")


@dataclass(frozen=True)
class Surroundings:
    """What should change nothing: the folder, variables of the environment, where units run."""

    name: str
    folder: str
    environment: Mapping[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()


def on(threads: int) -> dict[str, str]:
    """The environment that asks numerical libraries for so many threads."""
    return dict.fromkeys(THREADS, str(threads))


ELSEWHERE = {"LC_ALL": "C", "LANG": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7"}
ALL = (
    Surroundings("one thread", "one", on(1) | {"PYTHONHASHSEED": "0"}),
    Surroundings("two threads; another language, time zone, order of hashes", "déjà vu/here", on(2) | ELSEWHERE),
    Surroundings("four threads", "four", on(4)),
    Surroundings("worker processes", "processes", on(2), ("--executor", "process", "--workers", "2")),
    Surroundings("Ray", "ray", on(2), ("--executor", "ray", "--workers", "2")),
)


def played(steps: Sequence[Step], home: Path, where: Surroundings, *, works: int) -> dict[str, str]:
    """A digest of every file that the steps leave in a folder of `home`, under these surroundings."""
    folder = home / where.folder
    folder.mkdir(parents=True)
    asked = json.dumps({"steps": [asdict(s) for s in steps], "works": works, "options": where.options})
    environment = {**os.environ, **where.environment}
    child = [sys.executable, "-m", "verification.determinism", "--play", asked]
    root = str(Path(__file__).resolve().parents[1])
    environment["PYTHONPATH"] = os.pathsep.join([root, f"{root}/src", environment.get("PYTHONPATH", "")])
    done = subprocess.run(child, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{where.name}: {done.stderr.strip()[-2000:]}")
    return contents(folder)


def play(steps: Sequence[Step], *, works: int, options: Sequence[str]) -> None:
    """Run the steps in this process and folder; what they print is a file too."""
    names: dict[str, str] = {"works": str(works)}
    for number, one in enumerate((PAINT, *steps)):
        words = [word.format(**names) for word in (*one.verbs[0], *one.words, *(w for o in one.options for w in o[0]))]
        argv = [*words, "--quiet", *(["--json"] if one.printed else [])]
        if takes_executor(argv):
            argv += options
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            status = command_line(argv)
        if status:  # as when a small world has too few works for an answer: that too is the same everywhere
            Path(f"refused-{number:02d}.txt").write_text(" ".join(argv), encoding="utf-8")
        if one.printed:
            # pictures are named in full, to be opened from anywhere, and the folder is another each time
            here = said.getvalue()
            for folder in (str(Path.cwd()), json.dumps(str(Path.cwd()))[1:-1]):
                here = here.replace(folder, ".")
            Path(f"printed-{number:02d}.json").write_text(here, encoding="utf-8")
        if len(names) == 1 and Path("run", "works.parquet").exists():
            names |= questions(Path())


def takes_executor(argv: Sequence[str]) -> bool:
    """Whether a command has units that may run elsewhere."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
        build([argv[0]])[0].parse_args([argv[0], "--help"])
    return "--executor" in said.getvalue()


def differing(first: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    """Files that are not the same in both, or in one alone."""
    return sorted(name for name in {*first, *other} if first.get(name) != other.get(name))


def main() -> None:
    """Play everything everywhere, compare, print the table, and put it into a page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", type=int, default=60, help="works of the painted world (default 60)")
    parser.add_argument(
        "--step", action="append", metavar="VERB", help="only steps of this verb, beside `run`; repeat for several"
    )
    parser.add_argument("--only", action="append", help="these surroundings, beside one thread; repeat for several")
    parser.add_argument("--out", type=Path, help="the page whose table is replaced")
    parser.add_argument("--play", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.play:
        asked = json.loads(args.play)
        play([Step(**s) for s in asked["steps"]], works=asked["works"], options=asked["options"])
        return
    steps = [s for s in STEPS if not args.step or s.verbs[0][0] in ("run", *args.step)]
    rows = ["| surroundings | steps | refused | files | that differ |", "| --- | ---: | ---: | ---: | ---: |"]
    first: dict[str, str] | None = None
    with tempfile.TemporaryDirectory() as home:
        for where in ALL:
            if first is not None and args.only and where.name not in args.only:
                continue
            print(where.name, file=sys.stderr, flush=True)
            found = played(steps, Path(home), where, works=args.works)
            first = found if first is None else first
            other = differing(first, found)
            refused = sum(name.startswith("refused-") for name in found)
            rows.append(f"| {where.name} | {len(steps) + 1} | {refused} | {len(found)} | {len(other)} |")
            print(rows[-1], *other[:20], sep="\n  ", flush=True)
    if args.out:
        steps_said = f"{args.works} works; {', '.join(dict.fromkeys(s.verbs[0][0] for s in steps))}."
        put(
            "\n".join([steps_said, "", *rows]),
            name="determinism",
            script="determinism.py",
            page=args.out.name,
            docs=args.out.parent,
        )


if __name__ == "__main__":
    main()
