"""Shares of a picture over artists and works: what is copied outright, what is laid from pieces of works (bent,
mirrored, recoloured), what is owed to a style by descent, and what is its own.

Works are looked for by their keypoints in the whole corpus. The first question of a run makes its index of keypoints
(RUN/keypoints.safetensors), some minutes for thousands of works; later ones are answered in seconds.

With --certify it also prints by how much a repaint of a part of the picture, and works planted in the corpus, can move
what each artist is owed by descent: means over windows, and over disjoint parts of the corpus (RUN/parts, made once).
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Hashable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import YEARS, above, at_least, emit, new_file
from .credit import bootstraps_argument
from .purifying import purify_argument, purifying

if TYPE_CHECKING:
    from ..counterfactual.attribution.account import Attribution
    from ..forensics.certificates.certify import Certificate
    from ..influence.graph import InfluenceGraph
    from ..runs import Run

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
    parser.add_argument("--csv", type=new_file, metavar="FILE", help="also write a table of who is owed what")
    parser.add_argument(
        "--amount", type=above(0), default=100.0, metavar="SUM", help="the sum to divide in the table (default 100)"
    )
    parser.add_argument(
        "--top", type=at_least(1), default=12, metavar="N", help="how many shares to print (default 12)"
    )
    purify_argument(parser)
    certified = parser.add_argument_group("certificates")
    certified.add_argument(
        "--certify", action="store_true", help="also by how much an attack can move each artist's share, proved"
    )
    certified.add_argument(
        "--repaint", type=at_least(1, 224), default=32, metavar="SIDE",
        help="side of the repaint, in 224ths of the picture's longer side (default 32)",
    )  # fmt: skip
    certified.add_argument(
        "--planted", type=at_least(1), default=1, metavar="N", help="works that an attacker planted (default 1)"
    )
    certified.add_argument(
        "--parts", type=at_least(2, 1000), default=5, metavar="K", help="disjoint parts of the corpus (default 5)"
    )


def run(args: argparse.Namespace) -> None:
    """Attribute, write the table if asked, print."""
    from ..corpus.copies.index import KeypointIndex
    from ..corpus.pictures import read
    from ..counterfactual.attribute import attribute
    from ..influence.open_graph import open_graph
    from ..runs import Run

    read(args.picture)  # before anything is indexed
    folder = Run(args.run)
    graph = open_graph(folder)
    index = KeypointIndex.open(folder.path, graph.works)
    with purifying(args, [args.picture], graph.works) as copies:
        picture = copies[args.picture]
        answer = attribute(picture, graph, index=index, year=args.year, bootstraps=args.bootstraps, seed=args.seed)
        certificates = _certificates(args, picture, folder, graph) if args.certify else []
    answer = replace(answer, picture=str(args.picture))
    if args.csv:
        answer.royalties(args.csv, amount=args.amount)
    said, lines = answer.to_json(), _lines(answer, args.picture, args.top)
    if args.certify:
        said["certificates"] = [c.to_json() for c in certificates]
        lines += [line for c in certificates for line in _certified(c, args.top)]
    emit(args, said, "\n".join(lines))


def _certificates(args: argparse.Namespace, picture: Path, folder: Run, graph: InfluenceGraph) -> list[Certificate]:
    from ..forensics.certificates.certify import certify_planting, certify_repaint
    from ..forensics.certificates.sub_corpora import SubCorpora

    parts = SubCorpora.open(folder, parts=args.parts, seed=args.seed)
    return [
        certify_repaint(picture, graph, year=args.year, repaint=args.repaint),
        certify_planting(picture, parts, planted=args.planted, year=args.year),
    ]


def _certified(certificate: Certificate, top: int) -> list[str]:
    """What is promised, and the shares with what they can be moved to."""
    from ..corpus.calendar import year_text

    low, high = certificate.years
    dated = f"read as {year_text(low)} to {year_text(high)}" if math.isfinite(low + high) else "read as any year"
    lines = [
        f"certified, mean over {certificate.voters}: {certificate.attack} can move no share by more than "
        f"{100 * certificate.most:.1f} %" + ("" if low == high else f", and the picture is {dated}")
    ]
    for line in certificate.table.head(top).to_dict("records"):
        lines.append(f"  {_share(line)}  {line['artist'] or 'others'}")
    return lines


def _lines(answer: Attribution, picture: Path, top: int) -> list[str]:
    """Whether it is a work of the run, what kinds of share there are, artists, works, and what the pixels say."""
    from ..corpus.calendar import year_text

    lines = []
    if answer.work:
        known = answer.table[answer.table["id"].eq(answer.work)].iloc[0].to_dict()
        lines.append(f"{picture} is a picture of that work: {_caption(known)}")
    kinds = {"copied outright": answer.direct_copy, "pieces": answer.pieces, "style": answer.style}
    said = ", ".join(f"{share:.0%} {name}" for name, share in kinds.items() if share >= 0.005)
    lines.append(f"{picture} ({year_text(answer.year)}): {answer.innovation:.0%} its own{said and ', '}{said}")
    lines.append("artists")
    for line in answer.artists.head(top).to_dict("records"):
        lines.append(f"  {_share(line)}  {line['artist'] or 'others'}")
    lines.append("works")
    for line in answer.table[answer.table["kind"].ne("innovation")].head(top).to_dict("records"):
        lines.append(f"  {_share(line)}  {line['kind']}: {_caption(line)}")
    for e in [e for e in answer.evidence if e.keypoints or e.coverage][:2]:
        hand = ", mirrored" if e.mirrored else ""
        lines.append(f"pixels: {e.id}{hand}: {e.keypoints} keypoints found, {e.coverage:.0%} of the picture copied")
    return lines


def _share(line: Mapping[Hashable, Any]) -> str:
    """A share in per cent, with its interval where there is one."""
    span = "" if math.isnan(line["low"]) else f" ({100 * line['low']:.1f}-{100 * line['high']:.1f} %)"
    return f"{100 * line['share']:5.1f} %{span}"


def _caption(line: Mapping[Hashable, Any]) -> str:
    return ", ".join(v for v in (line["title"] or line["id"], line["artist"]) if v)
