"""The past as imagined works grow from it: who may be answered when, and how an answer departs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from scipy.special import logsumexp

from ..influence.branching.prior import COVARIATES
from ..influence.graph import InfluenceGraph
from ..streams import stream
from .kernel import OffspringKernel

RESPONSES = ("build on", "negate", "travel beside")
SHARES = (0.6, 0.2, 0.2)
REFERENCE = 400  # real works that plausibility and novelty are ranked among


@dataclass(frozen=True, eq=False)
class Offspring:
    """One imagined work before it has a name: vector float32[d], year, the row it answers, how, step scale, (row, weight)."""

    vector: np.ndarray
    year: int
    answers: int
    response: str
    scale: float
    parents: tuple[tuple[int, float], ...]


@dataclass(frozen=True, eq=False)
class OffspringModel:
    """The past that futures grow from: a graph, the steps fitted to it, and works imagined so far.

    Rows below n are the graph's works; rows from n on are `imagined`, in their order. An imagined work is a possible parent
    only where it is named: branches of a future that exclude each other do not meet.
    """

    graph: InfluenceGraph
    steps: OffspringKernel
    imagined: tuple[Offspring, ...] = ()

    def with_imagined(self, more: Sequence[Offspring]) -> OffspringModel:
        """The same past with more imagined works after those it has."""
        return replace(self, imagined=(*self.imagined, *more))

    @cached_property
    def rows(self) -> np.ndarray:
        """Dated rows from earliest to latest, int64[m]."""
        return self.graph.dated

    @cached_property
    def vectors(self) -> np.ndarray:
        """Real works, then imagined ones, float64[n + k, d]."""
        real = self.graph.embedding.vectors.astype(np.float64)
        return np.vstack([real, *(i.vector for i in self.imagined)]) if self.imagined else real

    @cached_property
    def years(self) -> np.ndarray:
        """Dates of real works, then of imagined ones, float64[n + k]."""
        return np.concatenate([self.graph.years, [float(i.year) for i in self.imagined]])

    @cached_property
    def gamma(self) -> float:
        """How much fame counts: the exponent fitted with the graph, 0 when it came without."""
        if self.graph.model is None:
            return 0.0
        return float(self.graph.model.kernels.preference.coefficients[COVARIATES.index("fame")])

    @cached_property
    def fame(self) -> np.ndarray:
        """Preferential attachment: (1 + fertility) to the fitted power, float64[n + k]; imagined works have none yet."""
        return np.concatenate([(1.0 + self.graph.fertility) ** self.gamma, np.ones(len(self.imagined))])

    def prior(self, year: float, also: Sequence[int] = ()) -> tuple[np.ndarray, np.ndarray]:
        """Rows that can be parents of a work of this year and their log probabilities, before its style is known.

        All real works before the year, and of the imagined ones those `also` named.
        """
        rows = self.rows[: np.searchsorted(self.graph.years[self.rows], year)]
        extra = [r for r in also if r >= len(self.graph.years) and self.years[r] < year]
        rows = np.concatenate([rows, np.array(extra, dtype=np.int64)])
        log = self.steps.log_lag(year - self.years[rows]) + np.log(self.fame[rows])
        return rows, log - logsumexp(log) if len(rows) else log

    def draw_parents(self, rows: np.ndarray, *, years: int, n: int, seed: int) -> list[tuple[int, int]]:
        """n pairs (parent row, year of the offspring) from the fitted time kernel and fame."""
        now = int(np.floor(self.years[rows].max()))
        when = np.arange(now + 1, now + years + 1)
        log = self.steps.log_lag(when[None, :] - self.years[rows][:, None]) + np.log(self.fame[rows])[:, None]
        # every year of the horizon is as likely as any other; who is answered in it is the model's choice
        chance = np.exp(log - logsumexp(log, axis=0, keepdims=True)).T.ravel()
        total = np.cumsum(chance / chance.sum())
        luck = [stream(seed, "imagine", "parent", k).random() for k in range(n)]
        cell = np.minimum(np.searchsorted(total, luck), len(total) - 1)
        return [(int(rows[c % len(rows)]), int(when[c // len(rows)])) for c in cell]

    def lag(self, *, years: int, luck: float) -> int:
        """Years until a work is answered: from the time kernel, at least 1 and at most `years`."""
        lags = np.arange(1, years + 1)
        chance = np.cumsum(np.exp(self.steps.log_lag(lags)))
        return int(lags[min(int(np.searchsorted(chance, luck * chance[-1])), years - 1)])

    def ancestors(self, row: int) -> tuple[np.ndarray, np.ndarray]:
        """Parents of a work and their shares, which sum to 1 (both empty for one without)."""
        graph = self.graph
        if row >= len(graph.years):
            found = self.imagined[row - len(graph.years)].parents
            return np.array([p for p, _ in found], dtype=np.int64), np.array([w for _, w in found])
        span = slice(graph.parents.indptr[row], graph.parents.indptr[row + 1])
        share = graph.parents.data[span].astype(np.float64)
        return graph.parents.indices[span], share / share.sum() if share.sum() > 0 else share[:0]

    def departure(self, row: int) -> np.ndarray:
        """How a work departs from its parents across the time axis, float64[d]; zero when it has none."""
        parents, share = self.ancestors(row)
        if not len(share):
            return np.zeros(self.vectors.shape[1])
        delta = self.vectors[row] - share @ self.vectors[parents]
        return delta - (delta @ self.steps.axis) * self.steps.axis

    def offspring(
        self,
        parent: int,
        year: int,
        *,
        seed: int,
        event: tuple[Any, ...],
        response: str | None = None,
        also: Sequence[int] = (),
    ) -> Offspring:
        """One answer to a work, in that year; its luck belongs to (seed, event). `response` is drawn unless given."""
        rng = stream(seed, "imagine", *event)
        response = response or str(rng.choice(RESPONSES, p=SHARES))
        step, scale = self.steps.draw(rng)
        departure = self.departure(parent)
        source = parent
        if response == "travel beside":
            rows, share = self.ancestors(parent)
            source = int(rng.choice(rows, p=share)) if len(share) else parent
        elif response == "build on" and step @ departure < 0:
            step = -step
        parents = self._blend(source, year, rng, also)
        base = sum(w * self.vectors[p] for p, w in parents)
        if response == "negate":
            base = base - 2 * departure
        return Offspring(self.forward(base, step, source, year), year, parent, response, scale, parents)

    def answer(self, parent: int, year: int, *, response: str, step: np.ndarray, scale: float) -> Offspring:
        """One answer without any luck: the step is given, and there are no companions; a sibling of the heaviest parent."""
        departure, source = self.departure(parent), parent
        rows, share = self.ancestors(parent)
        if response == "travel beside" and len(share):
            source = int(rows[share.argmax()])
        base = self.vectors[source] - (2 * departure if response == "negate" else 0.0)
        if response == "build on" and step @ departure < 0:
            step = -step
        return Offspring(self.forward(base, step, source, year), year, parent, response, scale, ((source, 1.0),))

    def cross(self, rows: Sequence[int], year: int, *, seed: int, event: tuple[Any, ...]) -> Offspring:
        """One work that builds on several others in equal shares."""
        step, scale = self.steps.draw(stream(seed, "imagine", *event))
        parents = tuple((int(r), 1 / len(rows)) for r in rows)
        base = np.mean(self.vectors[list(rows)], axis=0)
        latest = max(rows, key=lambda r: (self.years[r], r))
        return Offspring(self.forward(base, step, latest, year), year, latest, "build on", scale, parents)

    def _blend(
        self, source: int, year: int, rng: np.random.Generator, also: Sequence[int]
    ) -> tuple[tuple[int, float], ...]:
        """The source with companions, weighted as the parents of some real work are: its three heaviest shares."""
        template = np.sort(self.ancestors(int(rng.choice(self.rows)))[1])[::-1][:3]
        template = template[template >= 0.1]
        if len(template) < 2:
            return ((source, 1.0),)
        rows, log = self.prior(year, also)
        log = log + self.steps.log_step(self._squared(rows, self.vectors[source]))
        log[rows == source] = -np.inf
        chance = np.exp(log - logsumexp(log))
        able = int((chance > 0).sum())
        others = rng.choice(rows, size=min(len(template) - 1, able), replace=False, p=chance)
        share = template[: len(others) + 1] / template[: len(others) + 1].sum()
        return tuple((int(r), float(w)) for r, w in zip([source, *others], share))

    def forward(self, base: np.ndarray, step: np.ndarray, source: int, year: int) -> np.ndarray:
        """Base and step across the axis, the source moved forward along it by the drift."""
        axis = self.steps.axis
        across = base - (base @ axis) * axis + step
        along = float(self.vectors[source] @ axis + self.steps.drift * (year - self.years[source]))
        if self.steps.unit_norm:
            along = min(along, 1.0)
            across = across * np.sqrt(max(1.0 - along**2, 0.0)) / max(float(np.linalg.norm(across)), 1e-12)
        return np.asarray(across + along * axis, dtype=np.float32)

    def _squared(self, rows: np.ndarray, vector: np.ndarray) -> np.ndarray:
        return np.asarray(((self.vectors[rows] - vector) ** 2).sum(axis=1))

    def log_density(self, vectors: np.ndarray, years: np.ndarray, also: Sequence[Sequence[int]] = ()) -> np.ndarray:
        """Log density of styles at their years, given all earlier real works and those `also` named, float64[k] (nats)."""
        immigrant, out = self.steps.immigrant, self.steps.log_background(vectors)
        for k, year in enumerate(years):
            rows, log = self.prior(year, also[k] if also else ())
            if len(rows):
                offspring = logsumexp(log + self.steps.log_step(self._squared(rows, vectors[k])))
                out[k] = np.logaddexp(np.log(immigrant) + out[k], np.log1p(-immigrant) + offspring)
        return out

    def novelty(self, vectors: np.ndarray, years: np.ndarray, also: Sequence[Sequence[int]] = ()) -> np.ndarray:
        """Distance to the nearest earlier work in units of a usual step, float64[k]."""
        unit, out = self.steps.usual * np.sqrt(self.steps.dims), np.zeros(len(vectors))
        for k, year in enumerate(years):
            rows, _ = self.prior(year, also[k] if also else ())
            if len(rows):
                out[k] = np.sqrt(self._squared(rows, vectors[k]).min()) / unit
        return out

    @cached_property
    def reference(self) -> tuple[np.ndarray, np.ndarray]:
        """Log density and novelty of real works (at most :data:`REFERENCE`, evenly over the later half), each float64."""
        later = self.rows[len(self.rows) // 2 :]
        chosen = later[np.unique(np.linspace(0, len(later) - 1, min(REFERENCE, len(later))).astype(int))]
        at = self.vectors[chosen], self.graph.years[chosen]
        return self.log_density(*at), self.novelty(*at)
