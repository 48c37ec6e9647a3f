"""The exhibition catalogue of a simulated history, and a persona pack of each of its best-followed artists.

They are written beside the future: catalogue.html (self-contained), catalogue.md and personas/NAME.json. No model is needed; with
--writer any OpenAI-compatible endpoint writes, and the built-in grammar wherever that fails.
"""

from __future__ import annotations

import argparse

from . import emit
from .talk import future_arguments, future_of, mark, writer_arguments, writer_of

EXAMPLE = "stylogeny catalogue run --personas 20"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    future_arguments(parser)
    parser.add_argument("--rooms", type=int, default=8, help="most movements shown (default 8)")
    parser.add_argument("--lives", type=int, default=10, help="most artists' lives told (default 10)")
    parser.add_argument(
        "--personas", type=int, default=0, metavar="N", help="also write packs of the N best-followed artists"
    )
    writer_arguments(parser)


def run(args: argparse.Namespace) -> None:
    """Write the catalogue, and the packs if asked."""
    from ..corpus import Works
    from ..errors import StylogenyError
    from ..society.catalogue import catalogue
    from ..society.personas import write_personas
    from ..society.simulation import Simulation

    if min(args.rooms, args.lives, args.personas) < 0:
        raise StylogenyError(
            "numbers of rooms, lives and personas are not negative", got=min(args.rooms, args.lives, args.personas)
        )
    folder = future_of(args)
    simulation, writer = Simulation.read(folder), writer_of(args, folder)
    home = folder.parent.parent / "works.parquet"
    past = Works.read(home) if folder.parent.name == "futures" and home.exists() else None
    book = catalogue(simulation, writer=writer, past=past, rooms=args.rooms, lives=args.lives, seed=args.seed)
    page = book.write(folder, simulation.pictures)
    packs = (
        write_personas(simulation, folder, most=args.personas, writer=writer, seed=args.seed) if args.personas else []
    )
    lines = [f"{book.title}: {len(book.rooms)} rooms, {len(book.lives)} lives, in {page}"]
    lines += [f"{len(packs)} persona packs in {folder / 'personas'}"] if packs else []
    lines += [mark(writer)] if mark(writer) else []
    value = {
        "page": str(page), "title": book.title, "rooms": [r.name for r in book.rooms], "texts": len(book.texts),
        "personas": [str(p) for p in packs], "fallbacks": list(getattr(writer, "failures", ())),
    }  # fmt: skip
    emit(args, value, "\n".join(lines))
