"""Bulges: works that stand near many periods at once, more than other works of their time do.

A timeless formula, a picture that much was taken from. For each work its nearest works by other hands are looked up,
the time axis aside; how many periods they come from is compared with chance (docs/embedding.md). Works whose nearest
are far from their own time, as a revival's are, are listed after them.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from . import at_least, counted, emit, new_file

if TYPE_CHECKING:
    import numpy as np

    from ..corpus.works import Works
    from ..embedding.bulges import Bulges

EXAMPLE = "stylogeny bulges run --max 6 -o bulges.png"
SHOWN = 6  # periods on the sheet, each by the nearest work of it
STYLES = 5  # listed
AWAY = 5  # works far from their own time that are listed
SIDE = 128  # of a picture on the sheet, pixels


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("run", metavar="RUN", help="a run folder that has an embedding")
    parser.add_argument("--max", type=at_least(1), default=10, metavar="N", help="list at most N works (default 10)")
    parser.add_argument(
        "--rate",
        type=at_least(0.001, 1.0),
        default=0.1,
        metavar="Q",
        help="rate of false discoveries allowed (default 0.1)",
    )
    parser.add_argument(
        "-o",
        "--out",
        type=new_file,
        metavar="FILE",
        help="also write a sheet: each work, then its nearest work of each period",
    )


def run(args: argparse.Namespace) -> None:
    """Find, list, and draw."""
    from ..corpus.works import Works
    from ..embedding.bulges import find_bulges
    from ..embedding.space import FILE, Embedding
    from ..runs import Run

    folder = Run(args.run)
    works = Works.read(folder.file("works.parquet", needs="load"))
    found = find_bulges(Embedding.read(folder.file(FILE, needs="embed"), works), seed=args.seed)
    every = found.beyond(args.rate)
    some = found.table.head(min(args.max, len(every)))
    row = {name: k for k, name in enumerate(works.ids)}
    at = [row[name] for name in some["id"]]
    title, artist, style = (works.column(name) for name in ("title", "artist", "style"))
    displaced = found.displaced().head(min(args.max, AWAY))
    styles = found.groups(works, rate=args.rate).head(STYLES)
    value = {
        "works": len(found.table),
        "periods": len(found.edges) + 1,
        "bulges": len(every),
        "rate": args.rate,
        "first": [
            {**line, "title": title[r], "artist": artist[r], "style": style[r]}
            for r, line in zip(at, some.round(4).to_dict("records"))
        ],
        "displaced": displaced.round(4).to_dict("records"),
        "styles": styles.round(4).to_dict("records"),
    }
    lines = [
        f"{len(every):,} of {counted(len(found.table), 'work')} are near more of the {len(found.edges) + 1} periods "
        f"than chance allows (rate of false discoveries {args.rate:g})"
    ]

    def named(r: int) -> str:
        by = f", {artist[r]}" if artist[r] else ""
        return f"{title[r] or works.ids[r]}{by} ({works.date(r)})"

    for r, line in zip(at, some.itertuples()):
        lines.append(f"  {line.periods:4.1f} periods ({line.expected:.1f})  {named(r)}")
    if len(styles) and len(every):
        lines.append("styles by the periods they are near, over what chance gives:")
        lines += [
            f"  {excess:+5.2f}  {name} ({counted(int(size), 'work')})"
            for name, size, excess in zip(styles["style"], styles["works"], styles["excess"])
        ]
    lines.append("farthest from their own time, by their nearest works (in brackets: what is usual then):")
    lines += [f"  {w.away:4.1f} periods ({w.away_expected:.1f})  {named(row[w.id])}" for w in displaced.itertuples()]
    if args.out and at:
        _sheet(found, works, at, args.out)
        lines.append(f"sheet in {args.out}")
    emit(args, value, "\n".join(lines))


def _sheet(found: Bulges, works: Works, at: list[int], out: str) -> None:
    """One row each: the work, and the nearest work of each period that it is near to, in order of time."""
    import numpy as np

    from ..generation.contact_sheet import save_sheet, sheet

    artist = works.column("artist")
    cells: list[np.ndarray] = []
    captions: list[str] = []
    for row, near in zip(at, found.near):
        near = near[works.pictured[near]]
        period = np.searchsorted(found.edges, works.year[near], side="right")
        nearest = np.unique(period, return_index=True)[1]
        shown = near[np.sort(nearest)[:SHOWN]]
        rows = [row, *shown[np.argsort(works.year[shown], kind="stable")]]
        empty = SHOWN + 1 - len(rows)
        cells += [_picture(works, int(r)) for r in rows] + [_blank()] * empty
        captions += [f"{works.date(int(r))} {artist[r]}" for r in rows] + [""] * empty
    save_sheet(out, sheet(cells, SHOWN + 1, captions=captions))


def _picture(works: Works, row: int) -> np.ndarray:
    """A work's picture for the sheet; nothing where it has none, or none that can be read now."""
    from ..corpus.pictures import BadPicture, read

    try:
        return read(works.picture(row), SIDE) if works.pictured[row] else _blank()
    except BadPicture:
        return _blank()


def _blank() -> np.ndarray:
    import numpy as np

    from ..generation.contact_sheet import PAPER

    return np.full((SIDE, SIDE, 3), PAPER, dtype=np.uint8)
