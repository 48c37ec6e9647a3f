"""What is known of works, as numbers to be learned: their years, their relatives, their labels."""

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


def contrast_target(places: np.ndarray, triplets: np.ndarray) -> np.ndarray:
    """Which way triplets draw each work, float32[n, k]: the mean of the nearer one's place less the farther one's.

    `triplets` int64[m, 3] are rows of `places` float32[n, k]: (work, nearer, farther). That is the way in which
    the work would have to move for the contrast to grow fastest; a work without triplets is drawn nowhere.
    """
    n, rows = len(places), len(triplets)
    count = np.maximum(np.bincount(triplets[:, 0], minlength=n), 1)
    sign = np.repeat([1.0, -1.0], rows)
    at = (np.tile(triplets[:, 0], 2), np.concatenate([triplets[:, 1], triplets[:, 2]]))
    drawn = sparse.csr_array((sign, at), shape=(n, n)) @ places
    return (drawn / count[:, None]).astype(np.float32)


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
