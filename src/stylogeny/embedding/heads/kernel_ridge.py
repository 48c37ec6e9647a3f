"""Dating by likeness: kernel ridge regression from the backbone's principal axes to a posterior over years.

A network and a kernel err on different works, so their mean dates better than either. The kernel's coefficients are
solved once without each fold of artists, over one set of works: closed form, seconds for thousands of works.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from ...streams import stream

AXES = 400  # principal axes in which distances are measured
MAX_WORKS = 6000  # works the solution is over: it costs their cube
RIDGE = 0.1
SHARE = 0.35  # of the posterior beside the network's
BATCH = 2048  # rows compared with the stored works at a time
FLOOR = 1e-6  # of a bin: a ridge regression may predict less than nothing


def fit(
    x: np.ndarray, target: np.ndarray, train: list[np.ndarray], *, axes: np.ndarray, seed: int
) -> tuple[dict[str, np.ndarray], list[dict[str, np.ndarray]]]:
    """Solve the regression once per fold, over one set of works.

    Parameters
    ----------
    x : ndarray
        float32[n, D] standardised features; `axes` float[D, r] are theirs.
    target : ndarray
        float[n, m]: what is known of each work's year, rows sum to 1.
    train : list of ndarray
        One bool[n] per fold: the works it may learn from.
    seed : int
        Draws the works that are stored where there are more than :data:`MAX_WORKS`.

    Returns
    -------
    dict and list of dict
        ``kernel.axes`` float32[D, r], ``kernel.points`` float16[w, r], ``kernel.scale`` float32[1] (mean squared
        distance from the centre); per fold ``dual_coef`` float32[w, m] (zero for works it may not learn from) and
        ``intercept`` float32[m].
    """
    kept = np.sort(stream(seed, "memory").permutation(len(x))[:MAX_WORKS])
    points = (x[kept] @ axes).astype(np.float16).astype(np.float64)
    scale = max(float(np.square(points - points.mean(0)).sum(1).mean()), 1e-12)
    kernel = _kernel(points, points, scale)
    folds = []
    for mask in train:
        rows = np.flatnonzero(mask[kept])
        intercept = target[kept[rows]].mean(0)
        gram = kernel[np.ix_(rows, rows)]
        gram[np.diag_indices_from(gram)] += RIDGE
        dual_coef = np.zeros((len(kept), target.shape[1]), np.float32)
        dual_coef[rows] = cho_solve(cho_factor(gram, overwrite_a=True), target[kept[rows]] - intercept)
        folds.append({"dual_coef": dual_coef, "intercept": intercept})
    shared = {"axes": axes, "points": points.astype(np.float16), "scale": np.array([scale])}
    return {f"kernel.{name}": value for name, value in shared.items()}, folds


def posteriors(
    x: np.ndarray, tensors: Mapping[str, np.ndarray], folds: Sequence[Mapping[str, np.ndarray]]
) -> list[np.ndarray]:
    """P(year) of standardised features float32[n, D] by each fold's coefficients, float64[n, m] each."""
    parts: list[list[np.ndarray]] = [[] for _ in folds]
    for start in range(0, len(x), BATCH):
        here = x[start : start + BATCH] @ tensors["kernel.axes"]
        kernel = _kernel(here, tensors["kernel.points"], float(tensors["kernel.scale"][0]))
        for part, fold in zip(parts, folds):
            raw = np.maximum(fold["intercept"] + kernel @ fold["dual_coef"], FLOOR)
            part.append(raw / raw.sum(1, keepdims=True))
    return [np.concatenate(part) for part in parts]


def _kernel(a: np.ndarray, b: np.ndarray, scale: float) -> np.ndarray:
    """exp(-|a - b|^2 / scale), float64[len(a), len(b)]."""
    a, b = a.astype(np.float64), b.astype(np.float64)
    squared = np.square(a).sum(1)[:, None] + np.square(b).sum(1) - 2 * a @ b.T
    return np.exp(-np.maximum(squared, 0) / scale)
