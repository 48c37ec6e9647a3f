"""A region of a picture drawn anew in a style, with a pixelcnn or vqgan that `stylogeny train` trained.

The network draws row by row: it is told what lies above the region and to the left of it. Of what lies below and to the
right it knows nothing while it draws; of --candidates drawings the one is kept that suits that rest best. Seams at the
lower border are what it cannot help. The middle square of the picture is kept outside the region; in it, works of the
style lend their paint.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import cast

from . import at_least, counted, emit, new_file

EXAMPLE = "stylogeny infill torn.jpg run --region 0.5,0.25,1,0.75 --style Impressionism"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("picture", type=Path, metavar="PICTURE", help="a picture file")
    parser.add_argument("run", metavar="RUN", help="a run folder with a trained pixelcnn or vqgan")
    parser.add_argument(
        "--region", required=True, type=_region, metavar="T,L,B,R",
        help="top, left, bottom and right of the region, in parts of the square's side",
    )  # fmt: skip
    parser.add_argument("--style", required=True, metavar="STYLE", help="a style: a name, a work, a mixture")
    parser.add_argument("-n", type=at_least(1), default=4, metavar="N", help="how many pictures (default 4)")
    parser.add_argument(
        "--candidates", type=at_least(1), default=8, metavar="K",
        help="drawings of each, of which the one is kept that suits the rest best (default 8)",
    )  # fmt: skip
    parser.add_argument("--plain", action="store_true", help="show the composition as it is, without works' paint")
    parser.add_argument(
        "-o", "--out", type=new_file, default="infill.png", metavar="FILE", help="the sheet to write (infill.png)"
    )


def _region(text: str) -> tuple[float, ...]:
    parts = text.split(",")
    try:
        numbers = tuple(float(part) for part in parts)
    except ValueError:
        numbers = ()
    if len(numbers) != 4:
        raise argparse.ArgumentTypeError(f"four numbers with commas between them are expected, e.g. 0.5,0,1,1: {text}")
    return numbers


def run(args: argparse.Namespace) -> None:
    """Draw, write."""
    from ..corpus.pictures import read
    from ..generation.contact_sheet import save_sheet, sheet
    from ..generation.learned.autoregressive.infill import Region, infill
    from ..generation.learned.data import SIDE
    from ..generation.learned.generator import LearnedGenerator
    from ..generation.styles import Corpus, resolve
    from ..runs import Run

    folder = Run(args.run)
    corpus = Corpus.open(folder)
    generator = LearnedGenerator.of_run(folder, corpus)
    drawing = infill(
        generator, read(args.picture, 2 * SIDE), cast(Region, args.region), resolve(args.style, corpus),
        n=args.n, candidates=args.candidates, paint=not args.plain, seed=args.seed,
    )  # fmt: skip
    save_sheet(args.out, sheet(list(drawing.pictures), min(args.n, 4)))
    emit(args, {"sheet": str(args.out), "n": args.n}, f"{counted(args.n, 'picture')} in {args.out}")
