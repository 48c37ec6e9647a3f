"""Causal shares of a picture over works and artists; what is its own and what is copied outright are named apart."""

from __future__ import annotations

import argparse
import math
from pathlib import Path

from . import emit

EXAMPLE = "stylogeny attribute picture.png run --csv royalties.csv"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("picture", type=Path, metavar="PICTURE", help="a picture file")
    parser.add_argument("run", metavar="RUN", help="a run folder that has been traced")
    parser.add_argument("--year", type=float, help="when it was made (default: read from the picture)")
    parser.add_argument("--bootstraps", type=int, default=20, metavar="B", help="behind the intervals (default 20)")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write who is owed what as a table")
    parser.add_argument("--amount", type=float, default=100.0, help="the sum that the table shares out (default 100)")
    parser.add_argument("--top", type=int, default=12, metavar="N", help="shares printed (default 12)")


def run(args: argparse.Namespace) -> None:
    """Attribute, write the table if asked, print."""
    from ..counterfactual.attribute import attribute
    from ..influence.open_graph import open_graph
    from ..runs import Run

    answer = attribute(
        args.picture, open_graph(Run(args.run)), year=args.year, bootstraps=args.bootstraps, seed=args.seed
    )
    if args.csv:
        answer.royalties(args.csv, amount=args.amount)
    lines = [
        f"{args.picture} ({answer.year:.0f}): {answer.innovation:.0%} its own, {answer.direct_copy:.0%} copied outright"
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
