"""Are the bytes the same on other machines? Every step of the chain under other threads, executors and surroundings.

    python verification/determinism.py --out docs/robustness.md
    python verification/determinism.py --works 40 --only "four threads"

A small world is painted and every step of ``same_results.py`` run on it (the chain, training, trees, simulated
histories, pictures, placing, attribution, exports, report), each time in a folder of another name and depth: on one,
two and four threads; in another language, time zone and order of hashes; in worker processes and on a Ray cluster of
this machine, where one worker of every command that has any is killed while it works. What a step wrote or printed is
compared byte by byte with the first time. Training by the clock is not among the steps: it ends elsewhere
each time. About four minutes of one core for each way of running.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
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
    killed: str = ""  # words of the command line of a worker, one of which is killed in every command


def on(threads: int) -> dict[str, str]:
    """The environment that asks numerical libraries for so many threads."""
    return dict.fromkeys(THREADS, str(threads))


ELSEWHERE = {"LC_ALL": "C", "LANG": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7"}
ALL = (
    Surroundings("one thread", "one", on(1) | {"PYTHONHASHSEED": "0"}),
    Surroundings("two threads; another language, time zone, order of hashes", "déjà vu/here", on(2) | ELSEWHERE),
    Surroundings("four threads", "four", on(4)),
    Surroundings(
        "worker processes, one killed in every command",
        "processes",
        on(2),
        ("--executor", "process", "--workers", "2"),
        "popen_loky",
    ),
    Surroundings(
        "Ray, one worker killed in every command", "ray", on(2), ("--executor", "ray", "--workers", "2"), "ray::_run"
    ),
)


def played(steps: Sequence[Step], home: Path, where: Surroundings, *, works: int) -> tuple[dict[str, str], int]:
    """A digest of every file that the steps leave in a folder of `home`, under these surroundings; workers killed."""
    folder = home / where.folder
    folder.mkdir(parents=True)
    asked = json.dumps({"steps": [asdict(s) for s in steps], "works": works, "where": asdict(where)})
    environment = {**os.environ, **where.environment}
    child = [sys.executable, "-m", "verification.determinism", "--play", asked]
    root = str(Path(__file__).resolve().parents[1])
    environment["PYTHONPATH"] = os.pathsep.join([root, f"{root}/src", environment.get("PYTHONPATH", "")])
    done = subprocess.run(child, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{where.name}: {done.stderr.strip()[-2000:]}")
    return contents(folder), int(done.stdout.split()[-1])


def play(steps: Sequence[Step], where: Surroundings, *, works: int) -> int:
    """Run the steps in this process and folder; what they print is a file too. How many workers were killed."""
    killer = Killer(where.killed)
    names: dict[str, str] = {"works": str(works)}
    for number, one in enumerate((PAINT, *steps)):
        words = [word.format(**names) for word in (*one.verbs[0], *one.words, *(w for o in one.options for w in o[0]))]
        argv = [*words, "--quiet", *(["--json"] if one.printed else [])]
        if takes_executor(argv):
            argv += where.options
        said = io.StringIO()
        with contextlib.redirect_stdout(said), killer:
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
    return killer.count


class Killer:
    """Within this context the first worker seen at work is killed; `words` of its command line, none for no killing."""

    def __init__(self, words: str) -> None:
        self.words, self.count = words, 0
        self._over = threading.Event()

    def __enter__(self) -> None:
        self._over.clear()
        if self.words:
            threading.Thread(target=self._watch, args=(self.count,), daemon=True).start()

    def __exit__(self, *_: object) -> None:
        self._over.set()

    def _watch(self, before: int) -> None:
        while self.count == before and not self._over.wait(0.05):
            for process in below(os.getpid()):
                with contextlib.suppress(OSError):  # it is gone by now
                    said = Path(f"/proc/{process}/cmdline").read_text(errors="replace")
                    if self.words in said and "--play" not in said:  # which a fork of this process has too
                        os.kill(process, signal.SIGKILL)
                        self.count += 1
                        break


def below(process: int) -> list[int]:
    """All processes that a process started, and those that they did."""
    started: list[int] = []
    with contextlib.suppress(OSError):
        for children in Path(f"/proc/{process}/task").glob("*/children"):
            started += map(int, children.read_text().split())
    return [*started, *(one for child in started for one in below(child))]


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
        print(play([Step(**s) for s in asked["steps"]], Surroundings(**asked["where"]), works=asked["works"]))
        return
    steps = [s for s in STEPS if not args.step or s.verbs[0][0] in ("run", *args.step)]
    rows = ["| surroundings | steps | refused | workers killed | files | that differ |", f"|{' --- |'}{' ---: |' * 5}"]
    first: dict[str, str] | None = None
    with tempfile.TemporaryDirectory() as home:
        for where in ALL:
            if first is not None and args.only and where.name not in args.only:
                continue
            print(where.name, file=sys.stderr, flush=True)
            found, killed = played(steps, Path(home), where, works=args.works)
            first = found if first is None else first
            other = differing(first, found)
            refused = sum(name.startswith("refused-") for name in found)
            rows.append(f"| {where.name} | {len(steps) + 1} | {refused} | {killed} | {len(found)} | {len(other)} |")
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
