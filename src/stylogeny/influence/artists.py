"""From works to artists: who turned to whom, normalised for how much there was to turn to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from ..corpus.works import Works

if TYPE_CHECKING:
    from .graph import InfluenceGraph


@dataclass(frozen=True, eq=False)
class Artists:
    """Names object[m] in alphabetical order, and the number of each work's artist, int64[n]."""

    names: np.ndarray
    code: np.ndarray


def artists_of(works: Works) -> Artists:
    """The artists of a works table; unknown ones are one artist of empty name."""
    names, code = np.unique(works.column("artist").astype(str), return_inverse=True)
    return Artists(names.astype(object), code.astype(np.int64))


def flow(graph: InfluenceGraph, weights: sparse.csr_array) -> np.ndarray:
    """Sum of edge weights from works of artist a (row) to works of artist b (column), float64[m, m]."""
    artists = artists_of(graph.works)
    n, m = len(graph), len(artists.names)
    member = sparse.csr_array((np.ones(n), (np.arange(n), artists.code)), shape=(n, m))
    return np.asarray((member.T @ weights.astype(np.float64) @ member).T.toarray())


def sizes(graph: InfluenceGraph) -> np.ndarray:
    """Works of each artist inside the graph, float64[m]."""
    artists = artists_of(graph.works)
    inside = ~np.isnan(graph.years)
    return np.bincount(artists.code[inside], minlength=len(artists.names)).astype(np.float64)
