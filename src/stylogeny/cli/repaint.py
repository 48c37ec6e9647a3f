"""Repaint a picture in another's hand: what is where stays, and an artist of the run paints it.

One network reads where things are, without colours and strokes, and a small decoder for each hand paints that; it is
the architecture that swaps faces, with painters for faces. The network is learned from the run's works when a hand is
first asked for, then the hand from its own (at least 6), a minute or two each; both are kept in the run.

A hand between several is written as a mixture: --hand "0.7*Claude Monet+0.3*Paul Cezanne".
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from . import at_least, counted, emit, new_file
from .execution import threads_argument
from .signing import sign_argument

EXAMPLE = 'stylogeny repaint photo.jpg run --hand "Claude Monet" -o painted.png'
NAMED = 12  # works of each hand that the file names as its sources


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("picture", type=Path, metavar="PICTURE", help="the picture that is repainted")
    parser.add_argument("run", metavar="RUN", help="the run folder whose artists are the hands")
    parser.add_argument("--hand", required=True, metavar="ARTIST", help='an artist of the run, or "0.5*A+0.5*B"')
    parser.add_argument("-o", "--output", type=new_file, required=True, metavar="PNG", help="the file to write")
    parser.add_argument(
        "--size", type=at_least(32, 2048), default=256, metavar="S", help="longest side in pixels (default 256)"
    )
    parser.add_argument(
        "--steps", type=at_least(1), metavar="N",
        help="steps of learning for a hand (default 300), and twice as many for what all hands share",
    )  # fmt: skip
    sign_argument(parser)
    threads_argument(parser)


def run(args: argparse.Namespace) -> None:
    """Learn what is not learned yet, repaint, write."""
    from ..corpus.works import Works
    from ..errors import StylogenyError
    from ..generation.saved_pictures import PictureRecord, save_picture, source
    from ..runs import Run
    from ..style.hands.in_run import hands_named, repainter_of_run
    from ..style.hands.repainter import check_shown
    from ..style.hands.training import RepaintTraining

    if args.output.suffix.lower() != ".png":
        raise StylogenyError("pictures are written as .png", got=args.output.name, fix="name a .png file")
    check_shown(args.picture)  # before anything is learned
    folder = Run(args.run)
    works = Works.read(folder.file("works.parquet", needs="load"))
    asked = hands_named(args.hand, works)
    how = RepaintTraining()
    if args.steps is not None:
        how = replace(how, steps=2 * args.steps, hand_steps=args.steps)
    repainter = repainter_of_run(folder, [hand for _, hand in asked], how=how, seed=args.seed)
    total = sum(share for share, _ in asked)
    shares = {hand.name: 0.0 for _, hand in asked}
    for share, hand in asked:
        shares[hand.name] += share / total
    picture = repainter.paint(args.picture, shares, size=args.size, seed=args.seed)
    sources = [{"id": str(args.picture), "share": 0.5}]  # no weight between layout and paint is a share: both count
    for _, hand in {hand.name: (share, hand) for share, hand in asked}.values():
        own = hand.rows[works.pictured[hand.rows]]
        sources += [source(works, row, 0.5 * shares[hand.name] / len(own)) for row in own[:NAMED].tolist()]
    named = " + ".join(f"{share:.0%} {name}" if len(shares) > 1 else name for name, share in shares.items())
    record = PictureRecord(
        style=args.hand, seed=args.seed, index=1, size=(picture.shape[0], picture.shape[1]), family="repaint",
        sources=sources, run=folder.path.resolve().name, name=f"{args.picture.stem} in the hand of {named}",
        command="repaint",
    )  # fmt: skip
    save_picture(args.output, picture, record)
    learned = [counted(int(works.pictured[hand.rows].sum()), "work") for _, hand in asked]
    value = {"path": str(args.output), "hands": {name: round(share, 4) for name, share in shares.items()}}
    emit(args, value, f"{args.output}: in the hand of {named}, learned from {' and '.join(learned)}")
