"""Fetch a sample of public-domain art from a museum, with dates and pictures: a folder ready for `stylogeny run`.

met is the Metropolitan Museum of Art, aic the Art Institute of Chicago; both give what is in the public domain as CC0.
Requests go out one at a time. A stopped command goes on where it was.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from . import YEARS, at_least, counted, emit

EXAMPLE = "stylogeny sample aic --from 1850 --to 1910 --limit 500 --out paintings"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("museum", choices=("met", "aic"), help="the museum")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="the folder to write")
    parser.add_argument("--department", default="", metavar="NAME", help='e.g. "European Paintings" (default: all)')
    parser.add_argument(
        "--from", dest="first", type=at_least(*YEARS), metavar="YEAR", help="made in this year or later"
    )
    parser.add_argument("--to", dest="last", type=at_least(*YEARS), metavar="YEAR", help="made in this year or earlier")
    parser.add_argument("--limit", type=at_least(1), default=500, metavar="N", help="at most N works (default 500)")
    parser.add_argument(
        "--every", type=at_least(0.0), default=0.2, metavar="S", help="seconds between two requests (default 0.2)"
    )
    parser.add_argument("--address", metavar="URL", help="where the museum's interface is, if elsewhere than usual")


def run(args: argparse.Namespace) -> None:
    """Fetch, write, say what is next."""
    from ..corpus.sources.fetch import Fetcher
    from ..corpus.sources.museums.sample import sample

    fetch = Fetcher(every=args.every, private=args.address is not None)  # an address that was given may be near
    made = sample(
        args.museum,
        args.out,
        department=args.department,
        first=args.first,
        last=args.last,
        limit=args.limit,
        seed=args.seed,
        address=args.address,
        fetch=fetch,
    )
    missed = f"; {counted(made.missed, 'picture')} could not be had" if made.missed else ""
    text = f"{counted(made.works, 'work')} in {made.folder}{missed}\nnext: stylogeny run {made.folder} --out run"
    emit(args, {"folder": str(made.folder), "works": made.works, "missed": made.missed}, text)
