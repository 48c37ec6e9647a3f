"""What the page says in numbers: where the change falls, who takes the place, and how near it comes to the truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...world.impact import spearman
from .inputs import TwoWorlds

STYLES, PERIODS = 10, 12  # rows and columns of the map
NICE = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)  # years of a column


@dataclass(frozen=True, eq=False)
class ChangeMap:
    """Where the change falls.

    Parameters
    ----------
    names : list of str
        Styles, the most affected first; the last may be all others.
    years : list of int
        The first year of each period.
    values : ndarray
        float64[styles, periods]: the mean change of a work there; NaN where there is none.
    works : ndarray
        int64[styles, periods].
    """

    names: list[str]
    years: list[int]
    values: np.ndarray
    works: np.ndarray


def change_map(worlds: TwoWorlds, *, styles: int = STYLES, periods: int = PERIODS) -> ChangeMap:
    """The mean change of works by style and period, from the year of what never was."""
    graph = worlds.graph
    year, style = graph.years, graph.works.column("style").astype(str)
    start = float(np.nanmin(year[worlds.selection.rows]))
    inside = np.isfinite(year) & (year >= start) & (worlds.weight > 0)
    inside[worlds.selection.rows] = False
    if not inside.any():
        return ChangeMap([], [], np.zeros((0, 0)), np.zeros((0, 0), dtype=np.int64))
    last = float(year[inside].max())
    wide = next((w for w in NICE if (last - start) / w <= periods), NICE[-1])
    first = int(np.floor(start / wide) * wide)
    column = np.floor((year - first) / wide)
    total = {name: float(worlds.change[inside & (style == name)].sum()) for name in set(style[inside]) if name}
    chosen = [name for name in sorted(total, key=lambda s: (-total[s], s))[:styles] if total[name] > 0]
    masks = [style == name for name in chosen]
    rest = inside & ~np.isin(style, chosen)
    if rest.any():
        chosen, masks = [*chosen, "all other works"], [*masks, rest]
    count = int(column[inside].max()) + 1
    values, works = np.full((len(chosen), count), np.nan), np.zeros((len(chosen), count), dtype=np.int64)
    for k, mask in enumerate(masks):
        for c in range(count):
            here = inside & mask & (column == c)
            works[k, c] = here.sum()
            if here.any():
                values[k, c] = worlds.change[here].mean()
    return ChangeMap(chosen, [first + wide * c for c in range(count)], values, works)


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
        foremost = rows.loc[rows["share"].idxmax(), "child"]
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
