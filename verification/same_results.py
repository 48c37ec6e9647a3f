"""Does another version of the code give the same results? The chain on one small painted world, recorded and compared.

    python verification/same_results.py record --source ../old --out before.json
    python verification/same_results.py record --source . --out after.json
    python verification/same_results.py compare before.json after.json

`record` runs the commands of a checkout (its src/ comes first on the path of the Python that runs this), in about
five minutes of one core: painting, the whole chain, credit by every model, futures and simulated histories, pictures
by every family, placing, attribution, exports. It keeps a digest of every column, tensor, picture and document.
`compare` lists what differs, and what merely has another name; its exit status is 1 where something differs.
Manifests and other documents that say how results were made differ whenever versions or file names do.

Commands and options that were renamed are given in both spellings (:data:`STEPS`): the one that a checkout's own help
knows is taken.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from stylogeny.artifacts import write_json
from verification.common.records import compare, record

Words = tuple[str, ...]
Spellings = tuple[Words, ...]  # the same words as newer and older versions have them


def either(*spellings: str) -> Spellings:
    """Words as the newest version spells them, then as older ones do."""
    return tuple(tuple(line.split()) for line in spellings)


@dataclass(frozen=True)
class Step:
    """A command: its verbs, its other words with ``{placeholders}``, and options that have several spellings.

    Parameters
    ----------
    printed : bool
        Whether what it prints is a result too (it is recorded as JSON).
    """

    verbs: Spellings
    words: Words = ()
    options: tuple[Spellings, ...] = ()
    printed: bool = False


def step(verbs: str, *words: str, options: tuple[Spellings, ...] = (), printed: bool = False) -> Step:
    """A step whose verbs have one spelling."""
    return Step(either(verbs), words, options, printed)


OBJECTIVES = (either("--objective novel", "--want novel"), either("--evaluations 300", "--tries 300"))
AMBIGUOUS = (either("--objective ambiguous", "--want can"), either("--evaluations 300", "--tries 300"))
STEPS = (
    step("run", "world", "--out", "run", "--bootstraps", "12"),
    step(
        "credit", "{work}", "run", "--estimand", "net", "--bootstraps", "10", "--metric", "bound",
        "--metric", "difficulty", "--metric", "rarity", options=(either("--baselines", "--rivals"),),
    ),
    step("credit", "{artist}", "run", "--artist", "--deletion", "soft", "--bootstraps", "4"),
    step("credit", "{work}", "run", "--model", "flow", "--bootstraps", "3"),
    step("imagine", "run", "--root", "{style}", "--years", "25", "-n", "6", "--name", "imagined"),
    step(
        "simulate", "run", "--years", "24", "--artists", "80", "--pictures", "16", "--name", "society",
        options=(either("--param imitation=1.1", "--custom imitation=1.1"),),
    ),
    step("catalogue", "run", "--future", "society", "--personas", "3"),
    step("futures grow", "run", "--root", "{artist}", "--branching", "3", "--name", "tree"),
    step("futures search", "run", "--root", "{style}", "--name", "ambiguous", options=AMBIGUOUS),
    step("futures search", "run", "--root", "{style}", "--name", "novel", options=OBJECTIVES),
    step("futures career", "run", "{artist}", "--works", "4", "--name", "career"),
    step("futures school", "run", "{style}", "--artists", "2", "--works", "3", "--name", "school"),
    step(
        "render", "{style}", "run", "-n", "3", "-o", "gaps.png",
        options=(either("--diversify gaps", "--spread missing"),),
    ),
    step("render", "0.6*{artist}+0.4*{style}", "run", "-n", "2", "-o", "mixture.png"),
    step("render", "--prompt", "harbour at night", "run", "-n", "2", "-o", "prompt.png"),
    step("train", "run", "--steps", "12", "--restart"),
    step("render", "{style}", "run", "-n", "2", "--family", "flow", "-o", "flow.png"),
    step("holdout", "run", "--until", "{until}", "--bootstraps", "3"),
    step("place", "{picture}", "run", printed=True),
    step("attribute", "{picture}", "run", "--bootstraps", "4", "--csv", "attribution.csv"),
    Step(
        either("missing-works", "ancestors"), ("run", "-o", "missing.png"), (either("--max 2", "--most 2"),),
        printed=True,
    ),
    step("search", "harbour", "run", printed=True),
    step("transfer", "{picture}", "--run", "run", "--style", "{style}", "-o", "transfer.png", "--steps", "20"),
    step("export", "{style}", "run", "--to", "style", "-o", "style.safetensors"),
    step("report", "run"),
    step("world score", "run", "world", printed=True),
    step("trace", "run/futures/society"),
    step("report", "run/futures/society"),
)  # fmt: skip


class Checkout:
    """A version of the code, as a command line that works in a folder."""

    def __init__(self, source: Path, folder: Path) -> None:
        self.folder = folder
        path = os.pathsep.join([str(source.resolve() / "src"), os.environ.get("PYTHONPATH", "")])
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        self.environment = {**os.environ, **threads, "PYTHONPATH": path, "PYTHONHASHSEED": "0"}
        self._help: dict[Words, str] = {}

    def run(self, words: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Run one command and return what it printed."""
        argv = [sys.executable, "-m", "stylogeny", *words]
        return subprocess.run(argv, cwd=self.folder, env=self.environment, capture_output=True, text=True)

    def help(self, verbs: Words) -> str:
        """The help of a command, or of the whole command line."""
        if verbs not in self._help:
            self._help[verbs] = self.run([*verbs, "--help"]).stdout
        return self._help[verbs]

    def words(self, step: Step, names: dict[str, str]) -> list[str]:
        """A step in this version's spelling."""
        commands = self.help(()).split()
        verbs = next((v for v in step.verbs if v[0] in commands), step.verbs[0])
        options = [next((s for s in spellings if s[0] in self.help(verbs)), spellings[0]) for spellings in step.options]
        return [*verbs, *(word.format(**names) for word in step.words), *(word for o in options for word in o)]


def questions(folder: Path) -> dict[str, str]:
    """What the steps ask about: the artist and style of most works, the artist's first work, a picture, a late year."""
    works = pd.read_parquet(folder / "run" / "works.parquet")
    artist, style = (str(works[column].value_counts().index[0]) for column in ("artist", "style"))
    first = works[works["artist"].eq(artist)].sort_values(["earliest", "id"]).iloc[0]
    picture = sorted((folder / "world" / "images").iterdir())[4]
    return {
        "artist": artist,
        "style": style,
        "work": str(first["id"]),
        "picture": str(picture.relative_to(folder)),
        "until": str(int(works["earliest"].quantile(0.7))),
    }


def run_steps(source: Path, folder: Path, *, works: int, seed: int) -> dict[str, dict[str, str]]:
    """Run every step in a folder and record what lies in it then."""
    checkout = Checkout(source, folder)
    paint = [
        "world",
        "paint",
        "--regime",
        "all",
        "--works",
        str(works),
        "--seed",
        str(seed),
        "--out",
        "world",
        "--quiet",
    ]
    failures: dict[str, str] = {}
    names: dict[str, str] = {}
    painted = checkout.run(paint)
    if painted.returncode:
        raise SystemExit(f"the world could not be painted: {painted.stderr.strip()}")
    for number, one in enumerate(STEPS):
        words = checkout.words(one, names)
        print(f"[{number + 1}/{len(STEPS)}] {' '.join(words)}", file=sys.stderr, flush=True)
        done = checkout.run([*words, "--quiet", *(["--json"] if one.printed else [])])
        if done.returncode:
            failures[" ".join(words)] = (
                done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "no reason given"
            )
        elif one.printed:
            (folder / f"printed-{number:02d}.json").write_text(done.stdout)
        names = names or questions(folder)
    return {**record(folder), "failures": failures}


def main() -> int:
    """Record or compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    recording = verbs.add_parser("record", help="run the chain with a checkout and keep digests of its results")
    recording.add_argument("--source", type=Path, required=True, help="the checkout (a folder with src/stylogeny)")
    recording.add_argument("--out", type=Path, required=True, help="the record to write (JSON)")
    recording.add_argument(
        "--folder", type=Path, help="where to work, and leave the results (default: a scratch folder)"
    )
    recording.add_argument("--works", type=int, default=240)
    recording.add_argument("--seed", type=int, default=7)
    comparing = verbs.add_parser("compare", help="list what differs between two records")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    args = parser.parse_args()
    if args.verb == "compare":
        before, after = (json.loads(path.read_text(encoding="utf-8")) for path in (args.before, args.after))
        comparison = compare(before, after)
        print("\n".join(comparison.lines()))
        return int(comparison.differs)
    with tempfile.TemporaryDirectory() as scratch:
        folder = (args.folder or Path(scratch)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        result = run_steps(args.source, folder, works=args.works, seed=args.seed)
    write_json(args.out, result)
    print(f"{len(result) - 1} files recorded in {args.out}, {len(result['failures'])} commands failed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
