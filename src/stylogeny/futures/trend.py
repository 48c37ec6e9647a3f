"""How styles move with the years: read from all works on their dates, not from steps to parents.

Parents were chosen for being near, so that steps to them say nothing of drift: a work that was ahead of its time is
taken for the parent of many. The trend is the mean style at every date, by local linear regression of vectors on dates
(Cleveland 1979), weights falling by e in a number of years which, like all else here, is chosen by how well earlier
works foretold later ones. Dates are nearly free of error and readings are not; it is therefore readings that are
regressed on dates, so that their errors average out and do not flatten the slope.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..embedding.space import Embedding

WIDTHS = (20.0, 40.0, 80.0, 160.0, 320.0)  # years in which a work's weight in the trend falls by e
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)  # of the slope across the reading of time that is carried into the future
KNOTS = 100  # dates at which the mean is found
ORIGINS = 8  # presents of the past from which later works are foretold
AHEAD = 30.0  # years that are foretold from each
MIN_WORKS = 20  # before a present of the past, and in the years after it


@dataclass(frozen=True, eq=False)
class StyleTrend:
    """The mean style of every year, and where it is going.

    Parameters
    ----------
    years : ndarray
        float64[k]: knots, ascending; the last is the present.
    means : ndarray
        float64[k, d]: the mean style at each.
    slope : ndarray
        float64[d]: change per year after the present.
    width : float
        Years in which a work's weight falls by e.
    """

    years: np.ndarray
    means: np.ndarray
    slope: np.ndarray
    width: float

    @classmethod
    def fit(cls, vectors: np.ndarray, years: np.ndarray, axis: np.ndarray) -> StyleTrend:
        """The trend of dated works.

        Parameters
        ----------
        vectors, years : ndarray
            float64[n, d] and float64[n].
        axis : ndarray
            float64[d], unit: the direction in which time is read. The slope along it is carried on whole; of the slope
            across it as much as foretold later works of the past best.
        """
        order = np.argsort(years, kind="stable")
        vectors, years = vectors[order], years[order]
        width, share = _chosen(vectors, years, axis)
        knots = np.unique(np.quantile(years, np.linspace(0, 1, KNOTS)))
        lines = [_line(vectors, years, float(k), width) for k in knots]
        slope = lines[-1][1]
        along = (slope @ axis) * axis
        return cls(knots, np.array([level for level, _ in lines]), along + share * (slope - along), width)

    def at(self, years: np.ndarray | float) -> np.ndarray:
        """The mean style of years float64[k], float64[k, d]; after the present it goes on straight."""
        when = np.atleast_1d(np.asarray(years, dtype=np.float64))
        past = np.clip(when, self.years[0], self.years[-1])
        right = np.clip(np.searchsorted(self.years, past), 1, max(len(self.years) - 1, 1))
        left = right - 1
        if len(self.years) == 1:
            mean = np.repeat(self.means, len(when), axis=0)
        else:
            part = (past - self.years[left]) / (self.years[right] - self.years[left])
            mean = (1 - part)[:, None] * self.means[left] + part[:, None] * self.means[right]
        return np.asarray(mean + np.maximum(when - self.years[-1], 0.0)[:, None] * self.slope)


def reading_axis(space: Embedding) -> np.ndarray:
    """The unit direction along which the year that is read grows fastest, float64[d]; the time axis where none is."""
    d = space.vectors.shape[1]
    slope = space.date(np.eye(d, dtype=np.float32)) - space.date(np.zeros((1, d), dtype=np.float32))
    length = float(np.linalg.norm(slope))
    axis = np.asarray(slope if length > 0 else space.time_axis, dtype=np.float64)
    return axis / max(float(np.linalg.norm(axis)), 1e-12)


def _line(vectors: np.ndarray, years: np.ndarray, at: float, width: float) -> tuple[np.ndarray, np.ndarray]:
    """Mean style at a date and its change per year, float64[d] each, by weighted linear regression."""
    x = years - at
    weight = np.exp(-np.abs(x) / width)
    weight = weight / weight.sum()
    middle, mean = float(weight @ x), weight @ vectors
    spread = float(weight @ (x - middle) ** 2)
    if spread < 1e-9:  # all of one year
        return mean, np.zeros(vectors.shape[1])
    slope = (weight * (x - middle)) @ vectors / spread
    return mean - middle * slope, slope


def _presents(years: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray, float]]:
    """Masks of the works before and in the years after some presents of the past, and those presents."""
    for present in np.quantile(years, np.linspace(0.3, 0.9, ORIGINS)):
        before, after = years <= present, (years > present) & (years <= present + AHEAD)
        if before.sum() >= MIN_WORKS and after.sum() >= MIN_WORKS:
            yield before, after, float(present)


def _chosen(vectors: np.ndarray, years: np.ndarray, axis: np.ndarray) -> tuple[float, float]:
    """The width and the share of the slope across the axis that foretold the mean of later works best.

    With too few works to tell: the widest, and nothing across the axis.
    """
    along, across = np.zeros(len(WIDTHS)), np.zeros((len(WIDTHS), len(SHARES)))
    for before, after, present in _presents(years):
        came, ahead = vectors[after].mean(axis=0), float(years[after].mean()) - present
        for k, width in enumerate(WIDTHS):
            level, slope = _line(vectors[before], years[before], present, width)
            straight = (slope @ axis) * axis
            along[k] += float((came - level - ahead * straight) @ axis) ** 2
            for j, share in enumerate(SHARES):
                missed = came - level - ahead * share * (slope - straight)
                across[k, j] += float(((missed - (missed @ axis) * axis) ** 2).sum())
    if not along.any():
        return WIDTHS[-1], 0.0
    k = int(along.argmin())
    return WIDTHS[k], SHARES[int(across[k].argmin())]
