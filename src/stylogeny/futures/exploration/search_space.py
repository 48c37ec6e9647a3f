"""The space that searches over futures climb in: which work is answered and when, how, how far and which way."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import ndtr

from ...corpus.lookup import Selection
from ..offspring import RESPONSE_CHANCES, RESPONSES, Offspring, OffspringModel

HELD = 0.9  # share of the variance of steps that a candidate's directions hold


@dataclass(frozen=True, eq=False)
class Evaluated:
    """k candidates and what they are worth.

    Parameters
    ----------
    born : list of Offspring
        The works that they are.
    log_density, novelty : ndarray
        float64[k]: nats, and usual steps.
    """

    born: list[Offspring]
    log_density: np.ndarray
    novelty: np.ndarray

    @property
    def vectors(self) -> np.ndarray:
        """float64[k, d]."""
        return np.array([b.vector for b in self.born], dtype=np.float64)

    def select(self, rows: np.ndarray) -> Evaluated:
        """Those at these rows."""
        return Evaluated([self.born[k] for k in rows], self.log_density[rows], self.novelty[rows])


@dataclass(frozen=True, eq=False)
class SearchSpace:
    """From standard-normal candidates, float64[k, size], to offspring.

    Parameters
    ----------
    model : OffspringModel
    target : Selection
        What is answered.
    years : int
        Horizon.
    """

    model: OffspringModel
    target: Selection
    years: int

    @cached_property
    def _cells(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Rows and years that can be drawn, ordered along the main axis of style, and their cumulative chance."""
        model, rows = self.model, self.target.rows
        centred = model.vectors[rows] - model.vectors[rows].mean(axis=0)
        rows = rows[np.argsort(centred @ self.axes[:, 0], kind="stable")]
        when, log = model.log_parent_chance(rows, self.years)
        chance = np.exp(log).T.ravel()
        return np.repeat(rows, len(when)), np.tile(when, len(rows)), np.cumsum(chance / chance.sum())

    @cached_property
    def axes(self) -> np.ndarray:
        """The two directions in which the past varies most, float64[d, 2]."""
        x = self.model.vectors[self.model.rows]
        return np.asarray(np.linalg.eigh(np.cov((x - x.mean(axis=0)).T))[1][:, [-1, -2]])

    @cached_property
    def _directions(self) -> np.ndarray:
        """The directions of steps that hold most of their variance, float64[d, q]."""
        root = self.model.kernel.root
        power = (root**2).sum(axis=0)
        order = np.argsort(-power, kind="stable")
        q = int(np.searchsorted(np.cumsum(power[order]), HELD * power.sum())) + 1
        return np.asarray(root[:, order[:q]])

    @property
    def size(self) -> int:
        """Numbers that make a candidate."""
        return 3 + self._directions.shape[1]

    def offspring(self, candidate: np.ndarray) -> Offspring:
        """What one candidate is, float64[size]."""
        rows, when, chance = self._cells
        u = ndtr(candidate[:3])
        cell = min(int(np.searchsorted(chance, u[0])), len(rows) - 1)
        scale = self.model.kernel.scale_at(u[1])
        response = RESPONSES[min(int(np.searchsorted(np.cumsum(RESPONSE_CHANCES), u[2])), 2)]
        step = self._directions @ candidate[3:] * scale
        return self.model.answer(int(rows[cell]), int(when[cell]), response=response, step=step, scale=scale)

    def evaluate(self, candidates: np.ndarray) -> Evaluated:
        """Candidates float64[k, size] as works, with their log density and novelty."""
        born = [self.offspring(c) for c in candidates]
        vectors = np.array([b.vector for b in born], dtype=np.float64)
        when = np.array([b.year for b in born], dtype=np.int64)
        return Evaluated(born, self.model.log_density(vectors, when), self.model.novelty(vectors, when))
