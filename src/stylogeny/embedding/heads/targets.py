"""What is known of works, as numbers to be learned: their years, their kin, their labels."""

from __future__ import annotations

import numpy as np
from scipy import sparse

CENTURY = 100.0  # years over which training is evened out


def codes(values: np.ndarray, *, min_count: int = 2) -> np.ndarray:
    """Integer codes of labels, int64[n]; -1 for empty ones and those that occur fewer than `min_count` times."""
    names, inverse, counts = np.unique(np.asarray(values, dtype=str), return_inverse=True, return_counts=True)
    kept = (counts >= min_count) & (names != "")
    return np.where(kept, kept.cumsum() - 1, -1)[inverse]


def century_weights(years: np.ndarray, balance: float) -> np.ndarray:
    """How much each work counts, float64[n], mean 1: works of a century together as their number to the power of
    1 - `balance`."""
    _, century, count = np.unique(np.floor(years / CENTURY), return_inverse=True, return_counts=True)
    weight = count[century] ** -float(balance)
    return weight / weight.mean()


def date_target(earliest: np.ndarray, latest: np.ndarray, years: np.ndarray, bandwidth: float) -> np.ndarray:
    """What is known of each work's year, P(year) float32[n, m]: flat over its span, Gaussian tails of `bandwidth`
    years."""
    outside = np.maximum(earliest[:, None] - years, 0) + np.maximum(years - latest[:, None], 0)
    weight = np.exp(-0.5 * (outside / bandwidth) ** 2) + 1e-12
    return (weight / weight.sum(1, keepdims=True)).astype(np.float32)


def kin_target(places: np.ndarray, kin: sparse.csr_array) -> np.ndarray:
    """Mean place of each work's kin, float32[n, k], by weights float[n, n]; a work without any stands for itself."""
    total = np.asarray(kin.sum(axis=1)).ravel()
    mean = (kin @ places) / np.maximum(total, 1e-300)[:, None]
    return np.where(total[:, None] > 0, mean, places).astype(np.float32)


def label_target(values: np.ndarray) -> np.ndarray:
    """Which label each work bears, float32[n, s]: 1 in its column; the unlabelled stand at the mean."""
    code = codes(values)
    known = code >= 0
    if not known.any():
        return np.zeros((len(code), 0), np.float32)
    out = np.zeros((len(code), int(code.max()) + 1), np.float32)
    out[np.flatnonzero(known), code[known]] = 1
    out[~known] = out[known].mean(0)
    return out
