"""Paint a world whose history is known, and score anyone's method on it."""

from __future__ import annotations

import argparse
from pathlib import Path

from . import common, emit

EXAMPLE = "stylogeny world paint --regime neutral --works 500 --out world/"
NESTED = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Two verbs: paint and score."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    paint = verbs.add_parser(
        "paint", help="paint a corpus of known history", description="Paint a corpus of known history."
    )
    paint.add_argument(
        "--regime", default="neutral", help="neutral, rich-get-richer, reaction, revival, heavy-loss, all or null"
    )
    paint.add_argument("--works", type=int, default=500, help="how many works survive (default 500)")
    paint.add_argument("--size", type=int, default=128, help="longest side in pixels, 64-512 (default 128)")
    paint.add_argument("--out", type=Path, required=True, help="folder to write")
    paint.add_argument("--workers", type=int, default=None, help="processes that paint (default: all cores)")
    common(paint)


def run(args: argparse.Namespace) -> None:
    """Run one of the verbs."""
    _paint(args)


def _paint(args: argparse.Namespace) -> None:
    from ..errors import StylogenyError
    from ..world.corpus import write
    from ..world.history import World

    if not 32 <= args.size <= 1024:
        raise StylogenyError("pictures are painted at 32 to 1024 pixels", got=args.size)
    world = World.make(args.regime, works=args.works, seed=args.seed)
    account = write(world, args.out, size=args.size, workers=args.workers)
    lost = f", {account['lost']} lost" if account["lost"] else ""
    emit(
        args,
        account,
        f"{account['works']} works painted in {args.out} ({args.regime}{lost}); truth in {args.out / 'truth'}",
    )
