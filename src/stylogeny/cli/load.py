"""Read a corpus of dated pictures into a run folder.

A corpus is a folder of pictures with metadata.csv, .jsonl, .parquet, .xlsx (or any one table); a table; a folder of
WikiArt-style names; a Hugging Face dataset by path or id; or the open-data export of a museum (Met, MoMA, Tate, NGA,
Cleveland, Carnegie, Art Institute of Chicago). Works without a usable date or picture are kept, marked, and listed in
RUN/load.csv. Fields: id, title, artist, date, earliest, latest, style, genre, medium, picture, birth, death.
"""

from __future__ import annotations

import argparse
import warnings
from pathlib import Path

from ..errors import StylogenyError
from . import at_least, emit
from .execution import execution_arguments, execution_of

DRAWS = False
EXAMPLE = "stylogeny load paintings/ --out run --map date=YearCreated"


class Kept(UserWarning):
    """What an earlier load was asked is done again."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument(
        "corpus", metavar="CORPUS", help="a folder, a table, a museum's export, or a Hugging Face dataset (ORG/NAME)"
    )
    parser.add_argument("--out", required=True, type=Path, metavar="RUN", help="the run folder to make or resume")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help="the column that holds a field; repeat for several",
    )
    parser.add_argument(
        "--kind",
        metavar="KIND",
        help="folder, wikiart, hub, met, moma, tate, nga, cleveland, carnegie or aic (default: recognised)",
    )
    parser.add_argument(
        "--split", metavar="NAME", help="split of a dataset (default: all in a folder, train of one by name)"
    )
    parser.add_argument("--force", action="store_true", help="load again, also what has not changed")
    parser.add_argument("--limit", type=at_least(1), metavar="N", help="read at most N rows")
    parser.add_argument(
        "--no-pictures", action="store_true", help="do not open the pictures (for works with vectors of your own)"
    )
    parser.add_argument(
        "--fetch", action="store_true", help="download pictures that are given by address, into RUN/pictures"
    )
    parser.add_argument(
        "--every",
        type=at_least(0.0),
        default=1.0,
        metavar="S",
        help="seconds between two requests to the same host (default 1)",
    )
    parser.add_argument(
        "--max-mb", type=at_least(1), default=64, metavar="MB", help="leave out pictures larger than this (default 64)"
    )
    execution_arguments(parser, "dates are read and pictures looked at")


def run(args: argparse.Namespace) -> None:
    """Read, write works.parquet, print what was read, marked and refused."""
    from ..corpus.loading import gone_or_back, write_works
    from ..corpus.sources import open_source
    from ..corpus.sources.fetch import Fetcher
    from ..corpus.summary import LIST, read_summary
    from ..runs import MANIFEST, Run, place_from

    corpus = place_from(args.out, args.corpus) if Path(args.corpus).exists() else args.corpus
    known = Run(args.out).parameters("load") if (args.out / MANIFEST).exists() else {}
    columns = mapping(args.map)
    if columns is None and known.get("map") and known.get("corpus") == corpus:
        columns = dict(known["map"])
        kept = " ".join(f"--map {field}={column}" for field, column in columns.items())
        warnings.warn(f"{args.out} was loaded with {kept}, which is kept", Kept, stacklevel=2)
    source = open_source(args.corpus, map=columns, kind=args.kind, split=args.split)
    fetch = Fetcher(every=args.every, max_bytes=args.max_mb << 20) if args.fetch else None
    reading = source.reading  # a table that cannot be read is found out before a run folder is made
    folder = Run(args.out, create=True)
    params = {"corpus": corpus, "source": source.key, "limit": args.limit, "pictures": not args.no_pictures}
    params |= {"fetch": args.fetch, "map": columns, "decades": reading.decades}

    def work() -> None:
        asked = {"limit": args.limit, "pictures": not args.no_pictures}
        write_works(source, folder.path, **asked, fetch=fetch, executor=execution_of(args))

    if args.force or (not args.no_pictures and gone_or_back(folder.path / "works.parquet")):
        (folder.path / "works.parquet").unlink(missing_ok=True)
    folder.step("load", work, parameters=params, outputs=["works.parquet", LIST])
    summary = read_summary(folder.path / "works.parquet")
    if summary is not None:
        emit(args, summary.to_json(), summary.text())


def mapping(pairs: list[str]) -> dict[str, str] | None:
    """``["date=YearCreated"]`` as a dict; None for none."""
    for pair in pairs:
        if "=" not in pair:
            raise StylogenyError("--map takes FIELD=COLUMN", got=pair, fix="e.g. --map date=YearCreated")
    return dict(p.split("=", 1) for p in pairs) or None
