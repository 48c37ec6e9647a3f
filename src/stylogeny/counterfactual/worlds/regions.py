"""Where a loss falls: among the works that descend from what is deleted, in its style, in its decades, and by group.

One work among thousands is a drop in the mean over all art; the loss has a place. A region is a set of held-out works
(descendants count by the share they owe), and its score is the denoising bound on them, so every answer by region has
the intervals and the controls of any other score: the same deletion dealt to other works, and felt in the same region.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...influence.graph import InfluenceGraph
from ..bootstrap import Question, placebo
from ..denoising_bound import ClosedFormModel, closed_form
from ..lightcone import Change, genealogy, lightcone

REGIONS = ("descendants", "own style", "own decades")
MAX_QUERIES = 256  # held-out works of a region, those that belong to it most
MIN_QUERIES = 3  # with fewer a region says nothing
MIN_OWED = 0.05  # share of itself from which a work counts as a descendant
DECADES = 10.0  # years before and after what is deleted
MIN_GROUP = 5  # works without which nothing is said of an artist or a style
HISTORIES = 4  # genealogies behind the loss of single works


@dataclass(frozen=True, eq=False)
class RegionScore:
    """The denoising bound on the works of a region (bits/dim; fewer is better).

    Parameters
    ----------
    model : ClosedFormModel
        Its queries are works of the region.
    membership : ndarray
        float64[q] above 0: how much each of them belongs to it.
    name : str
        One of :data:`REGIONS`.
    """

    model: ClosedFormModel
    membership: np.ndarray
    name: str
    unit: str = "bits/dim"
    better: int = -1

    def value(self, weights: np.ndarray, change: Change | None) -> float:
        """Mean over the region; a bootstrap's weights also weigh its works."""
        held = weights[self.model.data[self.model.queries]] * self.membership
        nats = self.model.nats(weights, change)
        return float(held @ nats / held.sum() / self.model.dims / np.log(2))


def region_scores(
    graph: InfluenceGraph, rows: np.ndarray, exact: ClosedFormModel, *, seed: int = 0, most: int = MAX_QUERIES
) -> list[RegionScore]:
    """The scores of the regions that a deletion of the works at `rows` int64[m] is asked about.

    Regions of fewer than :data:`MIN_QUERIES` other works are left out. `exact` is the factual world's model, and `most`
    how many works of a region are described.
    """
    out = []
    for name, membership in memberships(graph, rows).items():
        chosen = np.sort(np.argsort(-membership, kind="stable")[: min(most, int((membership > 0).sum()))])
        if len(chosen) < MIN_QUERIES:
            continue
        model = closed_form(graph, rows=chosen, like=exact, seed=seed)
        out.append(RegionScore(model, membership[model.data[model.queries]], name))
    return out


def memberships(graph: InfluenceGraph, rows: np.ndarray) -> dict[str, np.ndarray]:
    """How much each work belongs to each of :data:`REGIONS`, float64[n]; what is deleted belongs to none."""
    inside = np.isfinite(graph.years)
    inside[rows] = False
    owed = lightcone(genealogy(graph, "soft"), graph.order, rows)
    style = graph.works.column("style").astype(str)
    years = graph.years[rows]
    near = (graph.years >= years.min() - DECADES) & (graph.years <= years.max() + DECADES)
    out = {
        "descendants": np.where(owed >= MIN_OWED, owed, 0.0),
        "own style": np.isin(style, [s for s in set(style[rows].tolist()) if s]).astype(np.float64),
        "own decades": near.astype(np.float64),
    }
    return {name: np.where(inside, values, 0.0) for name, values in out.items()}


def where_it_falls(q: Question, exact: ClosedFormModel, *, seed: int = 0) -> pd.DataFrame:
    """The loss of every held-out work, as the history was.

    Columns: id, title, artist, style, year, ``factual`` (nats to describe it), ``more`` (nats more without what is
    deleted) and ``control`` (nats more without as many of the same dates and styles).
    """
    graph, weights = q.graph, q.graph.works.weight
    shards = range(-HISTORIES, 0) if q.deletion == "sampled" else range(-1, 0)
    inside = np.isfinite(graph.years)
    factual = exact.nats(weights)
    more, control = np.zeros(len(factual)), np.zeros(len(factual))
    for shard in shards:
        change = q.delete(graph, seed=seed, shard=shard)
        dealt = placebo(change, q.strata["matched"], inside, seed=seed, event=("control", "matched", shard))
        more += (exact.nats(weights, change) - factual) / len(shards)
        control += (exact.nats(weights, dealt) - factual) / len(shards)
    at = exact.data[exact.queries]
    table = graph.works.table.iloc[at]
    out = pd.DataFrame({name: table[name].to_numpy() for name in ("id", "title", "artist", "style")})
    return out.assign(year=graph.years[at], factual=factual, more=more, control=control)


def by_group(where: pd.DataFrame, column: str, *, min_works: int = MIN_GROUP) -> pd.DataFrame:
    """Per cent harder to account for, by artist or style: name, works, percent, control; the most affected first."""
    named = where.loc[where[column].astype(str).ne("")]
    sums = named.groupby(column)[["factual", "more", "control"]].sum()
    sums["works"] = named.groupby(column).size()
    sums = sums.loc[sums["works"] >= min_works]
    out = pd.DataFrame({"name": sums.index.astype(str), "works": sums["works"].to_numpy()})
    for name, source in (("percent", "more"), ("control", "control")):
        out[name] = 100.0 * (sums[source] / sums["factual"].clip(lower=1e-12)).to_numpy()
    return out.sort_values(["percent", "name"], ascending=[False, True], ignore_index=True)
