"""Reconstruct works that are missing: where they stood, when they were made, how they may have looked.

Without --of, it looks for works to which contemporaries point: works that are nearer to one another than to anything
earlier. With --of, the works you name are taken to be its children. A reconstruction is a hypothesis; on painted
histories one in three of those found, and nineteen in twenty of the intervals of those named, are right
(docs/known-truth.md).
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from . import at_least, emit, new_file

if TYPE_CHECKING:
    from ..influence.ancestors import MissingAncestor
    from ..influence.graph import InfluenceGraph

EXAMPLE = "stylogeny missing-works run --max 5 -o missing.png"
CHILDREN = 4  # on the sheet


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("run", metavar="RUN", help="a run folder that has been traced")
    parser.add_argument("--of", nargs="+", metavar="WORK", help="works taken to descend from one missing work")
    parser.add_argument(
        "--max", type=at_least(1), default=5, metavar="N", help="look for at most N missing works (default 5)"
    )
    parser.add_argument(
        "-o",
        "--out",
        type=new_file,
        metavar="FILE",
        help="also write a sheet: a row for each missing work, its children first",
    )
    parser.add_argument(
        "--size", type=int, default=128, metavar="S", help="side of the pictures in pixels (default 128)"
    )


def run(args: argparse.Namespace) -> None:
    """Reconstruct, paint, list."""
    import numpy as np

    from ..corpus.calendar import year_text
    from ..corpus.lookup import select
    from ..generation.canvas import canvas_size
    from ..influence.ancestors import missing_ancestors, reconstruct
    from ..influence.open_graph import open_graph
    from ..runs import Run

    canvas_size(args.size, 8)  # a size at which nothing can be painted is found out first
    graph = open_graph(Run(args.run))
    works = graph.works
    if args.of:
        missing = [reconstruct(graph, select(works, args.of, years=graph.years).rows)]
    else:
        missing = missing_ancestors(graph, limit=args.max)
    if args.out and missing:
        _sheet(graph, missing, args.out, size=args.size, seed=args.seed)
    titles, ids = works.column("title"), works.ids
    value = [
        {
            "year": round(m.year, 1),
            "earliest": round(m.earliest, 1),
            "latest": round(m.latest, 1),
            "gain": None if np.isnan(m.gain) else round(m.gain, 2),
            "children": [str(ids[r]) for r in m.children],
        }
        for m in missing
    ]
    lines = [
        f"about {year_text(m.year)} ({year_text(m.earliest)} to {year_text(m.latest)}): "
        + "; ".join(f"{titles[r] or ids[r]} ({works.when(r)})" for r in m.children)
        for m in missing
    ]
    lines = lines or ["no group of contemporaries points to a missing work"]
    emit(args, value, "\n".join([*lines, *([f"sheet in {args.out}"] if args.out and missing else [])]))


def _sheet(graph: InfluenceGraph, missing: list[MissingAncestor], out: str, *, size: int, seed: int) -> None:
    """One row each: up to four children, and the missing work last."""
    import numpy as np

    from ..corpus.pictures import read
    from ..generation import fit
    from ..generation.contact_sheet import save_sheet, sheet

    generator = fit(graph)
    blank = np.full((size, size, 3), 255, dtype=np.uint8)
    pictures = []
    for m in missing:
        rows = [r for r in m.children if graph.works.pictured[r]][:CHILDREN]
        children = [read(graph.works.picture(int(r)), (size, size)) for r in rows]
        pictures += [*children, *[blank] * (CHILDREN - len(children))]
        pictures.append(generator.generate(m.vector, size=size, seed=seed)[0])
    save_sheet(out, sheet(pictures, CHILDREN + 1))
