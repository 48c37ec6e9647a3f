"""Score pictures: by linear aesthetic heads (LAION's and Simulacra's files), by the bundled preference, by a style.

A head looks through the CLIP it was made for (--encoder). `colourfulness` needs nothing. A style file scores by cosine;
one of the built-in eye needs no encoder.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from . import emit

DRAWS = False
EXAMPLE = "stylogeny score pictures/ --head colourfulness --style mine.safetensors"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("pictures", nargs="+", type=Path, metavar="PICTURES", help="picture files, or folders of them")
    parser.add_argument("--head", action="append", default=[], metavar="HEAD", help="a head's file, or colourfulness")
    parser.add_argument("--style", action="append", default=[], metavar="FILE", help="a style file")
    parser.add_argument("--encoder", metavar="CLIP", help="id or folder of the CLIP of the heads and styles")


def run(args: argparse.Namespace) -> None:
    """Score, and print a row for each picture."""
    from ..influence.placement import find_pictures
    from ..style.encoders import as_encoder
    from ..style.in_run import style_file
    from ..style.scores import BUNDLED, score_pictures

    files = find_pictures(args.pictures)
    scores = score_pictures(
        files,
        heads=args.head or ([] if args.style else [BUNDLED]),
        encoder=as_encoder(args.encoder) if args.encoder else None,
        styles=[style_file(path) for path in args.style],
    )
    lines = ["  ".join([*(f"{name[:14]:>14}" for name in scores), "picture"])]
    lines += ["  ".join([*(f"{s[k]:14.3f}" for s in scores.values()), str(file)]) for k, file in enumerate(files)]
    if len(files) > 1:
        lines.append("  ".join([*(f"{s.mean():14.3f}" for s in scores.values()), f"mean of {len(files)}"]))
    rows = [
        {"picture": str(file), **{name: round(float(s[k]), 6) for name, s in scores.items()}}
        for k, file in enumerate(files)
    ]
    emit(args, {"pictures": rows}, "\n".join(lines))
