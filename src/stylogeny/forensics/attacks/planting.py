"""Credit for what was never seen: works planted in a corpus and dated to before the works that they look like.

Nobody followed a planted work, so history without it is history as it was: all credit that it gets is stolen. The
attacker chooses what his works look like and when they are said to be from, and puts his name under them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...corpus.works import Works
from ...embedding.space import Embedding
from ...influence.graph import InfluenceGraph
from ...streams import stream

FORGER = "the forger"
COPY = 0.08  # standard deviations of style by which a copy differs: as planted look-alikes of painted worlds do


@dataclass(frozen=True, eq=False)
class PlantedWorks:
    """Works that an attacker puts into a corpus.

    Parameters
    ----------
    vectors : ndarray
        float32[r, d]: where they lie in the space.
    years : ndarray
        float64[r]: the moments that they are said to be from.
    """

    vectors: np.ndarray
    years: np.ndarray

    def __len__(self) -> int:
        return len(self.years)

    def into(self, space: Embedding, *, artist: str = FORGER) -> Embedding:
        """The space with these works at its end, under the name of one artist, without pictures of them."""
        r, works = len(self), space.works
        lines = pd.DataFrame({c: "" for c in works.table.columns}, index=range(r)).assign(
            id=[f"planted-{k}" for k in range(r)], title=[f"Planted {k}" for k in range(r)], artist=artist,
            earliest=self.years, latest=self.years, status="dated",
            group=int(works.table["group"].max()) + 1 + np.arange(r),
        )  # fmt: skip
        if "weight" in lines:
            lines["weight"] = 1.0
        both = Works(pd.concat([works.table, lines], ignore_index=True), works.root)
        return Embedding(both, np.concatenate([space.vectors, self.vectors]), space.time_axis, space.provenance)


Recipe = Callable[[InfluenceGraph, int, int, int], PlantedWorks]


def copies(
    graph: InfluenceGraph, victim: int, count: int, seed: int, *, back: float = 5.0, step: float = COPY
) -> PlantedWorks:
    """Works like the one at row `victim`, dated to before it.

    Parameters
    ----------
    graph : InfluenceGraph
        Whose space they are for.
    count : int
    back : float
        Years before the victim: they lie evenly over as many years.
    step : float
        Standard deviation of each coordinate about the victim's.
    """
    luck = stream(seed, "planted copies", victim).normal(size=(count, graph.embedding.vectors.shape[1]))
    return PlantedWorks(
        (graph.embedding.vectors[victim] + step * luck).astype(np.float32), _years(graph, victim, count, back)
    )


def forebears(
    graph: InfluenceGraph, victim: int, count: int, seed: int, *, back: float = 5.0, pull: float = 0.5
) -> PlantedWorks:
    """Works between one at row `victim` and its children, dated to before it, by an attacker who knows the graph.

    Each is `pull` of the way from the victim to one of its children, heaviest first, so that it is nearer to that child
    than the victim is and not too like either.
    """
    children = graph.parents[:, [victim]].toarray().ravel()
    rows = np.argsort(-children, kind="stable")
    rows = rows[children[rows] > 0][:count]
    if not len(rows):
        return copies(graph, victim, count, seed, back=back)
    own, vectors = graph.embedding.vectors[victim], graph.embedding.vectors
    chosen = np.resize(rows, count)
    luck = stream(seed, "planted forebears", victim).normal(size=(count, len(own))) * COPY
    laid = own + pull * (vectors[chosen] - own) + luck
    return PlantedWorks(laid.astype(np.float32), _years(graph, victim, count, back))


def unrelated(graph: InfluenceGraph, victim: int, count: int, seed: int, *, back: float = 5.0) -> PlantedWorks:
    """Works like nothing in particular, dated as the others are: what planting gains by numbers alone."""
    vectors = graph.embedding.vectors[graph.dated]
    luck = stream(seed, "planted strangers", victim).normal(size=(count, vectors.shape[1]))
    laid = vectors.mean(axis=0) + vectors.std(axis=0) * luck
    return PlantedWorks(laid.astype(np.float32), _years(graph, victim, count, back))


def founders(
    graph: InfluenceGraph, victim: int, count: int, seed: int, *, followed: int = 50, step: float = 0.5
) -> PlantedWorks:
    """Unknown masters: among the styles of the `followed` earliest works, dated to before all of them.

    All that comes later may descend from what is oldest, and what is oldest descends from nothing: a work there is paid
    for by the whole of history. `victim` only names the luck; `step` is about the mean of those styles, in their
    standard deviations.
    """
    first = graph.embedding.vectors[graph.dated[:followed]]
    luck = stream(seed, "planted founders", victim).normal(size=(count, first.shape[1]))
    laid = first.mean(axis=0) + step * first.std(axis=0) * luck
    begun = np.nanmin(graph.years) - (np.arange(count) + 1) / count - 1e-3
    return PlantedWorks(laid.astype(np.float32), begun)


def royalties(graph: InfluenceGraph) -> np.ndarray:
    """What all works together owe to each by descent, float64[n]: each owes one, less what is its own.

    Work i owes work j the share A_ij times the innovation of j (:mod:`stylogeny.counterfactual.attribution.lineage`);
    over all i but j itself that is the importance of j times its innovation.
    """
    return np.where(np.isfinite(graph.years), graph.importance * graph.innovation, 0.0)


def stolen(graph: InfluenceGraph, *, artist: str = FORGER) -> float:
    """The share of all royalties that goes to one artist."""
    owed = royalties(graph)
    return float(owed[graph.works.column("artist") == artist].sum() / max(owed.sum(), 1e-300))


def _years(graph: InfluenceGraph, victim: int, count: int, back: float) -> np.ndarray:
    """Moments before that of the victim; a moment that is a whole number would be a year."""
    return graph.years[victim] - back * (np.arange(count) + 1) / count - 1e-3
