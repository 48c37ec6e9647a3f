"""Baselines of the forecast: nearest-neighbour copying, random walk, vector autoregression over movement means."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.spatial import cKDTree

from ...streams import stream
from .past import CENTRES, RECENT, Past, log_uniform, scatter_shape


@dataclass(frozen=True, eq=False)
class Copying:
    """Nearest-neighbour copying: a coming work is as like some recent work as neighbours are.

    Recent are the last `window` years.
    """

    past: Past
    window: float = np.inf

    @cached_property
    def shape(self) -> np.ndarray:
        near = cKDTree(self.past.vectors).query(self.past.vectors, k=2)[1][:, 1]
        return scatter_shape(self.past.vectors - self.past.vectors[near])

    def points(self, year: float) -> tuple[np.ndarray, np.ndarray]:
        rows = self.past.years > self.past.present - self.window
        return self.past.vectors[rows], np.full(int(rows.sum()), -np.log(rows.sum()))


@dataclass(frozen=True, eq=False)
class RandomWalk:
    """Random walk: recent works each go on by steps without direction, so that their spread grows with time.

    The walk's spread at a year is drawn into its points, `pace` standard deviations per root of a year.
    """

    past: Past
    window: float = RECENT
    pace: float = 0.1
    seed: int = 0

    @cached_property
    def shape(self) -> np.ndarray:
        return scatter_shape(self.past.vectors - self.past.vectors.mean(axis=0))

    def points(self, year: float) -> tuple[np.ndarray, np.ndarray]:
        rng = stream(self.seed, "walk", round(year * 100))
        rows = rng.choice(np.flatnonzero(self.past.years > self.past.present - self.window), size=CENTRES)
        far = self.pace * np.sqrt(max(year - self.past.present, 0.0))
        return self.past.vectors[rows] + far * rng.standard_normal((CENTRES, self.past.vectors.shape[1])), log_uniform(
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
        """Mean of all, float64[bins, p], and of each movement, NaN where it has no works.

        The last bin ends at the present.
        """
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
        return scatter_shape(self.past.vectors - np.array([centres.get(m, overall) for m in self.past.movement]))

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
