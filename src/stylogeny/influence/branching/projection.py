"""The metric in which steps are measured: directions that parents hand on count, directions that they do not are noise.

An embedding holds much that is not inherited, such as what a picture depicts. In a direction where child and parent agree
no better than strangers (step variance as large as the total), distance says nothing about descent. As in probabilistic
linear discriminant analysis (Ioffe 2006), total and step covariance are diagonalised together; with rho the correlation
between child and parent along a direction, the log likelihood ratio of "child of" against "stranger to" weighs a squared
difference there by rho / (1 - rho^2).

Whether a metric is better is judged without any truth, by what the vectors never saw: the posterior over parents from
vectors alone should foretell the lag and the artist of the parent (`foretold`). The same figure sets how much a distance is
worth (the effective dimension), which a density fit would overstate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh

from .em import Fit, log_catalogue
from .em_data import EMData
from .model import log_mutation

WIDEST = 128  # directions kept
POWERS = (0.85, 1.0, 1.2, 1.5, 2.0)  # of the likelihood, tried around the first guess
SHRINK = 0.5
CLEARLY = 0.015  # nats a work by which a learned metric must foretell better to be used
NEARLY = 0.015  # nats a work that do not matter
SHARE = 0.4  # of works whose parent may be anything (lost, or none), in `foretold`


@dataclass(frozen=True, eq=False)
class Projection:
    """`centre` float64[d] and `matrix` float64[d, p]: a vector's measured place is (z - centre) @ matrix."""

    centre: np.ndarray
    matrix: np.ndarray

    def measure(self, vectors: np.ndarray) -> np.ndarray:
        """Places of vectors, float32[..., p]."""
        return ((np.asarray(vectors, dtype=np.float64) - self.centre) @ self.matrix).astype(np.float32)


def plain(vectors: np.ndarray) -> Projection:
    """The metric of the embedding itself, on its principal directions when there are too many."""
    centre = vectors.mean(axis=0, dtype=np.float64)
    d = vectors.shape[1]
    if d <= WIDEST:
        return Projection(centre, np.eye(d))
    x = vectors - centre
    _, axes = eigh(x.T @ x, subset_by_index=(d - WIDEST, d - 1))
    return Projection(centre, axes)


def inherited(vectors: np.ndarray, fit: Fit, problem: EMData) -> Projection:
    """The metric of what is handed on, from the posterior of a fit in another metric.

    `vectors` float32[n, d]; the steps are those from each work's mean parent to the work, their covariance shrunk half way
    to equal variance in all directions.
    """
    metric = plain(vectors[problem.inside])
    x = metric.measure(vectors).astype(np.float64)
    child, parent = problem.pairs.child, problem.pairs.parent
    n, p = x.shape
    likely = np.flatnonzero(fit.share > 1e-3)
    mean = np.zeros((n, p))
    total = np.bincount(child[likely], fit.share[likely], minlength=n)
    for part in np.array_split(likely, max(1, len(likely) // 200_000)):
        np.add.at(mean, child[part], fit.share[part, None] * x[parent[part]])
    has = total > 0.2
    weight = (total * problem.s)[has]
    if weight.sum() <= 0:  # nobody follows anybody: there is nothing to learn from
        return metric
    step = x[has] - mean[has] / total[has, None]
    inside = x[problem.inside]
    whole = inside.T @ inside / len(inside)
    within = (step * weight[:, None]).T @ step / weight.sum()
    whole += 1e-3 * np.trace(whole) / p * np.eye(p)
    within = (1 - SHRINK) * within + (SHRINK * np.trace(within) / p + 1e-9) * np.eye(p)
    ratio, axes = eigh(within, whole)  # axes whiten the whole; ratio = step variance over total variance
    rho = np.clip(1.0 - ratio, 0.02, 0.98)
    return Projection(metric.centre, metric.matrix @ (axes * np.sqrt(rho / (1 - rho**2))))


def sharpest(gains: list[float]) -> float:
    """The greatest of :data:`POWERS` whose gain is within NEARLY of the best: of equals, the one that decides more."""
    good = np.flatnonzero(np.asarray(gains) >= max(gains) - NEARLY)
    return POWERS[int(good[-1])]


def foretold(fit: Fit, problem: EMData, *, power: float = 1.0) -> float:
    """Mean of :func:`foretelling` over the works, nats a work."""
    gain, weight = foretelling(fit, problem, power=power)
    return float((gain * weight).sum() / max(weight.sum(), 1e-12))


def foretelling(fit: Fit, problem: EMData, *, power: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Log of how much likelier than chance the vectors' own posterior makes lag and artist of each work's parents.

    The posterior uses distances only, raised to `power`; lag and artist enter through the fitted prior relative to an even
    choice among all earlier works. Fame and habit are left out: they are made of the posterior, and foretell themselves.

    Returns
    -------
    gain : ndarray
        float64[n], nats; 0 where a work has no parent to foretell.
    weight : ndarray
        float64[n]: how often the work counts, 0 where it has none.
    """
    p = problem
    squared = p.hypotheses.edges.squared.astype(np.float64)
    log_k = np.where(p.allowed, power * log_mutation(squared, fit.kernels), -np.inf)
    child = p.pairs.child
    top = np.full(p.n, -np.inf)
    np.maximum.at(top, child, log_k)
    has = np.isfinite(top)
    likely = np.exp(log_k - np.where(has, top, 0.0)[child])
    norm = np.maximum(np.bincount(child, likely, minlength=p.n), 1e-300)
    chance = np.bincount(child, likely * np.exp(log_catalogue(p, fit.kernels.preference)), minlength=p.n) / norm
    earlier = np.searchsorted(np.sort(p.years[~np.isnan(p.years)]), p.years, side="left")
    gain = np.log((1 - SHARE) * chance * earlier + SHARE)
    counted = has & (earlier > 1)
    return np.where(counted, gain, 0.0), np.where(counted, p.s, 0.0)
