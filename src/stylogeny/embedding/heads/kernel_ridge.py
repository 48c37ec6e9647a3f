"""Kernel ridge regression: from what a picture looks like to what is known of works that look like it.

One regression, solved once without each fold of artists, gives everything that is learned about a picture: the
distribution of its year, its style, what its kin look like. It is in closed form, so the same works give the same
answer: no seed moves it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve

BATCH = 2048  # rows compared with the stored works at a time


@dataclass(frozen=True, eq=False)
class KernelRidge:
    """What the regression is over, and its coefficients for each fold.

    Parameters
    ----------
    points : ndarray
        float16[w, r], the places of the stored works.
    scale : float
        Squared distance over which likeness falls to 1/e.
    dual_coef : sequence of ndarray
        Per fold float32[w, t]; zero for works that the fold may not learn from.
    intercept : sequence of ndarray
        Per fold float32[t].
    """

    points: np.ndarray
    scale: float
    dual_coef: Sequence[np.ndarray]
    intercept: Sequence[np.ndarray]

    def predict(self, places: np.ndarray, *, fold: np.ndarray | None = None) -> np.ndarray:
        """What is expected at places float[n, r], float32[n, t]: by the fold int64[n] of each row, else the mean."""
        points = self.points.astype(np.float32)
        out = np.empty((len(places), len(self.intercept[0])), np.float32)
        if fold is None:
            dual_coef, intercept = np.mean(self.dual_coef, axis=0), np.mean(self.intercept, axis=0)
            for rows in batches(np.arange(len(places))):
                out[rows] = intercept + likeness(places[rows], points, self.scale) @ dual_coef
            return out
        for k in range(len(self.intercept)):
            for rows in batches(np.flatnonzero(fold == k)):
                out[rows] = self.intercept[k] + likeness(places[rows], points, self.scale) @ self.dual_coef[k]
        return out


def batches(rows: np.ndarray) -> Iterator[np.ndarray]:
    """Rows in portions that keep the kernel small."""
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def likeness(a: np.ndarray, b: np.ndarray, scale: float) -> np.ndarray:
    """exp(-|a - b|^2 / scale), float32[len(a), len(b)]."""
    a, b = a.astype(np.float32), b.astype(np.float32)
    squared = a @ b.T
    squared *= -2
    squared += np.square(a).sum(1)[:, None]
    squared += np.square(b).sum(1)
    np.maximum(squared, 0, out=squared)
    squared /= -np.float32(scale)
    return np.exp(squared, out=squared)


def fit(
    places: np.ndarray,
    target: np.ndarray,
    train: Sequence[np.ndarray],
    *,
    weight: np.ndarray,
    width: float,
    ridge: float,
    kept: np.ndarray,
) -> KernelRidge:
    """Solve the regression once per fold, over one set of works.

    Parameters
    ----------
    places : ndarray
        float[n, r]: what distances are measured between.
    target : ndarray
        float[n, t]: what is known of each work.
    train : sequence of ndarray
        One bool[n] per fold: the works it may learn from.
    weight : ndarray
        float64[n], mean about 1: how much each work counts.
    width : float
        Scale of the kernel, in mean squared distances from the centre.
    ridge : float
        Penalty of a work of weight 1.
    kept : ndarray
        int64[w]: the works it is over.
    """
    points = places[kept].astype(np.float16)
    at = points.astype(np.float32)
    scale = max(float(np.square(at - at.mean(0)).sum(1).mean()) * width, 1e-12)
    kernel = likeness(at, at, scale)
    dual_coefs, intercepts = [], []
    for mask in train:
        rows = np.flatnonzero(mask[kept])
        known, counts = target[kept[rows]].astype(np.float32), weight[kept[rows]]
        intercept = np.average(known, axis=0, weights=counts).astype(np.float32)
        gram = kernel[np.ix_(rows, rows)]
        gram[np.diag_indices_from(gram)] += (ridge / counts).astype(np.float32)
        dual_coef = np.zeros((len(kept), target.shape[1]), np.float32)
        dual_coef[rows] = cho_solve(cho_factor(gram, lower=True, overwrite_a=True), known - intercept)
        dual_coefs.append(dual_coef)
        intercepts.append(intercept)
    return KernelRidge(points, scale, dual_coefs, intercepts)
