"""Read a corpus of dated pictures into a run folder."""

from __future__ import annotations

import argparse
from pathlib import Path

from . import emit

EXAMPLE = "stylogeny load paintings/ --out run"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("corpus", help="a folder of pictures with metadata.csv, .jsonl or .parquet")
    parser.add_argument("--out", required=True, type=Path, metavar="RUN", help="the run folder to make or go on with")
    parser.add_argument(
        "--map", action="append", default=[], metavar="FIELD=COLUMN", help="which column is which field"
    )


def run(args: argparse.Namespace) -> None:
    """Read, write works.parquet, print what was read, marked and refused."""
    from ..corpus import Works, load
    from ..corpus.loading import summary
    from ..runs import Run

    mapping = dict(m.split("=", 1) for m in args.map)
    run = Run(args.out, create=True)
    params = {"corpus": str(args.corpus), "map": mapping}

    def work() -> None:
        load(args.corpus, map=mapping).save(run.path / "works.parquet")

    run.step("load", work, params=params, outputs=["works.parquet"])
    works = Works.read(run.path / "works.parquet")
    emit(args, {"works": len(works), "dated": int(works.dated.sum())}, summary(works))
