"""The whole chain on a corpus: load, embed, trace, credit, imagine, report.

Each step is also a command of its own. A step whose inputs and parameters have not changed is not run again, so the
same command resumes where an interrupted one stopped.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
from pathlib import Path

from ..errors import StylogenyError
from . import at_least, build, emit
from .credit import bootstraps_argument
from .execution import execution_arguments, passed_on

EXAMPLE = "stylogeny run paintings/ --out run"
CREDITED = 3  # how many of the most important works are given credit when none is named


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument(
        "corpus", metavar="CORPUS", help="a folder of dated pictures, a museum's export, or a Hugging Face dataset"
    )
    parser.add_argument("--out", required=True, metavar="RUN", help="the run folder to make or resume")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help="the column that holds a field, as for `stylogeny load`",
    )
    parser.add_argument(
        "--backbone",
        default="built-in",
        metavar="MODEL",
        help="built-in (default, no download), statistics (faster, no network), or a Hugging Face vision model's id or "
        "folder",
    )
    parser.add_argument(
        "--work",
        action="append",
        default=[],
        metavar="WORK",
        help=f"a work, artist or style to credit; repeat for several (default: the {CREDITED} most important works)",
    )
    bootstraps_argument(parser, default=20, behind="each interval")
    parser.add_argument(
        "--years",
        type=at_least(1, 10_000),
        default=30,
        metavar="YEARS",
        help="how far the imagined future goes (default 30)",
    )
    parser.add_argument(
        "-n", type=at_least(1, 100_000), default=12, metavar="N", help="how many works to imagine (default 12)"
    )
    execution_arguments(parser, "pictures are looked at and bootstraps run", usual=None)


def run(args: argparse.Namespace) -> None:
    """Run the commands of the chain in turn, and say where the report is.

    A corpus may be too small to give credit in, or to imagine from: the later steps still run, and what could not be
    done is said at the end.

    Raises
    ------
    StylogenyError
        When a step could not be done.
    """
    out, where = args.out, passed_on(args)
    maps = [part for pair in args.map for part in ("--map", pair)]
    _step(args, 1, ["load", args.corpus, "--out", out, *maps, *where])
    _find(args.work, out)
    _step(args, 2, ["embed", out, "--backbone", args.backbone, *where])
    _step(args, 3, ["trace", out, *where])
    undone: dict[str, str] = {}
    for name in args.work or most_important(out):
        _try(args, 4, ["credit", name, out, "--bootstraps", str(args.bootstraps), *where], undone)
    _try(args, 5, ["imagine", out, "--years", str(args.years), "-n", str(args.n)], undone)
    _step(args, 6, ["report", out])
    report = (Path(out) / "report" / "index.html").resolve()
    if args.json:  # people were told by the last step
        emit(args, {"run": str(Path(out)), "report": str(report), "undone": undone}, "")
    if undone:
        raise StylogenyError("the report is without " + ", and without ".join(f"{s}: {e}" for s, e in undone.items()))


def most_important(out: str) -> list[str]:
    """Ids of the works with most expected descendants."""
    from ..artifacts import read_table
    from ..influence.graph import LINEAGE

    lineage, _ = read_table(Path(out) / "lineage.parquet", LINEAGE)
    return list(lineage.sort_values(["importance", "id"], ascending=[False, True])["id"].head(CREDITED))


def _find(names: list[str], out: str) -> None:
    """Raise unless every name can be credited: now, and not when the works have been embedded and traced."""
    import numpy as np

    from ..corpus.lookup import select
    from ..corpus.works import Works

    if names:
        works = Works.read(Path(out) / "works.parquet")
        for name in names:
            select(works, name, years=np.where(works.dated, works.year, np.nan))


def _try(args: argparse.Namespace, number: int, argv: list[str], undone: dict[str, str]) -> None:
    """Run one command of the chain; where it cannot be done, note why (of several works, of the first)."""
    try:
        _step(args, number, argv)
    except StylogenyError as error:
        undone.setdefault(argv[0], str(error))


def _step(args: argparse.Namespace, number: int, argv: list[str]) -> None:
    """Run one command of the chain; with --json its own output is held back, since only the last line is JSON."""
    chained(args, f"{number}/6", argv, silent=args.json)


def chained(args: argparse.Namespace, place: str, argv: list[str], *, silent: bool) -> None:
    """Run one command for another, and say which of how many it is; a `silent` one prints no result of its own."""
    if not args.quiet:
        print(f"[{place}] {argv[0]}", file=sys.stderr, flush=True)
    argv = [*argv, "--seed", str(args.seed), *(["--quiet"] if args.quiet else [])]
    parser, module = build(argv)
    assert module is not None
    with contextlib.redirect_stdout(io.StringIO()) if silent else contextlib.nullcontext():
        module.run(parser.parse_args(argv))
