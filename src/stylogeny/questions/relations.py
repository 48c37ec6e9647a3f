"""Sources and followers of a work, an artist or a style, each with an interval and the works that carry it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.special import betaincinv

from ..corpus.lookup import Named, Selection
from ..display import axes, html
from ..display.text import percent
from ..influence.graph import InfluenceGraph
from .asked import whole
from .debts import Debts, FindDebts, artist_debts
from .documented import Documented
from .groups import Groups, asked_about, caption_of, title_of

COVERAGE = 0.9  # of the intervals
PRIOR = 0.5  # works that a style's traced sources are weighed against (Jeffreys)
COLUMNS = ("name", "date", "share", "low", "high", "probability", "years", "works", "documented", "elder", "younger")


@dataclass(frozen=True, eq=False)
class Relations:
    """Where something came from, or what came of it.

    Parameters
    ----------
    about : Selection
        What was asked about.
    direction : str
        ``sources`` or ``followers``.
    table : DataFrame
        One row per source or follower, heaviest first: ``name`` (a title, an artist or a style), ``date`` of a work,
        ``share`` of the follower that comes directly from the source, in [0, 1], ``low`` and ``high`` (its 90 %
        interval), ``probability`` that a work is a parent at all, ``years`` between (median), ``works`` of the source
        that are drawn on, ``documented`` (True, False, or missing where nothing is known of the artist), and ``elder``
        and ``younger``, the ids of the pair of works that carries most of it.
    graph : InfluenceGraph
    """

    about: Selection
    direction: str
    table: pd.DataFrame
    graph: InfluenceGraph = field(repr=False)

    def __repr__(self) -> str:
        first = f", first {self.table['name'].iat[0]}" if len(self.table) else ""
        return f"Relations({len(self.table)} {self.direction} of {self.about.name}{first})"

    def _repr_html_(self) -> str:
        works = self.graph.works
        items = []
        for row in self.table.head(6).to_dict("records"):
            at = works.find(str(row["elder" if self.direction == "sources" else "younger"]))
            picture = works.picture(at) if works.pictured[at] else None
            items.append((picture, (str(row["name"]), percent(row["share"], row["low"], row["high"]))))
        return html.block(f"{self.direction.capitalize()} of {self.about.name}", html.strip(items))

    def plot(self, ax: axes.Axes | None = None) -> axes.Axes:
        """Shares with their intervals, on matplotlib axes."""
        t = self.table.head(axes.LABELS)
        ends = [(100 * low, 100 * high) for low, high in zip(t["low"], t["high"])]
        ax = axes.intervals(list(t["name"]), list(100 * t["share"]), ends, unit="% of the later works", ax=ax)
        ax.set_title(f"{self.direction.capitalize()} of {self.about.name}", fontsize=10)
        return ax

    def records(self) -> list[dict[str, Any]]:
        """The table as JSON-able values."""
        return [{str(k): _plain(v) for k, v in row.items()} for row in self.table.to_dict("records")]


def sources(
    graph: InfluenceGraph,
    name: Named,
    *,
    kind: str | None = None,
    n: int = 10,
    documented: Documented | None = None,
    debts: FindDebts = artist_debts,
) -> Relations:
    """Where a work, an artist or a style came from: the n heaviest sources of its own kind.

    Of a work: its parents; the interval is what it owes a parent if that is one, or nothing. Of an artist: other
    artists, by :func:`stylogeny.influence.artists.artist_sources`, with the interval of that posterior. Of a style:
    other styles, by traced shares.

    Parameters
    ----------
    graph : InfluenceGraph
    name : str, int, sequence or mask
        See :func:`stylogeny.corpus.lookup.select`.
    kind : str, optional
        ``work``, ``artist`` or ``style``, where the name could be several.
    n : int
        Rows of the table.
    documented : Documented, optional
        Relations to set beside them. By default those that lie beside the corpus.
    debts : callable
        Finds what artists owe one another: :func:`.debts.debts_in` keeps it in a run.
    """
    return _relations(graph, name, "sources", kind=kind, n=n, documented=documented, debts=debts)


def followers(
    graph: InfluenceGraph,
    name: Named,
    *,
    kind: str | None = None,
    n: int = 10,
    documented: Documented | None = None,
    debts: FindDebts = artist_debts,
) -> Relations:
    """What came directly of a work, an artist or a style: the n that owe it most. Parameters as of :func:`sources`."""
    return _relations(graph, name, "followers", kind=kind, n=n, documented=documented, debts=debts)


def _relations(
    graph: InfluenceGraph,
    name: Named,
    direction: str,
    *,
    kind: str | None,
    n: int,
    documented: Documented | None,
    debts: FindDebts,
) -> Relations:
    about = asked_about(graph, name, kind=kind)
    n = whole(n)
    documented = Documented.beside(graph) if documented is None else documented
    if about.kind in ("artist", "style"):
        groups = Groups.of(graph.works, about.kind)
        owed = debts(graph) if about.kind == "artist" else _style_debts(graph, groups)
        rows = _of_group(graph, about, direction, groups=groups, owed=owed, n=n, documented=documented)
    else:
        rows = _of_works(graph, about, direction, n, documented)
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table["documented"] = pd.Series([row["documented"] for row in rows], dtype=object)  # True, False or None
    return Relations(about, direction, table, graph)


def _of_works(
    graph: InfluenceGraph, about: Selection, direction: str, n: int, documented: Documented | None
) -> list[dict[str, object]]:
    """Parents, or children, of one or several works: shares are means over the works asked about."""
    works, inside = graph.works, np.isin(np.arange(len(graph)), about.rows)
    edge, chance = graph.parents.tocoo(), _parenthood(graph)
    near, far = (edge.row, edge.col) if direction == "sources" else (edge.col, edge.row)
    use = np.flatnonzero(inside[near] & ~inside[far])
    over = len(about.rows) if direction == "sources" else 1
    weight = pd.Series(edge.data[use].astype(float)).groupby(far[use]).sum() / over
    best = weight.sort_values(ascending=False, kind="stable").head(n)
    out = []
    for row, share in zip(best.index.to_numpy(), best.to_numpy()):
        mine = use[far[use] == row]
        e = mine[np.argmax(edge.data[mine])]
        parent, child = int(edge.col[e]), int(edge.row[e])
        # a parent or none: what is owed to it if it is one
        likely = float(np.max(chance[mine]))
        full = min(float(share) / max(likely, 1e-9), 1.0)
        tail = (1 - COVERAGE) / 2
        ends = (full if likely >= 1 - tail else 0.0, full if likely >= tail else 0.0)
        pair = str(works.table["artist"].iat[parent]), str(works.table["artist"].iat[child])
        out.append(
            {
                "name": title_of(works, int(row)),
                "date": works.date(int(row)),
                "share": float(share),
                "low": min(ends[0], float(share)),
                "high": max(ends[1], float(share)),
                "probability": likely,
                "years": float(graph.years[child] - graph.years[parent]),
                "works": 1,
                "documented": _documented(documented, *pair),
                "elder": str(works.ids[parent]),
                "younger": str(works.ids[child]),
            }
        )
    return out


def _parenthood(graph: InfluenceGraph) -> np.ndarray:
    """P(parent) on every stored edge, float64[nnz], scaled as the shares of its child were.

    Shares are shrunk towards the mean of all works after the fit, parenthood is not: a share may exceed it.
    """
    edge, chance = graph.parents.tocoo(), graph.inclusion.tocoo().data.astype(np.float64)
    scale = np.ones(len(graph))
    np.maximum.at(scale, edge.row, edge.data / np.maximum(chance, 1e-9))
    return np.minimum(chance * scale[edge.row], 1.0)


def _of_group(
    graph: InfluenceGraph,
    about: Selection,
    direction: str,
    *,
    groups: Groups,
    owed: Debts,
    n: int,
    documented: Documented | None,
) -> list[dict[str, object]]:
    """Other artists, or other styles."""
    me = int(np.flatnonzero(groups.names == about.subject)[0])
    share = owed.share[:, me] if direction == "sources" else owed.share[me]
    weight = np.full(len(groups.names), owed.works[me]) if direction == "sources" else owed.works
    share = np.where((groups.names == "") | (groups.names == about.subject), 0.0, share)
    edge = graph.parents.tocoo()
    near, far = (edge.row, edge.col) if direction == "sources" else (edge.col, edge.row)
    mine = np.flatnonzero(groups.code[near] == me)
    out = []
    for g in np.lexsort((groups.names.astype(str), -share))[:n]:
        if share[g] <= 0:
            break
        low, high = share_interval(float(share[g]), float(weight[g]))
        of = mine[groups.code[far[mine]] == g]
        codes = (int(g), me) if direction == "sources" else (me, int(g))
        pair = _carrier(graph, edge, of, groups=groups, ends=codes)
        name = str(groups.names[g])
        ends = (name, about.subject) if direction == "sources" else (about.subject, name)
        out.append(
            {
                "name": name,
                "date": "",
                "share": float(share[g]),
                "low": low,
                "high": high,
                "probability": np.nan,
                "years": float(np.median(graph.lag[of])) if len(of) else np.nan,
                "works": len(np.unique(edge.col[of])),
                "documented": _documented(documented, *ends) if about.kind == "artist" else None,
                "elder": pair[0],
                "younger": pair[1],
            }
        )
    return out


def share_interval(share: float, works: float) -> tuple[float, float]:
    """The 90 % interval of a share that rests on so many works: that of a beta distribution with this mean."""
    tail = (1 - COVERAGE) / 2
    a, b = max(share * works, 1e-6), max((1 - share) * works, 1e-6)
    return float(betaincinv(a, b, tail)), float(betaincinv(a, b, 1 - tail))


def _style_debts(graph: InfluenceGraph, groups: Groups) -> Debts:
    traced = groups.shares(graph).toarray()
    np.fill_diagonal(traced, 0.0)
    traced[groups.names == ""] = 0.0
    works = traced.sum(axis=0) + PRIOR
    return Debts(traced / np.maximum(works, 1e-9)[None, :], works)


def _carrier(
    graph: InfluenceGraph, edge: sparse.coo_array, edges: np.ndarray, *, groups: Groups, ends: tuple[int, int]
) -> tuple[str, str]:
    """Ids of the pair of works that carries most: the heaviest edge, else the two that are nearest in the space."""
    works, (source, follower) = graph.works, ends
    if len(edges):
        e = edges[np.argmax(edge.data[edges])]
        return str(works.ids[edge.col[e]]), str(works.ids[edge.row[e]])
    inside = ~np.isnan(graph.years)
    old, new = (np.flatnonzero((groups.code == g) & inside) for g in (source, follower))
    x = graph.embedding.vectors
    apart = np.square(x[old][:, None] - x[new][None]).sum(axis=2)
    apart[graph.years[old][:, None] >= graph.years[new][None]] = np.inf
    a, b = np.unravel_index(int(np.argmin(apart)), apart.shape)
    return str(works.ids[old[a]]), str(works.ids[new[b]])


def _documented(documented: Documented | None, earlier: str, later: str) -> bool | None:
    if documented is None or not earlier or not later:
        return None
    return documented.has(earlier, later) if documented.about(earlier) or documented.about(later) else None


def _plain(value: object) -> object:
    """A cell of a table as JSON takes it: a missing number is null."""
    if isinstance(value, float | np.floating):
        return None if np.isnan(value) else round(float(value), 4)
    return value.item() if isinstance(value, np.generic) else value


def pair_captions(relations: Relations, row: Mapping[str, object]) -> tuple[tuple[int, str], tuple[int, str]]:
    """Rows and captions of the two works of a relation."""
    works = relations.graph.works
    elder, younger = (works.find(str(row[end])) for end in ("elder", "younger"))
    return (elder, caption_of(works, elder)), (younger, caption_of(works, younger))
