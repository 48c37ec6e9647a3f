"""The exhibition catalogue of a simulated history, with careers, sheets of movements, a film and packs of its artists.

They are written beside the future: catalogue.html, careers.html and, where there are fans, feed.html (each
self-contained), catalogue.md, sheets/MOVEMENT.png, and where asked for film.mp4 and personas/NAME.json. No model is
needed; with --writer any OpenAI-compatible endpoint writes, and the built-in grammar wherever that fails; `--writer
words` is the writer that `stylogeny words` trained on the run.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from . import at_least, counted, emit
from .talk import fallback_note, future_arguments, future_of, writer_arguments, writer_of

if TYPE_CHECKING:
    from ..corpus.works import Works
    from ..histories.simulation import Simulation

EXAMPLE = "stylogeny catalogue run --personas 20"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    future_arguments(parser)
    parser.add_argument(
        "--rooms", type=at_least(0), default=8, metavar="N", help="show at most N movements (default 8)"
    )
    parser.add_argument(
        "--lives", type=at_least(0), default=10, metavar="N", help="tell the lives of at most N artists (default 10)"
    )
    parser.add_argument(
        "--personas",
        type=at_least(0),
        default=0,
        metavar="N",
        help="also write persona packs of the N artists with most followers (default 0)",
    )
    parser.add_argument(
        "--film", type=at_least(0), nargs="?", const=8, default=0, metavar="N",
        help="also write film.mp4, in which each year lasts N sixteenths of a second (default 8)",
    )  # fmt: skip
    parser.add_argument(
        "--paint",
        type=at_least(0),
        default=0,
        metavar="N",
        help="first paint N more of the works that sheets and careers show (default 0)",
    )
    writer_arguments(parser)


def run(args: argparse.Namespace) -> None:
    """Write the catalogue, sheets and careers, and what else is asked for."""
    from ..film.reel import film
    from ..histories.personas import write_personas
    from ..histories.simulation import Simulation
    from ..report.careers import write_careers, write_sheets
    from ..report.catalogue import catalogue, catalogue_writer
    from ..report.feed.page import write_feed
    from ..text.grammar import Grammar

    folder = future_of(args)
    simulation = Simulation.read(folder)
    writer = writer_of(args, folder) if args.writer else catalogue_writer(simulation, seed=args.seed)
    if args.paint:
        simulation = _painted(simulation, folder, args.paint)
    book = catalogue(simulation, writer=writer, past=_past(folder), rooms=args.rooms, lives=args.lives, seed=args.seed)
    page, packs = book.write(folder, simulation.pictures), list[Path]()
    if isinstance(writer, Grammar):
        writer = writer.successor()  # packs repeat no sentence of the book
    if args.personas:
        packs = write_personas(simulation, folder, most=args.personas, writer=writer, seed=args.seed)
    sheets, careers = write_sheets(simulation, folder), write_careers(simulation, folder)
    shown = write_feed(simulation, folder) if simulation.feed is not None else None
    reel = film(simulation, folder / "film.mp4", per_year=args.film) if args.film and len(simulation) else None
    lines = [
        f"{book.title}: {counted(len(book.rooms), 'room')}, {counted(len(book.lives), 'life', 'lives')}, in {page}"
    ]
    lines += [f"careers to scroll through in {careers}"]
    lines += [f"the feed in {shown}"] if shown else []
    lines += [f"{counted(len(sheets), 'sheet')} of movements in {folder / 'sheets'}"] if sheets else []
    lines += [f"a film in {reel}"] if reel else []
    lines += [f"{counted(len(packs), 'persona pack')} in {folder / 'personas'}"] if packs else []
    lines += [fallback_note(writer)] if writer.failures else []
    value = {
        "page": str(page),
        "title": book.title,
        "rooms": [room.name for room in book.rooms],
        "texts": len(book.texts),
        "careers": str(careers),
        "feed": str(shown) if shown else None,
        "sheets": list(map(str, sheets)),
        "film": str(reel) if reel else None,
        "personas": list(map(str, packs)),
        "fallbacks": list(writer.failures),
    }
    emit(args, value, "\n".join(lines))


def _past(folder: Path) -> Works | None:
    """The works that a future in a run folder grew from; None for a future that lies elsewhere."""
    from ..corpus.works import Works

    home = folder.parent.parent / "works.parquet"
    return Works.read(home) if folder.parent.name == "futures" and home.exists() else None


def _painted(simulation: Simulation, folder: Path, count: int) -> Simulation:
    """The simulation with up to `count` more of its works painted, in the style of the run that it grew from."""
    from dataclasses import replace

    from ..corpus.pictures import pixels
    from ..errors import StylogenyError
    from ..histories.pictures import paint
    from ..influence.open_graph import open_graph
    from ..report.careers import career_rows
    from ..runs import Run

    home = folder.parent.parent
    if folder.parent.name != "futures" or not (home / "influence.parquet").exists():
        raise StylogenyError(
            "to paint more works the run that the future grew from is needed",
            got=str(folder),
            fix="pass that run folder",
        )
    rows = [r for r in career_rows(simulation) if str(simulation.works["id"].iat[r]) not in simulation.pictures][:count]
    painted = [max(pixels(picture).shape[:2]) for picture in list(simulation.pictures.values())[:1]]
    made = paint(
        open_graph(Run(home)),
        simulation,
        rows=rows,
        size=(painted or [128])[0],
        seed=int(simulation.provenance.parameters.get("seed", 0)),
        folder=folder,
    )
    return replace(simulation, pictures={**simulation.pictures, **made})
