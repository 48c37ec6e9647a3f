"""What the page says in numbers: where the change falls, who takes the place, and how near it comes to the truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...world.impact import spearman
from ..sections.change_map import ChangeMap
from .inputs import TwoWorlds


def change_map(worlds: TwoWorlds) -> ChangeMap:
    """The mean change of works by style and period, from the year of what never was."""
    graph = worlds.graph
    start = float(np.nanmin(graph.years[worlds.selection.rows]))
    inside = np.isfinite(graph.years) & (graph.years >= start) & (worlds.weight > 0)
    inside[worlds.selection.rows] = False
    style = graph.works.column("style")
    return ChangeMap.of(style[inside], graph.years[inside], worlds.change[inside])


@dataclass(frozen=True)
class Successor:
    """A work that takes the place: its row, its part of all that was freed, and the work that it gives most to."""

    row: int
    part: float
    child: int


def successors(worlds: TwoWorlds, *, most: int = 6) -> list[Successor]:
    """The works that take the place of what never was, the foremost first."""
    table = worlds.substitutes
    if not len(table):
        return []
    row = {str(i): k for k, i in enumerate(worlds.graph.works.ids)}
    total = float(table["share"].sum())
    out = []
    for name, rows in table.groupby("substitute"):
        foremost = rows["child"].iloc[int(rows["share"].to_numpy().argmax())]
        out.append(Successor(row[str(name)], float(rows["share"].sum()) / total, row[str(foremost)]))
    return sorted(out, key=lambda s: (-s.part, s.row))[:most]


@dataclass(frozen=True)
class Nearness:
    """How near the world comes to the truth, over the works that came after.

    Parameters
    ----------
    moved, truly : int
        Works that moved here, and in truth.
    rank : float
        Rank correlation of the ways they moved.
    nearest, after : float
        The same for two rivals: likeness to what never was (similarity look-up), and coming soon after it.
    """

    moved: int
    truly: int
    rank: float
    nearest: float
    after: float


def nearness(worlds: TwoWorlds) -> Nearness | None:
    """Beside the world run again; None where it cannot be."""
    if worlds.truth is None:
        return None
    graph, missing = worlds.graph, int(worlds.selection.rows[0])
    later = np.flatnonzero(graph.years > graph.years[missing])
    true, ours = worlds.true_distance[later], worlds.change[later]
    apart = np.linalg.norm(graph.embedding.vectors[later] - graph.embedding.vectors[missing], axis=1)
    return Nearness(
        moved=int((ours > 1e-3).sum()),
        truly=int((true > 1e-3).sum()),
        rank=spearman(ours, true),
        nearest=spearman(-apart, true),
        after=spearman(-graph.years[later], true),
    )


def lineage(worlds: TwoWorlds, *, generations: int = 5) -> list[int]:
    """A line of descent from what never was, rows from parent to child: each the heaviest child that changes."""
    graph = worlds.graph
    first = worlds.selection.rows[np.argsort(graph.years[worlds.selection.rows], kind="stable")]
    children = graph.parents.tocsc()
    best: list[int] = []
    for root in first[:8]:
        line = [int(root)]
        while len(line) < generations:
            column = slice(children.indptr[line[-1]], children.indptr[line[-1] + 1])
            rows, share = children.indices[column], children.data[column]
            weight = share * worlds.owed[rows] * (worlds.weight[rows] > 0)
            if not len(rows) or weight.max() <= 1e-3:
                break
            line.append(int(rows[np.argmax(weight)]))
        if len(line) > len(best):
            best = line
    return best
