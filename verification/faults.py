"""Commands killed, disks full, files damaged: does anything end in a traceback, and is anything lost?

    python verification/faults.py --out docs/robustness.md
    python verification/faults.py --every 5 --only damage --only kill

A small run is made. Each of its commands is then killed at its file events, or finds the disk full there, and is given
again: the folder must hold the bytes of an undisturbed run, and no temporary file. And every kind of file of a run is
cut short, emptied, altered by a bit, and swapped for that of another run: the commands that read it must refuse it in
one line, make it again, leave it out with a warning, or give what they gave before. Inputs as people have them must be
read as they are meant (``common/inputs.py``); hostile names, missing folders, a clock that jumps and a second command
must change nothing. Tables go into the page between its markers. About half an hour of one core with ``--every 1``.
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from stylogeny.artifacts import write_text
from stylogeny.corpus.works import Works
from stylogeny.files import alone
from verification.common.faults import CRASHED, Fault, Outcome, command, contents, leftovers
from verification.common.inputs import inputs
from verification.common.tables import put

WORKS = 34  # fewer than 30 have no bootstraps, which are files too
HOSTILE = "/../../{}/../outside <script>alert(1)</script>"  # an id
SOCIETY = ("--years", "2", "--artists", "10", "--pictures", "1", "--size", "32")
# in this order; each begins where those before it have ended
COMMANDS: dict[str, tuple[str, ...]] = {
    "load": ("load", "corpus", "--out", "run"),
    "embed": ("embed", "run", "--vectors", "corpus/vectors.npy"),
    "trace": ("trace", "run"),
    "credit": ("credit", "w3", "run", "--bootstraps", "2"),
    "imagine": ("imagine", "run", "-n", "2", "--size", "32", "--name", "imagined"),
    "futures": ("futures", "grow", "run", "--branching", "2", "--no-pictures", "--name", "tree"),
    "simulate": ("simulate", "run", *SOCIETY, "--name", "society"),
    "report": ("report", "run"),
}
# file -> the commands that read it
READERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "manifest.json": (("info", "run"), COMMANDS["trace"]),
    "works.parquet": (("trace", "run", "--max-iter", "3"), ("info", "run")),
    "embedding.safetensors": (("trace", "run", "--max-iter", "3"), ("info", "run")),
    "influence.parquet": (("credit", "w5", "run", "--bootstraps", "0"), ("futures", "show", "run", "--name", "tree")),
    "lineage.parquet": (("credit", "w5", "run", "--bootstraps", "0"), ("info", "run")),
    "credit/w3.json": (COMMANDS["credit"], COMMANDS["report"]),
    "credit/w3.parquet": (COMMANDS["credit"], COMMANDS["report"]),
    "credit/units/*.safetensors": ((*COMMANDS["credit"], "--metric", "bound", "--metric", "rarity"),),
    "futures/imagined/imagined.parquet": (COMMANDS["imagine"], COMMANDS["report"]),
    "futures/imagined/vectors.safetensors": (COMMANDS["report"],),
    "futures/tree/tree/operations.json": (("futures", "show", "run", "--name", "tree"),),
    "futures/tree/tree/vectors.safetensors": (("futures", "show", "run", "--name", "tree"),),
    "futures/society/simulation.json": (COMMANDS["simulate"], ("catalogue", "run", "--future", "society")),
    "futures/society/history.parquet": (("catalogue", "run", "--future", "society"),),
    "futures/society/works.parquet": (("trace", "run/futures/society"),),
    "futures/society/embedding.safetensors": (("trace", "run/futures/society"),),
}
KINDS = ("input", "kill", "full", "damage", "surroundings")


@dataclass(frozen=True)
class Trial:
    """What was done to which command or file, how it ended, and whether that was well."""

    kind: str
    place: str
    ended: str
    well: bool


def corpus(folder: Path, seed: int, *, name: str = "w{}") -> None:
    """Dated noise with a table, and vectors in which later works descend from earlier ones; `name` makes their ids."""
    rng = np.random.default_rng(seed)
    folder.mkdir(parents=True)
    rows, vectors = ["id,title,artist,date,style,picture"], rng.normal(size=(WORKS, 6))
    for k in range(WORKS):
        if k > 3:
            vectors[k] = vectors[rng.integers(k)] + 0.2 * rng.normal(size=6)
        pixels = rng.integers(0, 256, (12, 12, 3), dtype=np.uint8)
        Image.fromarray(pixels).resize((48, 48)).save(folder / f"{k}.png")
        rows.append(f"{name.format(k)},Work {k},Artist {k % 5},{1500 + 9 * k},Style {k % 2},{k}.png")
    write_text(folder / "metadata.csv", "\n".join(rows) + "\n")
    np.save(folder / "vectors.npy", vectors.astype(np.float32))


def prepared(folder: Path, seed: int, names: Sequence[str] = tuple(COMMANDS)) -> Path:
    """A folder with a corpus and a run in which these commands have ended."""
    corpus(folder / "corpus", seed)
    for name in names:
        if (outcome := command(COMMANDS[name], folder)).status:
            raise RuntimeError(f"{name}: {outcome.said}")
    return folder


def interrupted(home: Path, kind: str, every: int) -> Iterator[Trial]:
    """Every command, at every so many of its file events: killed, or without room; then given again."""
    before = home / "before"
    corpus(before / "corpus", 0)
    for name, argv in COMMANDS.items():
        work = _copy(before, home / "work")
        events = command(argv, work).events
        wanted = contents(work / "run")
        after = _copy(work, home / "after")
        for at in range(0, events - 1, every):  # the last one is the end of a command that is done
            work = _copy(before, home / "work")
            first = command(argv, work, fault=Fault(kind, at))
            second = command(argv, work)
            same = not second.status and contents(work / "run") == wanted and not leftovers(work)
            crashed = "a traceback" if first.status == CRASHED else ""
            ended = crashed or ("the same bytes when given again" if same else "other bytes when given again")
            yield Trial(kind, name, ended, same and not crashed)
        shutil.rmtree(before)
        after.rename(before)


def damaged(home: Path, every: int) -> Iterator[Trial]:
    """Every kind of file of a run, damaged in every way, and read by every command that does."""
    whole, other = prepared(home / "whole", 0), prepared(home / "other", 1)
    for pattern, readers in READERS.items():
        file = sorted((whole / "run").glob(pattern))[0].relative_to(whole)
        for reader in readers:
            sound = _copy(whole, home / "work")
            good = command(reader, sound)
            wanted = contents(sound / "run")
            for kind, content in _damages(whole / file, other / file, every):
                work = _copy(whole, home / "work")
                (work / file).write_bytes(content)
                own = file.relative_to("run").as_posix()
                ended, well = _verdict(command(reader, work), good, work, wanted, own)
                yield Trial(kind, pattern, ended, well)


def _damages(file: Path, foreign: Path, every: int) -> Iterator[tuple[str, bytes]]:
    """A file's bytes, damaged: cut short, emptied, one bit altered at places spread over it, of another run."""
    whole = file.read_bytes()
    yield "emptied", b""
    for share in (0.1, 0.5, 0.99):
        yield "cut short", whole[: int(share * len(whole))]
    for at in np.linspace(0, len(whole) - 1, max(2, 12 // every)).astype(int):
        yield "a bit altered", whole[:at] + bytes([whole[at] ^ 16]) + whole[at + 1 :]
    if foreign.exists():
        yield "of another run", foreign.read_bytes()


def _verdict(outcome: Outcome, good: Outcome, work: Path, wanted: dict[str, str], damaged: str) -> tuple[str, bool]:
    """How a damaged file was taken; it may differ itself, and so may the manifest, which has its digest."""
    if outcome.status == CRASHED:
        return "a traceback", False
    if outcome.refused:
        return "refused in one line", True
    if "left out:" in outcome.said or "unreadable" in outcome.said or "damaged" in outcome.said:
        return "said, and left out", True
    now, then = (
        {name: mark for name, mark in files.items() if name != damaged and Path(name).name != "manifest.json"}
        for files in (contents(work / "run"), wanted)
    )
    if outcome.status == good.status and now == then:
        return "made again, or not needed", True
    return "another result, without a word", False


def understood(home: Path) -> Iterator[Trial]:
    """Inputs as people have them: each work has the years that its table says, or the command says what it lacks."""
    home.mkdir()
    for one in inputs(home):
        outcome = command(one.argv, home)
        if outcome.status == CRASHED:
            ended = "a traceback"
        elif not one.spans:
            ended = "a report" if not outcome.status else "said in one line what cannot be done"
        else:
            ended = "read as it is meant" if _spans(home / one.argv[-1]) == one.spans else "misread"
        yield Trial(f"input: {one.kind}", one.name, ended, ended not in ("a traceback", "misread"))


def _spans(run: Path) -> dict[str, tuple[float, float] | None]:
    """First and last year of every work by its title, None for one that is not dated."""
    works = Works.read(run / "works.parquet")
    spans = zip(works.column("title"), works.earliest, works.latest, works.dated)
    return {str(title): (float(first), float(last)) if dated else None for title, first, last, dated in spans}


def surrounded(home: Path) -> Iterator[Trial]:
    """Names that lead elsewhere, no place for temporary files, a clock that jumps, two commands at once."""
    hostile = home / "hostile"
    corpus(hostile / "corpus", 0, name=HOSTILE)
    apart = contents(hostile / "corpus")
    for name, argv in COMMANDS.items():
        outcome = command([HOSTILE.format(3) if word == "w3" else word for word in argv], hostile)
        others = {file for file in home.rglob("*") if not file.is_relative_to(hostile / "run")}
        inside = contents(hostile / "corpus") == apart and others == {hostile, *_below(hostile / "corpus")}
        yield Trial(
            "names that lead elsewhere", name, _ended(outcome) if inside else "wrote outside its folder", inside
        )
    plain, wanted = home / "plain", {}
    corpus(plain / "corpus", 0)
    for name, argv in COMMANDS.items():
        command(argv, plain)
        wanted[name] = contents(plain / "run")
    for kind, before in (
        ("no folder for temporary files", partial(_environment, TMPDIR="/nowhere", HOME="/nowhere")),
        ("temporary files where none can be", partial(_environment, TMPDIR="/dev/null", XDG_CACHE_HOME="/dev/null")),
        ("a clock that jumps", _jumping_clock),
    ):
        place = home / kind.replace(" ", "-")
        corpus(place / "corpus", 0)
        for name, argv in COMMANDS.items():
            outcome = command(argv, place, before=before)
            same = contents(place / "run") == wanted[name]
            yield Trial(kind, name, _ended(outcome) if same else "other bytes", same and not outcome.status)
    for name in ("load", "embed", "trace", "credit", "futures"):
        anew = [*COMMANDS[name], *(("--force",) if name == "load" else ("--seed", "1"))]  # not what is done already
        with alone(plain / "run"):
            second = subprocess.run(
                [sys.executable, "-m", "stylogeny", *anew], cwd=plain, capture_output=True, text=True
            )
        refused = second.returncode == 2 and "another command is at work" in second.stderr.splitlines()[-1]
        well = refused and not command(anew, plain).status
        yield Trial("two commands in one run", name, "the second is refused in one line" if refused else "?", well)


def _ended(outcome: Outcome) -> str:
    if outcome.status == CRASHED:
        return "a traceback"
    return "refused in one line" if outcome.status else "as ever"


def _below(folder: Path) -> set[Path]:
    return {folder, *folder.rglob("*")}


def _environment(**variables: str) -> None:
    os.environ.update(variables)
    tempfile.tempdir = None  # it is looked for anew


def _jumping_clock() -> None:
    """Days forward and back again with every look at the clock."""
    began, looks = time.time(), itertools.count()
    time.time = lambda: began + 86_400.0 * 400 * (-1) ** next(looks)


def _copy(source: Path, target: Path) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    return target


def trials_of(kind: str, home: Path, every: int) -> Iterator[Trial]:
    """The trials of one kind, in a folder that they make."""
    match kind:
        case "input":
            return understood(home)
        case "surroundings":
            return surrounded(home)
        case "damage":
            return damaged(home, every)
    return interrupted(home, kind, every)


def table(trials: Sequence[Trial]) -> str:
    """How many trials of each kind ended in each way, as Markdown."""
    rows = ["| what was done | trials | how it ended | ended well |", "| --- | ---: | --- | ---: |"]
    for kind in dict.fromkeys(t.kind for t in trials):
        own = [t for t in trials if t.kind == kind]
        ends = "; ".join(f"{count} {ended}" for ended, count in Counter(t.ended for t in own).most_common())
        rows.append(f"| {kind} | {len(own)} | {ends} | {sum(t.well for t in own)} |")
    rows.append(f"| all | {len(trials)} | | {sum(t.well for t in trials)} |")
    return "\n".join(rows)


def main() -> None:
    """Try everything, print the tables, and put them into a page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="try every N-th file event and byte")
    parser.add_argument("--only", action="append", choices=KINDS, help="these kinds; repeat for several")
    parser.add_argument("--out", type=Path, help="the page whose figures are replaced")
    args = parser.parse_args()
    trials = []
    with tempfile.TemporaryDirectory() as folder:
        for kind in args.only or KINDS:
            home = Path(folder) / kind
            for trial in trials_of(kind, home, args.every):
                trials.append(trial)
                if not trial.well:
                    print(f"  {trial.kind}, {trial.place}: {trial.ended}", flush=True)
    every = "every" if args.every == 1 else f"one in {args.every} of all"
    text = f"Of file events and bytes {every} was tried.\n\n{table(trials)}"
    print(text)
    if args.out:
        put(text, name="faults", script="faults.py", page=args.out.name, docs=args.out.parent)


if __name__ == "__main__":
    main()
