"""Write the run as a self-contained HTML folder, RUN/report/, to open in a browser or send to someone.

It shows whatever the run holds so far: the map and the works that matter; an answer for every `stylogeny credit`; the
works of every `stylogeny imagine`.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from . import emit

if TYPE_CHECKING:
    from ..runs import Run

EXAMPLE = "stylogeny report run/"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("run", metavar="RUN", help="a run folder that has been traced")


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
        lambda: _write(folder, args.seed),
        parameters={"seed": args.seed},
        inputs=inputs,
        outputs=["report/index.html", "report/map-data.js"],
    )
    index = (folder.path / "report" / "index.html").resolve()
    emit(args, {"report": str(index)}, f"The report: {index}")


def _write(folder: Run, seed: int) -> None:
    from ..report.inputs import ReportInputs
    from ..report.page import write

    write(ReportInputs.read(folder), folder.path / "report", seed=seed)
