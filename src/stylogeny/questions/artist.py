"""An artist: works in time, sources, followers, the way through the space, and what the world would lack."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ..corpus.lookup import Selection, select
from ..counterfactual.answer import Credit
from ..display import axes, html
from ..influence.graph import InfluenceGraph
from .debts import FindDebts, artist_debts
from .documented import Documented
from .genealogies import counts, ends
from .groups import title_of
from .relations import Relations, followers, sources


@dataclass(frozen=True, eq=False)
class ArtistSummary:
    """What a graph says of an artist.

    Parameters
    ----------
    about : Selection
    works : DataFrame
        One row per work in order of time: ``id``, ``title``, ``date``, ``style``, ``innovation``, ``offspring``,
        ``descendants``.
    descendants : float
        Expected later works that descend from theirs, those of their own included, counted once for each ancestor.
    interval : tuple of int
        Its 90 % interval over sampled genealogies.
    own : float
        Mean share of their works that comes directly from their own earlier ones.
    sources, followers : Relations
    credits : tuple of Credit
        Answers about them that the run holds.
    graph : InfluenceGraph
    """

    about: Selection
    works: pd.DataFrame
    descendants: float
    interval: tuple[int, int]
    own: float
    sources: Relations
    followers: Relations
    credits: tuple[Credit, ...]
    graph: InfluenceGraph = field(repr=False)

    def __repr__(self) -> str:
        return f"ArtistSummary({self.about.name}: {len(self.works)} works, {self.active})"

    @property
    def active(self) -> str:
        """From the date of the first work to that of the last."""
        first, last = str(self.works["date"].iat[0]), str(self.works["date"].iat[-1])
        return first if first == last else f"{first} to {last}"

    def _repr_html_(self) -> str:
        items = []
        for row in self.works.head(12).to_dict("records"):
            at = self.graph.works.find(str(row["id"]))
            picture = self.graph.works.picture(at) if self.graph.works.pictured[at] else None
            items.append((picture, (str(row["title"]), str(row["date"]))))
        return html.block(repr(self), html.strip(items))

    def plot(self, ax: axes.Axes | None = None) -> axes.Axes:
        """The way through the space: works in order of time among all works."""
        dated = np.sort(self.graph.dated)
        place = axes.principal_plane(self.graph.embedding.vectors[dated])
        mine = self.about.rows[np.argsort(self.graph.years[self.about.rows], kind="stable")]
        ax = axes.cloud(place, self.graph.years[dated], marked=np.searchsorted(dated, mine), ax=ax)
        ax.set_title(self.about.name, fontsize=10)
        return ax


def artist(
    graph: InfluenceGraph,
    name: str,
    *,
    n: int = 8,
    credits: tuple[Credit, ...] = (),
    documented: Documented | None = None,
    debts: FindDebts = artist_debts,
    seed: int = 0,
) -> ArtistSummary:
    """An artist of the graph; a unique surname is enough.

    Parameters
    ----------
    graph : InfluenceGraph
    name : str
    n : int
        Sources and followers listed.
    credits : tuple of Credit
        Answers among which those about this artist are taken.
    documented : Documented, optional
    debts : callable
        See :func:`.relations.sources`.
    seed : int
        Of the sampled genealogies behind the interval.
    """
    about = select(graph.works, name, kind="artist", years=graph.years)
    mine = about.rows[np.argsort(graph.years[about.rows], kind="stable")]
    works, table = graph.works, []
    for row in map(int, mine):
        table.append(
            {
                "id": works.ids[row],
                "title": title_of(works, row),
                "date": works.date(row),
                "style": str(works.table["style"].iat[row]),
                "innovation": float(graph.innovation[row]),
                "offspring": float(graph.fertility[row]),
                "descendants": float(graph.importance[row]),
            }
        )
    descendants, _ = counts(graph, seed)
    ids = {str(i) for i in works.ids[mine]}
    return ArtistSummary(
        about,
        pd.DataFrame(table),
        descendants=float(graph.importance[mine].sum()),
        interval=ends(descendants[:, mine].sum(axis=1)),
        own=float(graph.parents[mine][:, mine].sum() / len(mine)),
        sources=sources(graph, about.subject, kind="artist", n=n, documented=documented, debts=debts),
        followers=followers(graph, about.subject, kind="artist", n=n, documented=documented, debts=debts),
        credits=tuple(c for c in credits if c.kind == "artist" and ids & {*c.works}),
        graph=graph,
    )
