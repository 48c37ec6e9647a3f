"""Put pictures that the run has never seen into its space: a year with an interval, likely parents, nearest works."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from . import at_least, emit
from .purifying import purify_argument, purifying

DRAWS = False
EXAMPLE = "stylogeny place holiday-snaps/ run"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("pictures", type=Path, metavar="PICTURES", help="a picture, or a folder of them")
    parser.add_argument("run", type=Path, metavar="RUN", help="a run folder that has an embedding")
    parser.add_argument(
        "--max", type=at_least(1), default=5, metavar="N", help="list at most N parents and N nearest works (default 5)"
    )
    purify_argument(parser)


def run(args: argparse.Namespace) -> None:
    """Place each picture; bad files get one line each and the others are still placed."""
    from ..corpus.calendar import year_text
    from ..corpus.works import Works
    from ..embedding.space import Embedding
    from ..errors import StylogenyError
    from ..influence.placement import find_pictures, place
    from ..runs import Run

    folder = Run(args.run)
    works = Works.read(folder.file("works.parquet", needs="load"))
    folder.file("embedding.safetensors", needs="embed")
    space = Embedding.read(folder, works=works)
    graph = None
    if (folder.path / "influence.parquet").exists():
        from ..influence.graph import InfluenceGraph

        graph = InfluenceGraph.read(folder, embedding=space)
    quick = None
    if graph is not None and graph.model is not None:
        from ..counterfactual.bootstrap import fingerprint
        from ..counterfactual.shortcuts.quick import QuickCredit

        quick = QuickCredit.kept(folder.path, key=fingerprint(graph))
    failed: list[tuple[str, str]] = []
    with purifying(args, find_pictures(args.pictures), works) as copies:
        named = {str(copy): str(file) for file, copy in copies.items()}
        placed = place(list(copies.values()), space, graph, limit=args.max, failed=failed)
    placed = [replace(p, file=named[p.file]) for p in placed]
    if not placed:
        several = f"none of the {len(failed)} pictures could be placed; the first: " if len(failed) > 1 else ""
        raise StylogenyError(several + failed[0][1])
    for _, reason in failed:
        print(f"stylogeny place: {reason}", file=sys.stderr)
    text = []
    for p in placed:
        if p.work is not None:
            text.append(f"{p.file} is that work: {_line(p.work)}{', ' if p.work['date'] else ''}{p.work['date']}")
        else:
            low, high = map(year_text, p.interval)
            text.append(f"{p.file}: {year_text(p.year)} ({low} to {high})")
            if quick is not None and graph is not None:
                text.append(f"  {quick.sentence(quick.estimate(graph, p.vector, p.year))}")
        text += [f"  after  {w['weight']:5.0%}  {_line(w)}, {w['date']}" for w in p.parents]
        text += [f"  near         {_line(w)} (distance {w['distance']:.2f})" for w in p.nearest]
    value = {"pictures": [p.json() for p in placed], "failed": [{"file": f, "reason": r} for f, r in failed]}
    emit(args, value, "\n".join(text))


def _line(work: Mapping[str, str]) -> str:
    """A work in words."""
    title = work["title"] or work["id"]
    return f"{title}, {work['artist']}" if work["artist"] else title
