"""The metric in which steps are measured: directions that parents hand on count, directions that they do not are noise.

An embedding holds much that is not inherited, such as what a picture depicts. In a direction where child and parent
agree no better than strangers (step variance as large as the total), distance says nothing about descent. As in
probabilistic linear discriminant analysis (Ioffe 2006), total and step covariance are diagonalised together; with rho
the correlation between child and parent along a direction, the log likelihood ratio of "child of" against "stranger to"
weighs a squared difference there by rho / (1 - rho^2). Whether a learned metric is better is for predictive_gain.py to
say.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh

MAX_DIRECTIONS = 320
MIN_REGRESSION = 0.3  # less is hardly descent
SHRINK = 0.5  # of the step covariance towards equal variance in all directions


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


def inherited_projection(
    vectors: np.ndarray,
    *,
    child: np.ndarray,
    parent: np.ndarray,
    share: np.ndarray,
    weight: np.ndarray,
    inside: np.ndarray,
) -> Projection:
    """The metric of what is handed on, given expected shares of parents that were fitted in another metric.

    Parameters
    ----------
    vectors : ndarray
        float32[n, d].
    child, parent : ndarray
        int[e]: the edges, sorted by child.
    share : ndarray
        float64[e]: expected share of the child that came along each edge. Steps are those from each work's mean parent
        to the work.
    weight : ndarray
        float64[n]: how often each work counts.
    inside : ndarray
        bool[n]: the works that the total covariance is of.
    """
    base = embedding_projection(vectors[inside])
    x = base.project(vectors).astype(np.float64)
    n, p = x.shape
    likely = np.flatnonzero(share > 1e-3)
    mean = np.zeros((n, p))
    total = np.bincount(child[likely], share[likely], minlength=n)
    for part in np.array_split(likely, max(1, len(likely) // 200_000)):
        np.add.at(mean, child[part], share[part, None] * x[parent[part]])
    has = total > 0.2
    mass = (total * weight)[has]
    if mass.sum() <= 0:  # nobody follows anybody: there is nothing to learn from
        return base
    step = x[has] - mean[has] / total[has, None]
    dated = x[inside]
    whole = dated.T @ dated / len(dated)
    within = (step * mass[:, None]).T @ step / mass.sum()
    whole += 1e-3 * np.trace(whole) / p * np.eye(p)
    within = (1 - SHRINK) * within + (SHRINK * np.trace(within) / p + 1e-9) * np.eye(p)
    ratio, axes = eigh(within, whole)  # axes whiten the whole; ratio = step variance over total variance
    rho = np.clip(1.0 - ratio, 0.02, 0.98)
    return Projection(base.centre, base.matrix @ (axes * np.sqrt(rho / (1 - rho**2))))


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
