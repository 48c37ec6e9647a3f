"""Write the run as a self-contained HTML folder, RUN/report/, to open in a browser or send to someone.

It shows whatever the run holds so far: the map and the works that matter; an answer for every `stylogeny credit`; the
works of every `stylogeny imagine`.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from . import YEARS, at_least, emit

if TYPE_CHECKING:
    from ..runs import Run

EXAMPLE = 'stylogeny report run --title "Two centuries of landscape" --from 1700 --to 1900'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("run", metavar="RUN", help="a run folder that has been traced")
    parser.add_argument("--title", metavar="TITLE", help="its title (default: the name of the corpus)")
    parser.add_argument(
        "--from", dest="first", type=at_least(*YEARS), metavar="YEAR", help="speak of works of this year and later only"
    )
    parser.add_argument(
        "--to", dest="last", type=at_least(*YEARS), metavar="YEAR", help="speak of works of this year and earlier only"
    )


def run(args: argparse.Namespace) -> None:
    """Write, say where."""
    from ..runs import Run

    folder = Run(args.run)
    inputs = [folder.file("works.parquet", needs="load"), folder.file("embedding.safetensors", needs="embed")]
    inputs += [folder.file("influence.parquet", needs="trace"), folder.file("lineage.parquet", needs="trace")]
    inputs += sorted((folder.path / "credit").glob("*.json"))
    inputs += sorted(f for f in (folder.path / "futures").rglob("*") if f.is_file())
    inputs += sorted((folder.path / "truth").glob("*.json"))
    folder.step(
        "report",
        lambda: _write(folder, args),
        parameters={"seed": args.seed, "title": args.title, "first": args.first, "last": args.last},
        inputs=inputs,
        outputs=["report/index.html", "report/map-data.js"],
    )
    index = (folder.path / "report" / "index.html").resolve()
    emit(args, {"report": str(index)}, f"The report: {index}")


def _write(folder: Run, args: argparse.Namespace) -> None:
    from dataclasses import replace
    from math import inf

    from ..report.inputs import ReportInputs
    from ..report.page import write

    inputs = ReportInputs.read(folder)
    years = (-inf if args.first is None else args.first, inf if args.last is None else args.last)
    write(replace(inputs, name=args.title or inputs.name, years=years), folder.path / "report", seed=args.seed)
