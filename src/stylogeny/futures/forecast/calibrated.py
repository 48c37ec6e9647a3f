"""Forecasts of style: where the works of a coming year will stand, as a density and as samples, ours and three rivals'.

A forecaster says, for a year, round which points works will appear and how likely each is. What it does not know is how wide
of them they fall: that is a scale mixture of normals, calibrated for every forecaster alike on the last years before the present, so
that a comparison is of where and when, not of who guessed a bandwidth. Of a year each shows a number of works that stand for what
it expects: principal points of many draws, with less scatter than the density has; how much less is settled on the same years, for
every forecaster alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from scipy.special import logsumexp

from ...errors import StylogenyError
from ...streams import key, stream
from .principal_points import evenly, principal_points

SCALES = np.geomspace(0.05, 4.0, 24)
CENTRES = 1500  # points a year of a sampled forecast
RECENT = 25  # years that the pace of production is taken from
SCATTERS = (0.0, 0.25, 0.5, 0.75, 1.0)  # shares of their scatter that works shown may have
DRAWS = 10  # draws that each work shown stands for


@dataclass(frozen=True, eq=False)
class Past:
    """Works up to the present, in coordinates where their standard deviation is 1 along every axis.

    Parameters
    ----------
    vectors, years : ndarray
        float64[n, p] and float64[n].
    movement : ndarray
        object[n]: the name of each work's movement, empty for none.
    centre, turn : ndarray
        float64[d] and float64[d, p]: from the space of the graph to these coordinates.
    """

    vectors: np.ndarray
    years: np.ndarray
    movement: np.ndarray
    centre: np.ndarray
    turn: np.ndarray

    @classmethod
    def of(
        cls, vectors: np.ndarray, years: np.ndarray, movement: np.ndarray, *, kept: float = 0.95, most: int = 40
    ) -> Past:
        """Principal axes that hold `kept` of the variance (at most `most`), scaled to unit variance.

        Raises
        ------
        StylogenyError
            When there are fewer than twenty works.
        """
        if len(vectors) < 20:
            raise StylogenyError("a forecast needs at least 20 earlier works", got=len(vectors))
        x = np.asarray(vectors, dtype=np.float64)
        centre = x.mean(axis=0)
        value, way = np.linalg.eigh(np.cov((x - centre).T))
        value, way = value[::-1], way[:, ::-1]
        p = min(
            int(np.searchsorted(np.cumsum(value) / value.sum(), kept)) + 1, most, int((value > 1e-9 * value[0]).sum())
        )
        turn = way[:, :p] / np.sqrt(value[:p])
        return cls(
            (x - centre) @ turn, np.asarray(years, dtype=np.float64), np.asarray(movement, dtype=object), centre, turn
        )

    def place(self, vectors: np.ndarray) -> np.ndarray:
        """Other works in the same coordinates, float64[k, p]."""
        return (np.asarray(vectors, dtype=np.float64) - self.centre) @ self.turn

    def before(self, year: float) -> Past:
        """The same coordinates, works up to a year only."""
        kept = self.years <= year
        return replace(self, vectors=self.vectors[kept], years=self.years[kept], movement=self.movement[kept])

    @property
    def present(self) -> float:
        return float(self.years.max())


class Forecaster(Protocol):
    """Says where works of a year will be."""

    @property
    def shape(self) -> np.ndarray:
        """Covariance of the scatter round a point, float64[p, p], of mean variance 1."""
        ...

    def points(self, year: float) -> tuple[np.ndarray, np.ndarray]:
        """Points float64[m, p] that works of a year scatter round, and their log probabilities float64[m]."""
        ...


@dataclass(frozen=True, eq=False)
class CalibratedForecast:
    """A forecaster with the width of its misses.

    Parameters
    ----------
    forecaster : Forecaster
    mixture : ndarray
        Probabilities of the scales in :data:`SCALES`.
    scatter : float
        The share of that width which the works shown scatter with; the density has all of it.
    """

    forecaster: Forecaster
    mixture: np.ndarray
    scatter: float = 1.0

    def log_density(self, vectors: np.ndarray, years: np.ndarray) -> np.ndarray:
        """Log density of works at their years, float64[k] (nats, in the coordinates of the past)."""
        return np.asarray(logsumexp(_by_scale(self.forecaster, vectors, years) + np.log(self.mixture), axis=1))

    def sample(self, year: float, *, n: int, seed: int) -> np.ndarray:
        """n works of a year, drawn independently from the density, float64[n, p]."""
        rng = stream(seed, "samples", round(year * 100))
        points, log = self.forecaster.points(year)
        at = rng.choice(len(points), size=n, p=np.exp(log - logsumexp(log)))
        scale = rng.choice(SCALES, size=n, p=self.mixture / self.mixture.sum())
        return points[at] + scale[:, None] * self._noise(n, rng)

    def shown(self, year: float, *, n: int, seed: int) -> np.ndarray:
        """n works that stand for what is expected of a year, float64[<= n, p]: principal points of many sharpened draws."""
        return self._shown(*self.forecaster.points(year), key(seed, "shown", round(year * 100)), n)

    def nearest(self, vectors: np.ndarray, years: np.ndarray, *, n: int, seed: int, plain: bool = False) -> np.ndarray:
        """Distance from each work to the nearest of n works shown for its year (`plain`: sampled), float64[k]."""
        out = np.empty(len(vectors))
        for year in np.unique(years):
            rows = np.flatnonzero(years == year)
            show = self.sample if plain else self.shown
            out[rows] = _nearest(vectors[rows], show(float(year), n=n, seed=seed))
        return out

    def sharpened(self, vectors: np.ndarray, years: np.ndarray, *, n: int, seed: int) -> float:
        """The share of scatter with which n works shown a year come nearest, on average, to these works."""
        missed = np.zeros(len(SCATTERS))
        for year in np.unique(years):
            points, log = self.forecaster.points(float(year))
            event = key(seed, "shown", round(float(year) * 100))
            for k, scatter in enumerate(SCATTERS):
                found = replace(self, scatter=scatter)._shown(points, log, event, n)
                missed[k] += _nearest(vectors[years == year], found).sum()
        return SCATTERS[int(np.argmin(missed))]

    def _shown(self, points: np.ndarray, log: np.ndarray, event: int, n: int) -> np.ndarray:
        rng = stream(event, "draws")
        many = DRAWS * n
        scale = self.scatter * SCALES[rng.permutation(evenly(self.mixture, n=many, rng=rng))]
        draws = points[evenly(np.exp(log - log.max()), n=many, rng=rng)]
        if self.scatter:
            draws = draws + scale[:, None] * self._noise(many, rng)
        return principal_points(draws, n=n, seed=event)

    def _noise(self, n: int, rng: np.random.Generator) -> np.ndarray:
        """n normal deviates of the forecaster's shape, float64[n, p]."""
        root = np.linalg.cholesky(self.forecaster.shape + 1e-9 * np.eye(len(self.forecaster.shape)))
        return np.asarray(rng.standard_normal((n, len(root))) @ root.T)


def calibrate(earlier: Forecaster, vectors: np.ndarray, years: np.ndarray) -> np.ndarray:
    """Probabilities of the scales by EM, from works that `earlier` forecast before they came, float64[scales]."""
    return _mixture(_by_scale(earlier, vectors, years))


def best(variants: Sequence[Forecaster], vectors: np.ndarray, years: np.ndarray) -> tuple[int, np.ndarray]:
    """The variant that gives these works the highest likelihood once calibrated to them: its place, and its mixture."""
    terms = [_by_scale(v, vectors, years) for v in variants]
    mixtures = [_mixture(t) for t in terms]
    scores = [logsumexp(t + np.log(m), axis=1).mean() for t, m in zip(terms, mixtures)]
    k = int(np.argmax(scores))
    return k, mixtures[k]


def _mixture(terms: np.ndarray, *, rounds: int = 60) -> np.ndarray:
    """Probabilities of the scales, float64[scales], by EM from log densities under each, float64[k, scales]."""
    mixture = np.full(len(SCALES), 1 / len(SCALES))
    for _ in range(rounds):
        log = terms + np.log(mixture)
        mixture = np.exp(log - logsumexp(log, axis=1, keepdims=True)).mean(axis=0) + 1e-6
        mixture /= mixture.sum()
    return mixture


def shape_of(differences: np.ndarray) -> np.ndarray:
    """Their covariance, shrunk a tenth towards a sphere, scaled to mean variance 1, float64[p, p]."""
    p = differences.shape[1]
    cov = differences.T @ differences / max(len(differences), 1)
    cov = 0.9 * cov + 0.1 * np.trace(cov) / p * np.eye(p)
    return np.asarray(cov * p / max(float(np.trace(cov)), 1e-12))


def _by_scale(forecaster: Forecaster, vectors: np.ndarray, years: np.ndarray) -> np.ndarray:
    """Log density of each work under each single scale, float64[k, scales]."""
    root = np.linalg.cholesky(forecaster.shape + 1e-9 * np.eye(len(forecaster.shape)))
    back, p = np.linalg.inv(root), len(root)
    constant = -0.5 * p * np.log(2 * np.pi) - np.log(np.diag(root)).sum()
    out = np.empty((len(vectors), len(SCALES)))
    for year in np.unique(years):
        rows = np.flatnonzero(years == year)
        points, log = forecaster.points(float(year))
        squared = apart(vectors[rows] @ back.T, points @ back.T)
        for s, scale in enumerate(SCALES):
            out[rows, s] = constant - p * np.log(scale) + logsumexp(log - squared / (2 * scale**2), axis=1)
    return out


def apart(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Squared distances, float64[m, k]."""
    return np.asarray(np.maximum((a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1)[None, :] - 2 * a @ b.T, 0.0))


def _nearest(vectors: np.ndarray, shown: np.ndarray) -> np.ndarray:
    return np.asarray(np.sqrt(apart(vectors, shown)).min(axis=1))


def even(count: int) -> np.ndarray:
    return np.full(count, -np.log(count))
