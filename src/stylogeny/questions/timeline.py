"""Works in time: periods of equal length, the styles and artists of each, and its most followed works."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ..display import axes, html
from ..display.text import counted
from ..influence.graph import InfluenceGraph
from .asked import no_works_then, whole, years_in_order
from .groups import title_of

LENGTHS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)  # years that a period may last
PERIODS = 12  # about
SHOWN = 6  # works of each


@dataclass(frozen=True, eq=False)
class Timeline:
    """Periods of equal length.

    Parameters
    ----------
    table : DataFrame
        One row each: ``start`` and ``end`` (its first and its last year), ``works``, ``artists``, ``style`` (the
        commonest) with its ``share``, ``innovation`` (mean share without an ancestor here), ``foremost`` (ids of the
        most followed works). The first and the last begin and end with the years asked for, where some were.
    graph : InfluenceGraph
    """

    table: pd.DataFrame
    graph: InfluenceGraph = field(repr=False)

    @property
    def years(self) -> tuple[int, int]:
        """The years of the first and of the last of its works."""
        years = self.graph.years[self.graph.dated]
        start, end = int(self.table["start"].min()), int(self.table["end"].max())
        inside = np.floor(years[(years >= start) & (years < end + 1)])
        return int(inside.min()), int(inside.max())

    def __repr__(self) -> str:
        first, last = self.years
        works, periods = int(self.table["works"].sum()), len(self.table)
        return f"Timeline({first}-{last}: {counted(works, 'work')} in {counted(periods, 'period')})"

    def _repr_html_(self) -> str:
        works, items = self.graph.works, []
        for row in self.table.to_dict("records"):
            if row["foremost"]:
                at = works.find(row["foremost"][0])
                said = (f"{row['start']}-{row['end']}", title_of(works, at), str(row["style"]))
                items.append((works.picture(at) if works.pictured[at] else None, said))
        return html.block(repr(self), html.strip(items))

    def plot(self, ax: axes.Axes | None = None) -> axes.Axes:
        """Works of each period by style, on matplotlib axes."""
        edges = np.append(self.table["start"].to_numpy(), self.table["end"].to_numpy()[-1] + 1).astype(float)
        dated = self.graph.dated
        style = self.graph.works.column("style").astype(str)[dated]
        years = self.graph.years[dated]
        names, count = np.unique(style[(years >= edges[0]) & (years < edges[-1])], return_counts=True)
        kept = names[np.argsort(-count, kind="stable")][:9]
        numbers = {str(name) or "no style": np.histogram(years[style == name], edges)[0] for name in kept}
        rest = ~np.isin(style, kept)
        if rest.any():
            numbers["others"] = np.histogram(years[rest], edges)[0]
        return axes.counts(edges, numbers, ax=ax)


def timeline(
    graph: InfluenceGraph, *, first: float | None = None, last: float | None = None, every: int | None = None
) -> Timeline:
    """The works of a graph in periods.

    Parameters
    ----------
    graph : InfluenceGraph
    first, last : float, optional
        Only works from the beginning of `first` to the end of `last`.
    every : int, optional
        Years that a period lasts. By default a round number that gives about twelve.

    Raises
    ------
    StylogenyError
        When no work of the graph is from these years, or the last of them comes before the first.
    """
    low, high = years_in_order(-np.inf if first is None else first, np.inf if last is None else last)
    rows = graph.dated
    years = graph.years[rows]
    keep = (years >= low) & (years < high + 1)
    rows, years = rows[keep], years[keep]
    if not len(rows):
        raise no_works_then(graph, low, high)
    if every is None:
        every = min(LENGTHS, key=lambda length: abs(np.log((years[-1] - years[0] + 1) / length / PERIODS)))
    every = whole(every, "every is how long a period lasts, in years")
    start, out = int(np.floor(years[0] / every)) * every, []
    for begin in range(start, int(np.floor(years[-1])) + 1, every):
        mine = rows[(years >= begin) & (years < begin + every)]
        out.append(_period(graph, mine, int(max(begin, low)), int(min(begin + every - 1, high))))
    return Timeline(pd.DataFrame(out), graph)


def _period(graph: InfluenceGraph, rows: np.ndarray, begin: int, end: int) -> dict[str, object]:
    style = graph.works.column("style").astype(str)[rows]
    names, count = np.unique(style[style != ""], return_counts=True)
    best = rows[np.argsort(-graph.importance[rows], kind="stable")][:SHOWN]
    return {
        "start": begin,
        "end": end,
        "works": len(rows),
        "artists": len({a for a in graph.works.column("artist")[rows] if a}),
        "style": str(names[np.argmax(count)]) if len(names) else "",
        "share": float(count.max() / len(rows)) if len(names) else 0.0,
        "innovation": float(graph.innovation[rows].mean()) if len(rows) else np.nan,
        "foremost": tuple(str(i) for i in graph.works.ids[best]),
    }
