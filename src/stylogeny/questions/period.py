"""What happened between two years: what began and ended, who mattered, what was new, which movements there were."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ..display import axes, html
from ..influence.graph import InfluenceGraph
from ..movements.detect import detect_movements
from .asked import no_works_then, whole, years_in_order
from .genealogies import counts, ends
from .groups import caption_of, title_of

LEAST = 3  # works of a style or an artist of which a beginning and an end are told
SPANS = 8  # windows in which a period's movements are looked for
SHORTEST = 10  # years of such a window


@dataclass(frozen=True, eq=False)
class PeriodSummary:
    """A period.

    Parameters
    ----------
    first, last : float
        Its years, [first, last + 1).
    rows : ndarray
        int64[m]: its works, in order of time.
    began, ended : DataFrame
        ``kind`` (style or artist), ``name``, ``date`` of the first or last work here, ``works`` in all, ``work`` (id).
    artists : DataFrame
        Who mattered: ``artist``, ``works`` of the period, ``descendants`` of these and their 90 % interval ``low``,
        ``high``, ``work`` (id of the one with most).
    works : DataFrame
        Works that mattered: ``id``, ``title``, ``artist``, ``date``, ``descendants``, ``low``, ``high``, ``offspring``.
    new : DataFrame
        Works that owe least to what came before and were followed: ``id``, ``title``, ``artist``, ``date``,
        ``innovation`` and its standard deviation over fits ``spread``, ``offspring``.
    movements : DataFrame
        Groups of works by several artists that stay recognisable: ``name`` (by their commonest style, else their
        busiest artist), ``first``, ``last``, ``works``, ``artists``, ``members`` (ids, the most followed first).
    innovation, before : float
        Mean share without an ancestor here, of the period's works and of as many years before.
    graph : InfluenceGraph
    """

    first: float
    last: float
    rows: np.ndarray
    began: pd.DataFrame
    ended: pd.DataFrame
    artists: pd.DataFrame
    works: pd.DataFrame
    new: pd.DataFrame
    movements: pd.DataFrame
    innovation: float
    before: float
    graph: InfluenceGraph = field(repr=False)

    def __repr__(self) -> str:
        return f"PeriodSummary({self.first:g}-{self.last:g}: {len(self.rows)} works, {len(self.movements)} movements)"

    def _repr_html_(self) -> str:
        works = self.graph.works
        items = []
        for row in self.works.head(6).to_dict("records"):
            at = works.find(str(row["id"]))
            items.append((works.picture(at) if works.pictured[at] else None, (str(row["title"]), str(row["artist"]))))
        return html.block(repr(self), html.strip(items))

    def plot(self, ax: axes.Axes | None = None) -> axes.Axes:
        """The period's styles in time, each with its number of works, on matplotlib axes."""
        style = self.graph.works.column("style").astype(str)[self.rows]
        names, count = np.unique(style[style != ""], return_counts=True)
        names = names[np.argsort(-count, kind="stable")][: axes.LABELS]
        years = self.graph.years[self.rows]
        of = [years[style == name] for name in names]
        order = np.argsort([np.median(y) for y in of], kind="stable")
        low, high = (np.array([f(of[k]) for k in order]) for f in (np.min, np.max))
        ax = axes.spans([str(names[k]) for k in order], low, high, np.array([len(of[k]) for k in order]), ax=ax)
        ax.set_title(f"{self.first:g}-{self.last:g}", fontsize=10)
        return ax


def period(graph: InfluenceGraph, first: float, last: float, *, n: int = 8, seed: int = 0) -> PeriodSummary:
    """What happened from the beginning of year `first` to the end of year `last`.

    Parameters
    ----------
    graph : InfluenceGraph
    first, last : float
    n : int
        Rows of each table.
    seed : int
        Of the sampled genealogies behind the intervals.

    Raises
    ------
    StylogenyError
        When no work of the graph is from these years, or the last of them comes before the first.
    """
    first, last = years_in_order(first, last)
    n = whole(n)
    inside = graph.dated[(graph.years[graph.dated] >= first) & (graph.years[graph.dated] < last + 1)]
    if not len(inside):
        raise no_works_then(graph, first, last)
    earlier = (graph.years >= first - (last + 1 - first)) & (graph.years < first)
    descendants, _ = counts(graph, seed)
    return PeriodSummary(
        first,
        last,
        inside,
        began=_edges(graph, first, last, n, begins=True),
        ended=_edges(graph, first, last, n, begins=False),
        artists=_artists(graph, inside, descendants, n),
        works=_works(graph, inside, descendants, n),
        new=_new(graph, inside, n),
        movements=_movements(graph, first, last, n, seed),
        innovation=float(graph.innovation[inside].mean()),
        before=float(graph.innovation[earlier].mean()) if earlier.any() else np.nan,
        graph=graph,
    )


def _edges(graph: InfluenceGraph, first: float, last: float, n: int, *, begins: bool) -> pd.DataFrame:
    """Styles and artists whose first (or last) work here is of the period, the most numerous first.

    What is there from the first year of the corpus on, or until its last, did not begin or end here.
    """
    works, years = graph.works, graph.years
    everyone = years[graph.dated]
    limit = everyone.min() if begins else everyone.max()
    rows: list[dict[str, object]] = []
    for kind in ("style", "artist"):
        column = works.column(kind).astype(str)
        found = []
        for name in np.unique(column[graph.dated]):
            members = graph.dated[column[graph.dated] == name]
            end = members[0 if begins else -1]
            if name and len(members) >= LEAST and first <= years[end] < last + 1 and int(years[end]) != int(limit):
                found.append((len(members), name, end))
        for count, name, end in sorted(found, key=lambda f: (-f[0], f[1]))[:n]:
            line = {"kind": kind, "name": name, "date": works.date(end), "works": count, "work": works.ids[end]}
            rows.append(line)
    return pd.DataFrame(rows, columns=["kind", "name", "date", "works", "work"])


def _artists(graph: InfluenceGraph, rows: np.ndarray, descendants: np.ndarray, n: int) -> pd.DataFrame:
    artist = graph.works.column("artist").astype(str)
    out = []
    for name in np.unique(artist[rows]):
        if name:
            mine = rows[artist[rows] == name]
            low, high = ends(descendants[:, mine].sum(axis=1))
            best = mine[np.argmax(graph.importance[mine])]
            total = float(graph.importance[mine].sum())
            out.append((name, len(mine), total, low, high, graph.works.ids[best]))
    table = pd.DataFrame(out, columns=["artist", "works", "descendants", "low", "high", "work"])
    return table.sort_values(["descendants", "artist"], ascending=[False, True]).head(n).reset_index(drop=True)


def _line(graph: InfluenceGraph, row: int) -> dict[str, object]:
    works = graph.works
    artist = str(works.table["artist"].iat[row])
    return {"id": works.ids[row], "title": title_of(works, row), "artist": artist, "date": works.date(row)}


def _works(graph: InfluenceGraph, rows: np.ndarray, descendants: np.ndarray, n: int) -> pd.DataFrame:
    out = []
    for row in rows[np.argsort(-graph.importance[rows], kind="stable")][:n]:
        low, high = ends(descendants[:, row])
        numbers = {"descendants": float(graph.importance[row]), "low": low, "high": high}
        out.append({**_line(graph, int(row)), **numbers, "offspring": float(graph.fertility[row])})
    return pd.DataFrame(out)


def _new(graph: InfluenceGraph, rows: np.ndarray, n: int) -> pd.DataFrame:
    followed = rows[graph.fertility[rows] >= 0.5]
    best = followed[np.argsort(-graph.innovation[followed], kind="stable")][:n]
    out = [
        {
            **_line(graph, int(row)),
            "innovation": float(graph.innovation[row]),
            "spread": float(graph.innovation_spread[row]),
            "offspring": float(graph.fertility[row]),
        }
        for row in best
    ]
    return pd.DataFrame(out, columns=["id", "title", "artist", "date", "innovation", "spread", "offspring"])


def _movements(graph: InfluenceGraph, first: float, last: float, n: int, seed: int) -> pd.DataFrame:
    """Movements with works in the period, looked for in windows that fit it."""
    span = max(round((last + 1 - first) / SPANS), SHORTEST)
    near = graph.dated[
        (graph.years[graph.dated] >= first - 2 * span) & (graph.years[graph.dated] < last + 1 + 2 * span)
    ]
    columns = ["name", "first", "last", "works", "artists", "members"]
    artist, style = (graph.works.column(c).astype(str)[near] for c in ("artist", "style"))
    found = detect_movements(
        graph.embedding.vectors[near], graph.years[near], artist, span=span, stride=max(span // 2, 1), seed=seed
    )
    out = []
    for number in found.table["number"]:
        mine = near[found.member == number]
        years = graph.years[mine]
        if not ((years >= first) & (years < last + 1)).any():
            continue
        names, count = np.unique(style[found.member == number], return_counts=True)
        people, many = np.unique(artist[found.member == number], return_counts=True)
        of = ", ".join(str(p) for p in people[np.argsort(-many, kind="stable")][:3] if p)
        best = mine[np.argsort(-graph.importance[mine], kind="stable")]
        leader = next((str(p) for p in people[np.argsort(-many, kind="stable")] if p), "")
        likeness = str(names[np.argmax(count)]) or (f"around {leader}" if leader else "of unknown artists")
        ids = tuple(str(i) for i in graph.works.ids[best][:6])
        out.append((likeness, float(years.min()), float(years.max()), len(mine), of, ids))
    table = pd.DataFrame(out, columns=columns)
    return table.sort_values("works", ascending=False, kind="stable").head(n).reset_index(drop=True)


def styles_at_work(summary: PeriodSummary, n: int = 8) -> pd.DataFrame:
    """Styles of a period: ``name``, ``works``, ``before`` (in as many years before), ``work`` (the most followed).

    What a catalogue calls a movement; those of the table `movements` have no name and are found by their looks.
    """
    graph, rows = summary.graph, summary.rows
    style, years = graph.works.column("style").astype(str), graph.years
    length = summary.last + 1 - summary.first
    earlier = (years >= summary.first - length) & (years < summary.first)
    names, count = np.unique(style[rows][style[rows] != ""], return_counts=True)
    out = []
    for k in np.argsort(-count, kind="stable")[:n]:
        mine = rows[style[rows] == names[k]]
        best = mine[np.argmax(graph.importance[mine])]
        out.append((str(names[k]), int(count[k]), int((earlier & (style == names[k])).sum()), graph.works.ids[best]))
    return pd.DataFrame(out, columns=["name", "works", "before", "work"])


def headline(summary: PeriodSummary) -> str:
    """The period in two sentences."""
    graph, m = summary.graph, len(summary.rows)
    artists = len({a for a in graph.works.column("artist")[summary.rows] if a})
    said = f"{m:,} works by {artists:,} artists" if artists else f"{m:,} works"
    begins = ", ".join(summary.began.loc[summary.began["kind"] == "style", "name"].head(3))
    line = f"{said}. " + (f"Began: {begins}. " if begins else "")
    best = summary.works["id"].iat[0]
    return line + f"Most followed: {caption_of(graph.works, graph.works.find(str(best)))}."
