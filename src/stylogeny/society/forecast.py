"""Forecasts of style: where the works of a coming year will stand, as a density and as samples, ours and three rivals'.

A forecaster says, for a year, round which points works will appear and how likely each is. What it does not know is how wide
of them they fall: that is a scale mixture of normals, calibrated for every forecaster alike on the last years before the present, so
that a comparison is of where and when, not of who guessed a bandwidth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np
from scipy.special import logsumexp

from ..errors import StylogenyError
from ..influence.graph import InfluenceGraph
from ..influence.prior import TIES
from ..streams import stream
from .steps import Steps

SCALES = np.geomspace(0.05, 4.0, 24)
CENTRES = 1500  # points a year of a sampled forecast
RECENT = 25  # years that the pace of production is taken from


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
class Copying:
    """Nearest-neighbour copying: a coming work is like some work of the last `window` years, as neighbours are alike."""

    past: Past
    window: float = np.inf

    @cached_property
    def shape(self) -> np.ndarray:
        from scipy.spatial import cKDTree

        near = cKDTree(self.past.vectors).query(self.past.vectors, k=2)[1][:, 1]
        return shape_of(self.past.vectors - self.past.vectors[near])

    def points(self, year: float) -> tuple[np.ndarray, np.ndarray]:
        rows = self.past.years > self.past.present - self.window
        return self.past.vectors[rows], np.full(int(rows.sum()), -np.log(rows.sum()))


@dataclass(frozen=True, eq=False)
class Walk:
    """Random walk: the works of the last `window` years each go on by steps without direction, so that spread grows with time.

    The walk's spread at a year is drawn into its points, `pace` standard deviations a root year.
    """

    past: Past
    window: float = RECENT
    pace: float = 0.1
    seed: int = 0

    @cached_property
    def shape(self) -> np.ndarray:
        return shape_of(self.past.vectors - self.past.vectors.mean(axis=0))

    def points(self, year: float) -> tuple[np.ndarray, np.ndarray]:
        rng = stream(self.seed, "walk", round(year * 100))
        rows = rng.choice(np.flatnonzero(self.past.years > self.past.present - self.window), size=CENTRES)
        far = self.pace * np.sqrt(max(year - self.past.present, 0.0))
        return self.past.vectors[rows] + far * rng.standard_normal((CENTRES, self.past.vectors.shape[1])), _even(
            CENTRES
        )


@dataclass(frozen=True, eq=False)
class Autoregression:
    """Vector autoregression over movement means: each movement's next mean from its own and from that of all, by ridge.

    Movements count as many as their works in the last `window` years. Means are taken every `step` years.
    """

    past: Past
    step: float = 10.0
    ridge: float = 1.0
    window: float = RECENT

    @cached_property
    def _means(self) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """Mean of all, float64[bins, p], and of each movement (NaN where it has no works), last bin ending at the present."""
        back = np.floor((self.past.present - self.past.years) / self.step).astype(int)
        count = int(back.max()) + 1
        at = count - 1 - back

        def means(rows: np.ndarray) -> np.ndarray:
            total, n = np.zeros((count, self.past.vectors.shape[1])), np.bincount(at[rows], minlength=count)
            np.add.at(total, at[rows], self.past.vectors[rows])
            return np.where(n[:, None] > 0, total / np.maximum(n, 1)[:, None], np.nan)

        names = [m for m in dict.fromkeys(self.past.movement) if m]
        return means(np.ones(len(at), bool)), {m: means(self.past.movement == m) for m in names}

    @cached_property
    def _matrix(self) -> np.ndarray:
        """float64[1 + 2p, p]: (1, own mean, mean of all) to the change of a movement's mean over one step."""
        whole, each = self._means
        x, y = [], []
        for mean in [whole, *each.values()]:
            known = ~np.isnan(mean[:-1, 0]) & ~np.isnan(mean[1:, 0]) & ~np.isnan(whole[:-1, 0])
            x.append(np.hstack([np.ones((int(known.sum()), 1)), mean[:-1][known], whole[:-1][known]]))
            y.append(mean[1:][known] - mean[:-1][known])
        a, b = np.vstack(x), np.vstack(y)
        return np.linalg.solve(a.T @ a + self.ridge * np.eye(a.shape[1]), a.T @ b)

    @cached_property
    def shape(self) -> np.ndarray:
        _, each = self._means
        overall = self.past.vectors.mean(axis=0)
        centres = {m: np.nanmean(v, axis=0) for m, v in each.items()}
        return shape_of(self.past.vectors - np.array([centres.get(m, overall) for m in self.past.movement]))

    def points(self, year: float) -> tuple[np.ndarray, np.ndarray]:
        whole, each = self._means
        recent = self.past.years > self.past.present - self.window
        names = [m for m in each if (recent & (self.past.movement == m)).any()]
        weight = np.array([(recent & (self.past.movement == m)).sum() for m in names] + [recent.sum() * 0.02])
        steps = max(year - self.past.present, 0.0) / self.step
        last = [v[~np.isnan(v[:, 0])][-1] for v in [*(each[m] for m in names), whole]]
        now = np.array(last)
        while steps > 0:
            x = np.hstack([np.ones((len(now), 1)), now, np.repeat(now[-1:], len(now), axis=0)])
            now = now + min(steps, 1.0) * np.clip(x @ self._matrix, -2, 2)
            steps -= 1
        return now, np.log(weight / weight.sum())


@dataclass(frozen=True, eq=False)
class Branching:
    """Ours: futures grown year by year under the branching model fitted to a graph of the past.

    In each of `futures` histories, works of a coming year take parents among everything before them, imagined works too, by
    the fitted time kernel and fame, blend them as real works do, drift along the axis of time, and take a heavy-tailed step.
    The points of a year are those blends before their step.

    Parameters
    ----------
    past : Past
        The dated works of `graph`, in their order there.
    graph : InfluenceGraph
        Traced on the past alone.
    """

    past: Past
    graph: InfluenceGraph
    until: float
    futures: int = 8
    seed: int = 0
    spread: float = 1.0

    @cached_property
    def steps(self) -> Steps:
        return Steps.fit(self.graph)

    @cached_property
    def _rows(self) -> np.ndarray:
        return np.flatnonzero(~np.isnan(self.graph.years))

    @cached_property
    def _residual(self) -> np.ndarray:
        """Steps of works that have parents, float64[k, p], in the coordinates of the past."""
        w = self.graph.parents[self._rows][:, self._rows].astype(np.float64)
        share = np.asarray(w.sum(axis=1)).ravel()
        has = share > 0.2
        return self.past.vectors[has] - (w[has] @ self.past.vectors) / share[has, None]

    @cached_property
    def shape(self) -> np.ndarray:
        return shape_of(self._residual)

    @cached_property
    def _templates(self) -> np.ndarray:
        """How real works share their parents out: the three heaviest shares, float64[m, 3], zeros where there are fewer."""
        out = np.zeros((len(self._rows), 3))
        for k, row in enumerate(self._rows):
            share = np.sort(
                self.graph.parents.data[self.graph.parents.indptr[row] : self.graph.parents.indptr[row + 1]]
            )[::-1]
            share = share[:3] * (share[:3] >= 0.1)
            out[k, : len(share)] = share / share.sum() if share.sum() else 0.0
        return out[out.sum(axis=1) > 0]

    @cached_property
    def _drift(self) -> np.ndarray:
        """Movement a year, float64[p]: along the time axis at the fitted rate."""
        return (self.steps.drift * self.steps.axis) @ self.past.turn

    @cached_property
    def _grown(self) -> list[tuple[np.ndarray, np.ndarray]]:
        return [self._grow(k) for k in range(self.futures)]

    @cached_property
    def pace(self) -> int:
        """Works a year, at least 1: as in the last years before the present."""
        return max(round(float((self.past.years > self.past.present - RECENT).sum()) / RECENT), 1)

    def _grow(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """One future: vectors float64[n + k, p] and years float64[n + k] of past and imagined works."""
        rng = stream(self.seed, "forecast", number)
        z, when = self.past.vectors, self.past.years
        first = int(np.floor(self.past.present)) + 1
        root = np.linalg.cholesky(self.shape + 1e-9 * np.eye(len(self.shape)))
        length = np.sqrt(((self._residual @ np.linalg.inv(root).T) ** 2).mean(axis=1))
        for year in range(first, int(np.ceil(self.until)) + 1):
            blend, _ = self._blends(z, when, float(year), self.pace, rng)
            scale = rng.choice(length, size=self.pace)  # heavy tails: lengths of real steps
            step = (rng.standard_normal(blend.shape) @ root.T) * scale[:, None] * self.spread
            z, when = np.vstack([z, blend + step]), np.append(when, np.full(self.pace, float(year)))
        return z, when

    def _blends(
        self, z: np.ndarray, when: np.ndarray, year: float, m: int, rng: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray]:
        """What m works of a year start from, float64[m, p], and the rows of their first parents int64[m]."""
        earlier = np.flatnonzero(when < year)
        log = self.steps.log_lag(year - when[earlier])
        log[: len(self._fame)] += self._fame[earlier[: len(self._fame)]] if len(self._fame) else 0.0
        chance = np.exp(log - logsumexp(log))
        first = earlier[rng.choice(len(earlier), size=m, p=chance)]
        share = self._templates[rng.integers(len(self._templates), size=m)]
        blend = share[:, :1] * self._moved(z, when, first, year)
        wanted = np.flatnonzero(share[:, 1] > 0)
        if len(wanted):
            away = ((z[first[wanted]][:, None, :] - z[earlier][None, :, :]) ** 2).sum(axis=2)
            near = log[None, :] - away / (2 * self._bandwidth)
            near[earlier[None, :] == first[wanted][:, None]] = -np.inf
            near = near - np.log(-np.log(rng.random(near.shape)))
            best = np.argpartition(-near, 2, axis=1)[:, :2]
            for k in range(2):
                other = earlier[best[:, k]]
                blend[wanted] += share[wanted, k + 1][:, None] * self._moved(z, when, other, year)
        return blend, first

    def _moved(self, z: np.ndarray, when: np.ndarray, rows: np.ndarray, year: float) -> np.ndarray:
        return z[rows] + (year - when[rows])[:, None] * self._drift

    @cached_property
    def _bandwidth(self) -> float:
        """Mean squared distance between the parents of one work, as the width within which parents are blended."""
        return float((self._residual**2).sum(axis=1).mean())

    @cached_property
    def _fame(self) -> np.ndarray:
        fitted = self.graph.params.get("kernels", {}).get("preference", {}).get("ties") or [0.0]
        return float(fitted[TIES.index("fame")]) * np.log1p(self.graph.fertility[self._rows])

    def points(self, year: float) -> tuple[np.ndarray, np.ndarray]:
        each = max(CENTRES // self.futures, 1)
        rng = stream(self.seed, "forecast points", round(year * 100))
        found = [self._blends(z, when, year, each, rng)[0] for z, when in self._grown]
        return np.vstack(found), _even(each * self.futures)


@dataclass(frozen=True, eq=False)
class Calibrated:
    """A forecaster with the width of its misses: probabilities of the scales in :data:`SCALES`."""

    forecaster: Forecaster
    mixture: np.ndarray

    def log_density(self, vectors: np.ndarray, years: np.ndarray) -> np.ndarray:
        """Log density of works at their years, float64[k] (nats, in the coordinates of the past)."""
        return np.asarray(logsumexp(_by_scale(self.forecaster, vectors, years) + np.log(self.mixture), axis=1))

    def sample(self, years: np.ndarray, *, n: int, seed: int) -> np.ndarray:
        """n works of each year, float64[len(years), n, p]."""
        root = np.linalg.cholesky(self.forecaster.shape + 1e-9 * np.eye(len(self.forecaster.shape)))
        out = np.empty((len(years), n, len(root)))
        for year in np.unique(years):
            points, log = self.forecaster.points(float(year))
            rng = stream(seed, "samples", round(float(year) * 100))
            at = rng.choice(len(points), size=n, p=np.exp(log - logsumexp(log)))
            scale = rng.choice(SCALES, size=n, p=self.mixture / self.mixture.sum())
            out[years == year] = points[at] + (rng.standard_normal((n, len(root))) @ root.T) * scale[:, None]
        return out


def calibrate(earlier: Forecaster, vectors: np.ndarray, years: np.ndarray, *, rounds: int = 60) -> np.ndarray:
    """Probabilities of the scales by EM, from works that `earlier` forecast before they came, float64[scales]."""
    terms = _by_scale(earlier, vectors, years)
    mixture = np.full(len(SCALES), 1 / len(SCALES))
    for _ in range(rounds):
        log = terms + np.log(mixture)
        mixture = np.exp(log - logsumexp(log, axis=1, keepdims=True)).mean(axis=0) + 1e-6
        mixture /= mixture.sum()
    return mixture


def best(variants: Sequence[Forecaster], vectors: np.ndarray, years: np.ndarray) -> tuple[int, np.ndarray]:
    """The variant that gives these works the highest likelihood once calibrated to them: its place, and its mixture."""
    mixtures = [calibrate(v, vectors, years) for v in variants]
    scores = [Calibrated(v, m).log_density(vectors, years).mean() for v, m in zip(variants, mixtures)]
    k = int(np.argmax(scores))
    return k, mixtures[k]


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
        a, b = vectors[rows] @ back.T, points @ back.T
        squared = np.maximum((a**2).sum(1)[:, None] + (b**2).sum(1)[None, :] - 2 * a @ b.T, 0.0)
        for s, scale in enumerate(SCALES):
            out[rows, s] = constant - p * np.log(scale) + logsumexp(log - squared / (2 * scale**2), axis=1)
    return out


def _even(count: int) -> np.ndarray:
    return np.full(count, -np.log(count))
