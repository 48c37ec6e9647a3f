"""Forecasts of style: where the works of a coming year will stand, as a density and as samples.

A forecaster says, for a year, round which points works will appear and how likely each is. What it does not know is how
wide of them they fall: that is a scale mixture of normals, calibrated for every forecaster alike on the last years
before the present, so that a comparison is of where and when, not of who guessed a bandwidth. Of a year each shows a
number of works that stand for what it expects: principal points of many draws, with less scatter than the density has;
how much less is settled on the same years, for every forecaster alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import logsumexp

from ...streams import key, stream
from .past import Forecaster, scatter_root, squared_distances
from .principal_points import evenly, principal_points

SCALES = np.geomspace(0.05, 4.0, 24)
SCATTERS = (0.0, 0.25, 0.5, 0.75, 1.0)  # shares of their scatter that representative works may have
DRAWS = 10  # draws for which each representative work stands


@dataclass(frozen=True, eq=False)
class CalibratedForecast:
    """A forecaster with the width of its misses.

    Parameters
    ----------
    forecaster : Forecaster
    mixture : ndarray
        Probabilities of the scales in :data:`SCALES`.
    scatter : float
        The share of that width with which representative works scatter; the density has all of it.
    """

    forecaster: Forecaster
    mixture: np.ndarray
    scatter: float = 1.0

    def log_density(self, vectors: np.ndarray, years: np.ndarray) -> np.ndarray:
        """Log density of works at their years, float64[k] (nats, in the coordinates of the past)."""
        return np.asarray(logsumexp(_log_by_scale(self.forecaster, vectors, years) + np.log(self.mixture), axis=1))

    def sample(self, year: float, *, n: int, seed: int) -> np.ndarray:
        """n works of a year, drawn independently from the density, float64[n, p]."""
        rng = stream(seed, "samples", round(year * 100))
        points, log = self.forecaster.points(year)
        at = rng.choice(len(points), size=n, p=np.exp(log - logsumexp(log)))
        scale = rng.choice(SCALES, size=n, p=self.mixture / self.mixture.sum())
        return points[at] + scale[:, None] * self._noise(n, rng)

    def representatives(self, year: float, *, n: int, seed: int) -> np.ndarray:
        """Works that stand for what is expected of a year, float64[<= n, p].

        They are principal points of many sharpened draws.
        """
        return self._representatives(*self.forecaster.points(year), key(seed, "shown", round(year * 100)), n)

    def nearest(
        self, vectors: np.ndarray, years: np.ndarray, *, n: int, seed: int, plain_draws: bool = False
    ) -> np.ndarray:
        """Distance from each work to the nearest of n representatives of its year, or `plain_draws`, float64[k]."""
        out = np.empty(len(vectors))
        for year in np.unique(years):
            rows = np.flatnonzero(years == year)
            works = (self.sample if plain_draws else self.representatives)(float(year), n=n, seed=seed)
            out[rows] = _nearest(vectors[rows], works)
        return out

    def best_scatter(self, vectors: np.ndarray, years: np.ndarray, *, n: int, seed: int) -> float:
        """The share of scatter with which n representatives of a year come nearest, on average, to these works."""
        missed = np.zeros(len(SCATTERS))
        for year in np.unique(years):
            points, log = self.forecaster.points(float(year))
            event = key(seed, "shown", round(float(year) * 100))
            for k, scatter in enumerate(SCATTERS):
                works = replace(self, scatter=scatter)._representatives(points, log, event, n)
                missed[k] += _nearest(vectors[years == year], works).sum()
        return SCATTERS[int(np.argmin(missed))]

    def _representatives(self, points: np.ndarray, log: np.ndarray, event: int, n: int) -> np.ndarray:
        rng = stream(event, "draws")
        many = DRAWS * n
        scale = self.scatter * SCALES[rng.permutation(evenly(self.mixture, n=many, rng=rng))]
        draws = points[evenly(np.exp(log - log.max()), n=many, rng=rng)]
        if self.scatter:
            draws = draws + scale[:, None] * self._noise(many, rng)
        return principal_points(draws, n=n, seed=event)

    def _noise(self, n: int, rng: np.random.Generator) -> np.ndarray:
        """n normal deviates of the forecaster's shape, float64[n, p]."""
        root = scatter_root(self.forecaster.shape)
        return np.asarray(rng.standard_normal((n, len(root))) @ root.T)


def calibrate(earlier: Forecaster, vectors: np.ndarray, years: np.ndarray) -> np.ndarray:
    """Probabilities of the scales by EM, from works that `earlier` forecast before they came, float64[scales]."""
    return _mixture(_log_by_scale(earlier, vectors, years))


def select_variant(variants: Sequence[Forecaster], vectors: np.ndarray, years: np.ndarray) -> tuple[int, np.ndarray]:
    """The variant that gives these works the highest likelihood once calibrated to them: its place, and its mixture."""
    terms = [_log_by_scale(v, vectors, years) for v in variants]
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


def _log_by_scale(forecaster: Forecaster, vectors: np.ndarray, years: np.ndarray) -> np.ndarray:
    """Log density of each work under each single scale, float64[k, scales]."""
    root = scatter_root(forecaster.shape)
    back, p = np.linalg.inv(root), len(root)
    constant = -0.5 * p * np.log(2 * np.pi) - np.log(np.diag(root)).sum()
    out = np.empty((len(vectors), len(SCALES)))
    for year in np.unique(years):
        rows = np.flatnonzero(years == year)
        points, log = forecaster.points(float(year))
        squared = squared_distances(vectors[rows] @ back.T, points @ back.T)
        for s, scale in enumerate(SCALES):
            out[rows, s] = constant - p * np.log(scale) + logsumexp(log - squared / (2 * scale**2), axis=1)
    return out


def _nearest(vectors: np.ndarray, works: np.ndarray) -> np.ndarray:
    return np.asarray(np.sqrt(squared_distances(vectors, works)).min(axis=1))
