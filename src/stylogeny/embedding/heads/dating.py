"""Posteriors over years: quantiles, positions, and intervals that cover.

An interval comes from distributional conformal prediction (Chernozhukov, Wuethrich & Zhu 2021): where the posterior's
5 % and 95 % should really stand is read from the positions that the true years of held-out artists took in the
posteriors of heads that had not seen them. It is read apart for each period of the years that were read (a Mondrian
taxonomy: Vovk, Gammerman & Shafer 2005), since a head is surer of some periods than it should be, and of others less.
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


def period_levels(
    read: np.ndarray, held_out: np.ndarray, positions: np.ndarray, coverage: float, *, least: int = 150
) -> tuple[np.ndarray, np.ndarray]:
    """Calibrated lower and upper level for each work, float64[k] each, by the period that its year was read in.

    Parameters
    ----------
    read : ndarray
        float64[k]: medians of the works' posteriors, years.
    held_out, positions : ndarray
        float64[n]: those of held-out works, ascending, and where their true years fell in their posteriors.
    coverage : float
        Of the intervals.
    least : int
        Fewest held-out works of a period; with fewer than twice as many there is one period.
    """
    parts = np.array_split(np.arange(len(held_out)), max(len(held_out) // least, 1))
    each = np.array([levels(np.sort(positions[part]), coverage) for part in parts])
    starts = np.array([held_out[part[0]] for part in parts[1:]])
    period = np.searchsorted(starts, read, side="right")
    return each[period, 0], each[period, 1]
