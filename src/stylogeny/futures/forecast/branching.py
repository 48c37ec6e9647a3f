"""Forecasts by futures grown year by year under the branching model fitted to a graph of the past."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import logsumexp

from ...influence.graph import InfluenceGraph
from ...streams import stream
from ..kernel import MIN_SHARE, OffspringKernel
from ..offspring import fame_exponent
from .past import CENTRES, RECENT, Past, log_uniform, scatter_root, scatter_shape, squared_distances


@dataclass(frozen=True, eq=False)
class BranchingForecast:
    """Futures grown year by year under the branching model fitted to a graph of the past.

    In each of `futures` histories, works of a coming year take parents among everything before them, imagined works
    too, by the fitted time kernel and fame, blend them as real works do, move with the mean style, and take a
    heavy-tailed step. The points of a year are those blends before their step.

    Parameters
    ----------
    past : Past
        The dated works of `graph`, in their order there.
    graph : InfluenceGraph
        Traced on the past alone.
    until : float
        The last year that is grown.
    futures : int
        How many histories are grown.
    seed : int
        Owns every draw.
    step_inherited : float
        Share of an imagined work's own step from which its offspring start.
    departure_inherited : float
        Share of a past work's own departure from its parents from which its offspring start: the rest is taken for its
        own.
    """

    past: Past
    graph: InfluenceGraph
    until: float
    futures: int = 8
    seed: int = 0
    step_inherited: float = 1.0
    departure_inherited: float = 1.0

    @cached_property
    def kernel(self) -> OffspringKernel:
        return OffspringKernel.fit(self.graph)

    @cached_property
    def _rows(self) -> np.ndarray:
        return np.flatnonzero(~np.isnan(self.graph.years))

    @cached_property
    def _departure(self) -> np.ndarray:
        """How each work departs from its parents, float64[n, p], coordinates of the past; 0 where it has none."""
        w = self.graph.parents[self._rows][:, self._rows].astype(np.float64)
        share = np.asarray(w.sum(axis=1)).ravel()[:, None]
        return np.where(share > 0.2, self.past.vectors - (w @ self.past.vectors) / np.maximum(share, 0.2), 0.0)

    @cached_property
    def _residual(self) -> np.ndarray:
        """Steps of works that have parents, float64[k, p]."""
        return self._departure[self._departure.any(axis=1)]

    @cached_property
    def shape(self) -> np.ndarray:
        return scatter_shape(self._residual)

    @cached_property
    def _templates(self) -> np.ndarray:
        """How real works share out their parents: the three heaviest shares, float64[m, 3], padded with zeros."""
        out = np.zeros((len(self._rows), 3))
        for k, row in enumerate(self._rows):
            share = np.sort(
                self.graph.parents.data[self.graph.parents.indptr[row] : self.graph.parents.indptr[row + 1]]
            )[::-1]
            share = share[:3] * (share[:3] >= MIN_SHARE)
            out[k, : len(share)] = share / share.sum() if share.sum() else 0.0
        return out[out.sum(axis=1) > 0]

    def _mean(self, years: np.ndarray | float) -> np.ndarray:
        """The mean style of years, float64[k, p], coordinates of the past."""
        return self.past.place(self.kernel.trend.at(years))

    @cached_property
    def _grown(self) -> list[tuple[np.ndarray, np.ndarray]]:
        return [self.grow(k) for k in range(self.futures)]

    @cached_property
    def pace(self) -> int:
        """Works per year, at least 1: as in the last years before the present."""
        return max(round(float((self.past.years > self.past.present - RECENT).sum()) / RECENT), 1)

    def grow(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """One future: vectors float64[n + k, p] and years float64[n + k] of past and imagined works."""
        rng = stream(self.seed, "forecast", number)
        z, when = self.past.vectors - (1 - self.departure_inherited) * self._departure, self.past.years
        first = int(np.floor(self.past.present)) + 1
        root = scatter_root(self.shape)
        length = np.sqrt(((self._residual @ np.linalg.inv(root).T) ** 2).mean(axis=1))
        for year in range(first, int(np.ceil(self.until)) + 1):
            blend, _ = self._blends(z, when, float(year), self.pace, rng)
            scale = rng.choice(length, size=self.pace)  # heavy tails: lengths of real steps
            step = (rng.standard_normal(blend.shape) @ root.T) * scale[:, None] * self.step_inherited
            z, when = np.vstack([z, blend + step]), np.append(when, np.full(self.pace, float(year)))
        return z, when

    def _blends(
        self, z: np.ndarray, when: np.ndarray, year: float, m: int, rng: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray]:
        """What m works of a year start from, float64[m, p], and the rows of their first parents int64[m]."""
        earlier = np.flatnonzero(when < year)
        log = self.kernel.log_lag(year - when[earlier])
        log[: len(self._fame)] += self._fame[earlier[: len(self._fame)]] if len(self._fame) else 0.0
        chance = np.exp(log - logsumexp(log))
        first = earlier[rng.choice(len(earlier), size=m, p=chance)]
        share = self._templates[rng.integers(len(self._templates), size=m)]
        blend = share[:, :1] * self._moved(z, when, first, year)
        wanted = np.flatnonzero(share[:, 1] > 0)
        if len(wanted):
            near = log[None, :] - squared_distances(z[first[wanted]], z[earlier]) / (2 * self._bandwidth)
            near[earlier[None, :] == first[wanted][:, None]] = -np.inf
            near = near - np.log(-np.log(rng.random(near.shape)))
            best = np.argpartition(-near, 2, axis=1)[:, :2]
            for k in range(2):
                other = earlier[best[:, k]]
                blend[wanted] += share[wanted, k + 1][:, None] * self._moved(z, when, other, year)
        return blend, first

    def _moved(self, z: np.ndarray, when: np.ndarray, rows: np.ndarray, year: float) -> np.ndarray:
        return z[rows] + self._mean(year) - self._mean(when[rows])

    @cached_property
    def _bandwidth(self) -> float:
        """Mean squared distance between the parents of one work, as the width within which parents are blended."""
        return float((self._residual**2).sum(axis=1).mean())

    @cached_property
    def _fame(self) -> np.ndarray:
        return fame_exponent(self.graph) * np.log1p(self.graph.fertility[self._rows])

    def points(self, year: float) -> tuple[np.ndarray, np.ndarray]:
        each = max(CENTRES // self.futures, 1)
        rng = stream(self.seed, "forecast points", round(year * 100))
        points = [self._blends(z, when, year, each, rng)[0] for z, when in self._grown]
        return np.vstack(points), log_uniform(each * self.futures)
