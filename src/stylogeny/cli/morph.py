"""Morph one work into another, into a style, or on along the years, with the network that `stylogeny train` trained.

A work runs back to its noise and forth again under another point of the space: its composition goes over into that of
the other work (--to), or stays the same luck in another style (--style) or at another time (--years). The first picture
has the work's own composition, seen through the blur that the network learned through; works on the way lend their
paint.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from . import at_least, counted, emit, new_file

if TYPE_CHECKING:
    from ..generation.learned.morph import Keyframe
    from ..generation.styles import Corpus

EXAMPLE = 'stylogeny morph "The hay wain" run --years 60 -o on.png'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("work", metavar="WORK", help="a work of the run: title or id")
    parser.add_argument("run", metavar="RUN", help="a run folder with a trained network")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--to", metavar="WORK", help="another work")
    where.add_argument("--style", metavar="STYLE", help="a style: a name, a work, a mixture")
    where.add_argument(
        "--years", type=at_least(-5000.0, 5000.0), metavar="Y", help="so many years on along the space's time axis"
    )
    parser.add_argument("-n", type=at_least(2), default=8, metavar="N", help="how many pictures (default 8)")
    parser.add_argument(
        "--size", type=at_least(32, 1024), default=128, metavar="S", help="side in pixels (default 128)"
    )
    parser.add_argument("--plain", action="store_true", help="show compositions as they are, without works' paint")
    parser.add_argument(
        "-o", "--out", type=new_file, default="morph.png", metavar="FILE", help="the strip to write (morph.png)"
    )


def run(args: argparse.Namespace) -> None:
    """Invert, go over, draw, write."""
    from ..generation.contact_sheet import save_sheet, sheet
    from ..generation.learned.generator import LearnedGenerator
    from ..generation.learned.morph import morph
    from ..generation.styles import Corpus
    from ..runs import Run

    folder = Run(args.run)
    corpus = Corpus.open(folder)
    generator = LearnedGenerator.of_run(folder, corpus)
    first = _work(args.work, corpus)
    drawing = morph(
        generator, first, _end(args, first, corpus), n=args.n, size=args.size, paint=not args.plain, seed=args.seed
    )
    save_sheet(args.out, sheet(list(drawing.pictures), args.n))
    to = args.to or args.style or f"{args.years:+g} years"
    text = f"{counted(args.n, 'picture')} from {first.style.name} to {to} in {args.out}"
    emit(args, {"strip": str(args.out), "from": first.style.name, "to": to}, text)


def _work(name: str, corpus: Corpus) -> Keyframe:
    """A work's picture, and the style that is its own point."""
    from ..corpus.lookup import select
    from ..corpus.pictures import read
    from ..errors import StylogenyError
    from ..generation.learned.data import SIDE
    from ..generation.learned.morph import Keyframe
    from ..generation.styles import at_point

    found = select(corpus.works, name, kinds=("work",))
    row = int(found.rows[0])
    if not corpus.works.pictured[row] or corpus.space is None:
        raise StylogenyError("a morph needs a work with a picture", got=name)
    style = at_point(corpus.space.vectors[row], corpus, name=found.label)
    return Keyframe(style, read(corpus.works.picture(row), 2 * SIDE))


def _end(args: argparse.Namespace, first: Keyframe, corpus: Corpus) -> Keyframe:
    """Where the morph goes."""
    import numpy as np

    from ..embedding.time_axis import move
    from ..errors import StylogenyError
    from ..generation.learned.morph import Keyframe
    from ..generation.styles import at_point, resolve

    if args.to is not None:
        return _work(args.to, corpus)
    if args.style is not None:
        return Keyframe(resolve(args.style, corpus))
    space = corpus.space
    if space is None:
        raise StylogenyError("a morph needs an embedding", fix="run `stylogeny embed RUN` first")
    later = move(space, np.asarray(first.style.vector)[None], args.years)[0]
    return Keyframe(at_point(later.astype(np.float32), corpus, name=f"{args.years:+g} years"))
