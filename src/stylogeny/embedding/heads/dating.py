"""Posteriors over years: quantiles, positions, and intervals that cover.

An interval comes from distributional conformal prediction (Chernozhukov, Wuethrich & Zhu 2021): where the posterior's
5 % and 95 % should really stand is read from the positions that the true years of held-out artists took in the
posteriors of networks that had not seen them.
"""

from __future__ import annotations

import numpy as np


def _cumulative(posterior: np.ndarray, years: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Bin edges float64[m + 1] and the cumulative posterior at them float64[n, m + 1]: a bin's mass lies evenly in
    it."""
    step = float(np.diff(years).mean()) if len(years) > 1 else 1.0
    edges = np.r_[years - step / 2, years[-1] + step / 2]
    cumulative = np.concatenate([np.zeros((len(posterior), 1)), posterior.cumsum(axis=1)], axis=1)
    return edges, cumulative / cumulative[:, -1:]


def quantiles(posterior: np.ndarray, years: np.ndarray, level: np.ndarray | float) -> np.ndarray:
    """Quantile of each row of P(year), float64[n]; `posterior` float64[n, m] over evenly spaced `years` float64[m]."""
    edges, cumulative = _cumulative(posterior, years)
    levels = np.broadcast_to(level, len(posterior))
    return np.array([np.interp(q, row, edges) for q, row in zip(levels, cumulative)])


def position(posterior: np.ndarray, years: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Share of the posterior before the true year, float64[n] in [0, 1]: uniform when the posterior is honest."""
    edges, cumulative = _cumulative(posterior, years)
    return np.array([np.interp(t, edges, row) for t, row in zip(truth, cumulative)])


def levels(positions: np.ndarray, coverage: float) -> tuple[float, float]:
    """Calibrated lower and upper level of an interval: split conformal ranks in each tail of sorted `positions`.

    With too few positions for the coverage asked, the level is 0 or 1: the whole range of years.
    """
    n, tail = len(positions), (1 - coverage) / 2
    low = int(np.floor(tail * (n + 1)))
    high = int(np.ceil((1 - tail) * (n + 1)))
    return (float(positions[low - 1]) if low >= 1 else 0.0, float(positions[high - 1]) if high <= n else 1.0)
