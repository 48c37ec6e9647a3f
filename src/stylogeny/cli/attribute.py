"""Causal shares of a picture over works and artists; what is its own and what is copied outright are named apart."""

from __future__ import annotations

import argparse
import math
from pathlib import Path

from . import YEARS, above, at_least, emit
from .credit import bootstraps_argument

EXAMPLE = "stylogeny attribute picture.png run --csv royalties.csv"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("picture", type=Path, metavar="PICTURE", help="a picture file")
    parser.add_argument("run", metavar="RUN", help="a run folder that has been traced")
    parser.add_argument(
        "--year",
        type=at_least(*map(float, YEARS)),
        metavar="YEAR",
        help="the year it was made (default: estimated from the picture)",
    )
    bootstraps_argument(parser, default=20, behind="the intervals")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="also write a table of who is owed what")
    parser.add_argument(
        "--amount", type=above(0), default=100.0, metavar="SUM", help="the sum to divide in the table (default 100)"
    )
    parser.add_argument(
        "--top", type=at_least(1), default=12, metavar="N", help="how many shares to print (default 12)"
    )


def run(args: argparse.Namespace) -> None:
    """Attribute, write the table if asked, print."""
    from ..corpus.calendar import year_text
    from ..counterfactual.attribute import attribute
    from ..influence.open_graph import open_graph
    from ..runs import Run

    answer = attribute(
        args.picture, open_graph(Run(args.run)), year=args.year, bootstraps=args.bootstraps, seed=args.seed
    )
    if args.csv:
        answer.royalties(args.csv, amount=args.amount)
    lines = [
        f"{args.picture} ({year_text(answer.year)}): {answer.innovation:.0%} its own, "
        f"{answer.direct_copy:.0%} copied outright"
    ]
    for line in answer.table.head(args.top).to_dict("records"):
        span = "" if math.isnan(line["low"]) else f" ({100 * line['low']:.1f}-{100 * line['high']:.1f} %)"
        caption = ", ".join(v for v in (line["title"] or line["id"], line["artist"]) if v)
        lines.append(f"  {100 * line['share']:5.1f} %{span}  {line['kind']}: {caption}")
    lines += [
        f"  pixels: {e.id} covers {e.coverage:.0%}, {e.keypoints} keypoints agree, hashes differ in {e.hash_bits} of "
        "256 bits"
        for e in answer.evidence[:2]
    ]
    emit(args, answer.to_json(), "\n".join(lines))
