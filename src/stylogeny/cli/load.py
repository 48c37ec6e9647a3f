"""Read a corpus of dated pictures into a run folder.

A corpus is a folder of pictures with metadata.csv, .jsonl or .parquet; a table; a folder of WikiArt-style names; a
Hugging Face dataset by path or id; or the open-data export of a museum (Met, MoMA, Tate, NGA, Cleveland, Carnegie, Art
Institute of Chicago). Works without a usable date or picture are kept and marked. Fields: id, title, artist, date,
earliest, latest, style, genre, medium, picture.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from ..errors import StylogenyError
from . import at_least, emit

DRAWS = False
EXAMPLE = "stylogeny load paintings/ --out run --map date=YearCreated"


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
        "--split", default="train", metavar="NAME", help="split of a Hugging Face dataset (default train)"
    )
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


def run(args: argparse.Namespace) -> None:
    """Read, write works.parquet, print what was read, marked and refused."""
    from ..corpus.loading import write_works
    from ..corpus.sources import open_source
    from ..corpus.sources.fetch import Fetcher
    from ..corpus.summary import read_summary
    from ..runs import Run, place_from

    source = open_source(args.corpus, map=mapping(args.map), kind=args.kind, split=args.split)
    fetch = Fetcher(every=args.every, max_bytes=args.max_mb << 20) if args.fetch else None
    folder = Run(args.out, create=True)
    corpus = place_from(folder.path, args.corpus) if Path(args.corpus).exists() else args.corpus
    params = {"corpus": corpus, "source": source.key, "limit": args.limit, "pictures": not args.no_pictures}
    params["fetch"] = args.fetch

    def work() -> None:
        write_works(source, folder.path, limit=args.limit, pictures=not args.no_pictures, fetch=fetch)

    folder.step("load", work, parameters=params, outputs=["works.parquet"])
    summary = read_summary(folder.path / "works.parquet")
    if summary is not None:
        emit(args, summary.to_json(), summary.text())


def mapping(pairs: list[str]) -> dict[str, str] | None:
    """``["date=YearCreated"]`` as a dict; None for none."""
    for pair in pairs:
        if "=" not in pair:
            raise StylogenyError("--map takes FIELD=COLUMN", got=pair, fix="e.g. --map date=YearCreated")
    return dict(p.split("=", 1) for p in pairs) or None
