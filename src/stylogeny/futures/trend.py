"""How styles move with the years: read from all works on their dates, not from steps to parents.

Parents were chosen for being near, so that steps to them say nothing of drift: a work that was ahead of its time is
taken for the parent of many. The trend is the mean style at every date, by local linear regression of vectors on dates
(Cleveland 1979), weights falling by e in numbers of years which, like all else here, are chosen by how well earlier
works foretold later ones. Dates are nearly free of error and readings are not; it is therefore readings that are
regressed on dates, so that their errors average out and do not flatten the slope.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from ..embedding.space import Embedding
from ..embedding.time_axis import by_regression

LEVEL_WIDTHS = (10.0, 20.0, 40.0, 80.0)  # years in which a work's weight in the mean falls by e
SLOPE_WIDTHS = (40.0, 80.0, 160.0, 320.0)  # the same in the slope, which needs more years
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)  # of what moves that may be taken for a trend
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
    widths : tuple of float
        Years in which a work's weight falls by e, in the mean and in the slope.
    """

    years: np.ndarray
    means: np.ndarray
    slope: np.ndarray
    widths: tuple[float, float]

    @classmethod
    def fit(cls, vectors: np.ndarray, years: np.ndarray, axis: np.ndarray, *, blind: bool = True) -> StyleTrend:
        """The trend of dated works.

        Parameters
        ----------
        vectors, years : ndarray
            float64[n, d] and float64[n].
        axis : ndarray
            float64[d], unit: the direction in which time is read. What moves along it is trend; of what moves across it
            as large a share is as foretold later works of the past best, since means of few works move by chance.
        blind : bool
            Whether the axis was found without looking at the dates of these very works. An axis that was fitted to
            them moves by construction; for each present of the past another is then fitted to what came before it, and
            of what moves along it, too, only the share that foretold is trend.
        """
        order = np.argsort(years, kind="stable")
        vectors, years = vectors[order], years[order]
        choice = _chosen(vectors, years, axis if blind else None)
        knots = np.unique(np.quantile(years, np.linspace(0, 1, KNOTS)))
        lines = [_line(vectors, years, float(k), *choice.widths) for k in knots]
        middle = vectors.mean(axis=0)
        means = middle + choice.kept(np.array([level for level, _ in lines]) - middle, axis)
        return cls(knots, means, choice.kept(lines[-1][1], axis), choice.widths)

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


def _line(
    vectors: np.ndarray, years: np.ndarray, at: float, level_width: float, slope_width: float
) -> tuple[np.ndarray, np.ndarray]:
    """Mean style at a date and its change per year, float64[d] each.

    The change is that of a weighted linear regression, and the mean that of works brought to the date by it.
    """
    x = years - at
    weight = np.exp(-np.abs(x) / slope_width)
    weight = weight / weight.sum()
    middle = float(weight @ x)
    spread = float(weight @ (x - middle) ** 2)
    # all of one year: no change can be seen
    slope = (weight * (x - middle)) @ vectors / spread if spread > 1e-9 else np.zeros(vectors.shape[1])
    near = np.exp((np.abs(x).min() - np.abs(x)) / level_width)
    near = near / near.sum()
    return near @ vectors - float(near @ x) * slope, slope


def _presents(years: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray, float]]:
    """Masks of the works before and in the years after some presents of the past, and those presents."""
    for present in np.quantile(years, np.linspace(0.3, 0.9, ORIGINS)):
        before, after = years <= present, (years > present) & (years <= present + AHEAD)
        if before.sum() >= MIN_WORKS and after.sum() >= MIN_WORKS:
            yield before, after, float(present)


@dataclass(frozen=True)
class _Choice:
    """Years in which weights fall by e, and the shares of what moves along and across the axis that are trend."""

    widths: tuple[float, float]
    along: float
    across: float

    def kept(self, moves: np.ndarray, axis: np.ndarray) -> np.ndarray:
        """What is trend of moves float64[..., d]."""
        along = (moves @ axis)[..., None] * axis
        return np.asarray(self.along * along + self.across * (moves - along))


def _chosen(vectors: np.ndarray, years: np.ndarray, axis: np.ndarray | None) -> _Choice:
    """What foretold the mean of later works best; without an axis, each present's is fitted to what came before it.

    With too few works to tell: the widest, all along the axis and nothing across it.
    """
    widths = list(product(LEVEL_WIDTHS, SLOPE_WIDTHS))
    along, across = np.zeros((2, len(widths), len(SHARES)))
    for before, after, present in _presents(years):
        came, ahead = vectors[after].mean(axis=0), float(years[after].mean()) - present
        own = by_regression(vectors[before], years[before]).astype(np.float64) if axis is None else axis
        for k, width in enumerate(widths):
            level, slope = _line(vectors[before], years[before], present, *width)
            straight = (slope @ own) * own
            for j, share in enumerate(SHARES):
                along[k, j] += float((came - level - ahead * share * straight) @ own) ** 2
                missed = came - level - ahead * share * (slope - straight)
                across[k, j] += float(((missed - (missed @ own) * own) ** 2).sum())
    if not along.any():
        return _Choice(widths[-1], 1.0, 0.0)
    if axis is not None:
        along[:, :-1] = np.inf
    best, share = divmod(int(along.argmin()), len(SHARES))
    return _Choice(widths[best], SHARES[share], SHARES[int(across[best].argmin())])
