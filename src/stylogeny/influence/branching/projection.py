"""The metric in which steps are measured: the embedding's own, in which children may regress towards the mean.

A metric of what is handed on, learned from the posterior itself (as in probabilistic linear discriminant analysis),
was tried and taken out: it predicted lag and artist of parents better, and found fewer true parents, since a space
that was trained on dates and artists gives them away in directions that descent does not need.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh

MAX_DIRECTIONS = 320
MIN_REGRESSION = 0.3  # less is hardly descent


@dataclass(frozen=True, eq=False)
class Projection:
    """`centre` float64[d] and `matrix` float64[d, p]: a vector's place in the metric is (z - centre) @ matrix.

    `regression`, in (0, 1], is how much of a parent's distance from the centre its children keep (:func:`regression`).
    """

    centre: np.ndarray
    matrix: np.ndarray
    regression: float = 1.0

    def project(self, vectors: np.ndarray) -> np.ndarray:
        """Places of vectors, float32[..., p]; distances between places are the metric."""
        return ((np.asarray(vectors, dtype=np.float64) - self.centre) @ self.matrix).astype(np.float32)


def embedding_projection(vectors: np.ndarray) -> Projection:
    """The metric of the embedding itself, on its principal directions when there are too many."""
    centre = vectors.mean(axis=0, dtype=np.float64)
    d = vectors.shape[1]
    if d <= MAX_DIRECTIONS:
        return Projection(centre, np.eye(d))
    x = vectors - centre
    _, axes = eigh(x.T @ x, subset_by_index=(d - MAX_DIRECTIONS, d - 1))
    return Projection(centre, axes)


def regression(places: np.ndarray, *, child: np.ndarray, parent: np.ndarray, share: np.ndarray) -> float:
    """How much of a parent's distance from the mean of all works its children keep, in [0.3, 1].

    Children regress towards the mean (Galton 1886): of two parents where one is known, or of many small influences,
    half is seen. A child is then as far from its true parent as from a work of the middle, which looks like everyone's
    parent, and no single work explains it better than the background does. Least squares of children on parents.

    Parameters
    ----------
    places : ndarray
        float32[n, p], whose mean is 0.
    child, parent : ndarray
        int[e]: the edges.
    share : ndarray
        float64[e]: expected share of the child that came along each edge.
    """
    likely = np.flatnonzero(share > 0)
    child, parent = child[likely], parent[likely]
    along, norm = 0.0, 0.0
    for part in np.array_split(np.arange(len(likely)), max(1, len(likely) // 200_000)):
        p = places[parent[part]].astype(np.float64)
        weight = share[likely[part]]
        along += float(weight @ np.einsum("ed,ed->e", places[child[part]].astype(np.float64), p))
        norm += float(weight @ np.einsum("ed,ed->e", p, p))
    return float(np.clip(along / max(norm, 1e-12), MIN_REGRESSION, 1.0)) if norm > 0 else 1.0
