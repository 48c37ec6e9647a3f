"""Put pictures the run has never seen into its space: a year with an interval, likely parents, nearest works."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from . import emit

EXAMPLE = "stylogeny place holiday-snaps/ run"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("pictures", type=Path, help="a picture, or a folder of them")
    parser.add_argument("run", type=Path, help="a run folder that has an embedding")
    parser.add_argument("--max", type=int, default=5, metavar="N", help="parents and nearest works listed (default 5)")


def run(args: argparse.Namespace) -> None:
    """Place each picture; bad files get one line each and the others are still placed."""
    from ..corpus.works import Works
    from ..embedding.space import Embedding
    from ..errors import StylogenyError
    from ..influence.placement import place
    from ..runs import Run

    folder = Run(args.run)
    works = Works.read(folder.file("works.parquet", needs="load"))
    folder.file("embedding.safetensors", needs="embed")
    space = Embedding.read(folder, works=works)
    graph = None
    if (folder.path / "influence.parquet").exists():
        from ..influence.graph import InfluenceGraph

        graph = InfluenceGraph.read(folder, embedding=space)
    failed: list[tuple[str, str]] = []
    placed = place(args.pictures, space, graph, limit=args.max, failed=failed)
    for _, reason in failed:
        print(f"stylogeny place: {reason}", file=sys.stderr)
    if not placed:
        raise StylogenyError("none of the pictures could be placed", got=f"{len(failed)} bad files")
    text = []
    for p in placed:
        text.append(f"{p.file}: {p.year:.0f} ({p.interval[0]:.0f} to {p.interval[1]:.0f})")
        text += [f"  after  {w['weight']:5.0%}  {_line(w)}, {w['year']:.0f}" for w in p.parents]
        text += [f"  beside {w['distance']:5.2f}  {_line(w)}" for w in p.nearest]
    value = {"pictures": [p.json() for p in placed], "failed": [{"file": f, "reason": r} for f, r in failed]}
    emit(args, value, "\n".join(text))


def _line(work: Mapping[str, str]) -> str:
    """A work in words."""
    title = work["title"] or work["id"]
    return f"{title}, {work['artist']}" if work["artist"] else title
