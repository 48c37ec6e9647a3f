"""The past as imagined works grow from it: who may be answered when, and how an answer departs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.special import logsumexp

from ..influence.branching.prior import COVARIATES
from ..influence.graph import InfluenceGraph
from ..streams import stream
from .kernel import MIN_SHARE, OffspringKernel

RESPONSES = ("build on", "negate", "travel beside")
RESPONSE_CHANCES = (0.6, 0.2, 0.2)
REFERENCE = 400  # real works among which plausibility and novelty are ranked
MAX_PARENTS = 3


@dataclass(frozen=True, eq=False)
class Offspring:
    """One imagined work before it has a name.

    Parameters
    ----------
    vector : ndarray
        float32[d].
    year : int
    answers : int
        The row that it answers.
    response : str
        How, of :data:`RESPONSES`.
    scale : float
        Of its step.
    parents : tuple
        (row, weight) of each; weights sum to 1.
    """

    vector: np.ndarray
    year: int
    answers: int
    response: str
    scale: float
    parents: tuple[tuple[int, float], ...]


def exceeded(reference: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Share of the reference that each value exceeds, float64, rounded to a thousandth."""
    return np.round(np.searchsorted(np.sort(reference), values) / max(len(reference), 1), 3)


def fame_exponent(graph: InfluenceGraph) -> float:
    """How much fame counts: the exponent fitted with the graph, 0 when it came without."""
    if graph.model is None:
        return 0.0
    return float(graph.model.kernels.preference.coefficients[COVARIATES.index("fame")])


@dataclass(frozen=True, eq=False)
class OffspringModel:
    """The past that futures grow from: a graph, the kernel fitted to it, and works imagined so far.

    Rows below n are the graph's works; rows from n on are `imagined`, in their order. An imagined work is a possible
    parent only where it is named: branches of a future that exclude each other do not meet.
    """

    graph: InfluenceGraph
    kernel: OffspringKernel
    imagined: tuple[Offspring, ...] = ()

    @classmethod
    def fit(cls, graph: InfluenceGraph) -> OffspringModel:
        """The model of a traced past, with nothing imagined yet."""
        return cls(graph, OffspringKernel.fit(graph))

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
    def beside(self) -> np.ndarray:
        """Where each work stands beside the mean style of its year, float64[n + k, d]; 0 for works without a date."""
        known = ~np.isnan(self.years)
        return np.where(known[:, None], self.vectors - self.kernel.trend.at(np.nan_to_num(self.years)), 0.0)

    @cached_property
    def fame(self) -> np.ndarray:
        """Preferential attachment: (1 + fertility) to the fitted power, times the works' weights, float64[n + k]; 1 for
        imagined works."""
        real = (1.0 + self.graph.fertility) ** fame_exponent(self.graph) * self.graph.works.weight
        return np.concatenate([real, np.ones(len(self.imagined))])

    def prior(self, year: float, lineage: Sequence[int] = ()) -> tuple[np.ndarray, np.ndarray]:
        """Rows that can be parents of a work of this year and their log probabilities, before its style is known.

        All real works before the year, and of the imagined ones those of its `lineage` (rows).
        """
        rows = self.rows[: np.searchsorted(self.graph.years[self.rows], year)]
        extra = [r for r in lineage if r >= len(self.graph.years) and self.years[r] < year]
        rows = np.concatenate([rows, np.array(extra, dtype=np.int64)])
        log = self.kernel.log_lag(year - self.years[rows]) + np.log(self.fame[rows])
        return rows, log - logsumexp(log) if len(rows) else log

    def log_parent_chance(self, rows: np.ndarray, years: int) -> tuple[np.ndarray, np.ndarray]:
        """The years after these works, int64[years], and log P(who is answered in each), float64[years, rows].

        Every year of the horizon is as likely as any other; who is answered in it is the model's choice, by the fitted
        time kernel and fame.
        """
        now = int(np.floor(self.years[rows].max()))
        when = np.arange(now + 1, now + years + 1)
        log = self.kernel.log_lag(when[:, None] - self.years[rows][None, :]) + np.log(self.fame[rows])[None, :]
        return when, log - logsumexp(log, axis=1, keepdims=True)

    def draw_parents(self, rows: np.ndarray, *, years: int, n: int, seed: int) -> list[tuple[int, int]]:
        """n pairs (parent row, year of the offspring), the parents being of these rows."""
        when, log = self.log_parent_chance(rows, years)
        chance = np.exp(log).ravel()
        total = np.cumsum(chance / chance.sum())
        u = [stream(seed, "imagine", "parent", k).random() for k in range(n)]
        cell = np.minimum(np.searchsorted(total, u), len(total) - 1)
        return [(int(rows[c % len(rows)]), int(when[c // len(rows)])) for c in cell]

    def lag(self, *, years: int, u: float) -> int:
        """Years until a work is answered, at least 1 and at most `years`: the quantile `u` of the time kernel."""
        lags = np.arange(1, years + 1)
        chance = np.cumsum(np.exp(self.kernel.log_lag(lags)))
        return int(lags[min(int(np.searchsorted(chance, u * chance[-1])), years - 1)])

    def parents(self, row: int) -> tuple[np.ndarray, np.ndarray]:
        """Parents of a work and their shares, which sum to 1 (both empty for one without)."""
        graph = self.graph
        if row >= len(graph.years):
            parents = self.imagined[row - len(graph.years)].parents
            return np.array([p for p, _ in parents], dtype=np.int64), np.array([w for _, w in parents])
        span = slice(graph.parents.indptr[row], graph.parents.indptr[row + 1])
        share = graph.parents.data[span].astype(np.float64)
        return graph.parents.indices[span], share / share.sum() if share.sum() > 0 else share[:0]

    def departure(self, row: int) -> np.ndarray:
        """How a work departs from its parents across the time axis, float64[d]; zero when it has none.

        Each stands beside the mean of its own year: that time went on is no departure.
        """
        parents, share = self.parents(row)
        if not len(share):
            return np.zeros(self.vectors.shape[1])
        delta = self.beside[row] - share @ self.beside[parents]
        return delta - (delta @ self.kernel.axis) * self.kernel.axis

    def offspring(
        self,
        parent: int,
        year: int,
        *,
        seed: int,
        event: tuple[object, ...],
        response: str | None = None,
        lineage: Sequence[int] = (),
    ) -> Offspring:
        """One answer to a work, in that year; its draws belong to (seed, event). `response` is drawn unless given."""
        rng = stream(seed, "imagine", *event)
        response = response or str(rng.choice(RESPONSES, p=RESPONSE_CHANCES))
        step, scale = self.kernel.draw(rng)
        late = float(rng.standard_normal())
        departure = self.departure(parent)
        source = parent
        if response == "travel beside":
            rows, share = self.parents(parent)
            source = int(rng.choice(rows, p=share)) if len(share) else parent
        elif response == "build on" and step @ departure < 0:
            step = -step
        parents = self._blend(source, year, rng, lineage)
        base = np.sum([w * self.beside[p] for p, w in parents], axis=0)
        if response == "negate":
            base = base - 2 * departure
        return Offspring(self.forward(base, step, year, late=late), year, parent, response, scale, parents)

    def answer(self, parent: int, year: int, *, response: str, step: np.ndarray, scale: float) -> Offspring:
        """One answer without any draw: the step is given, and there are no companions.

        One that travels beside is a sibling: its parent is the heaviest parent.
        """
        departure, source = self.departure(parent), parent
        rows, share = self.parents(parent)
        if response == "travel beside" and len(share):
            source = int(rows[share.argmax()])
        base = self.beside[source] - (2 * departure if response == "negate" else 0.0)
        if response == "build on" and step @ departure < 0:
            step = -step
        return Offspring(self.forward(base, step, year), year, parent, response, scale, ((source, 1.0),))

    def cross(self, rows: Sequence[int], year: int, *, seed: int, event: tuple[object, ...]) -> Offspring:
        """One work that builds on several others in equal shares."""
        rng = stream(seed, "imagine", *event)
        step, scale = self.kernel.draw(rng)
        parents = tuple((int(r), 1 / len(rows)) for r in rows)
        base = np.mean(self.beside[list(rows)], axis=0)
        latest = max(rows, key=lambda r: (self.years[r], r))
        vector = self.forward(base, step, year, late=float(rng.standard_normal()))
        return Offspring(vector, year, latest, "build on", scale, parents)

    def _blend(
        self, source: int, year: int, rng: np.random.Generator, lineage: Sequence[int]
    ) -> tuple[tuple[int, float], ...]:
        """The source with companions, weighted as the parents of some real work are: its three heaviest shares."""
        template = np.sort(self.parents(int(rng.choice(self.rows)))[1])[::-1][:MAX_PARENTS]
        template = template[template >= MIN_SHARE]
        if len(template) < 2:
            return ((source, 1.0),)
        rows, log = self.prior(year, lineage)
        squared = ((self.beside[rows] - self.beside[source]) ** 2).sum(axis=1)
        log = log + self.kernel.log_step(squared)
        log[rows == source] = -np.inf
        chance = np.exp(log - logsumexp(log))
        able = int((chance > 0).sum())
        others = rng.choice(rows, size=min(len(template) - 1, able), replace=False, p=chance)
        share = template[: len(others) + 1] / template[: len(others) + 1].sum()
        return tuple((int(r), float(w)) for r, w in zip([source, *others], share))

    def likely_parents(
        self, vector: np.ndarray, year: int, *, answers: int, lineage: Sequence[int] = ()
    ) -> tuple[tuple[int, float], ...]:
        """The work that a given style of a year answers, and at most two others as likely to be its parents.

        Shares are the model's probabilities, none below a tenth.
        """
        rows, log = self.prior(year, [*lineage, answers])
        log = log + self.kernel.log_step(self._squared_beside(rows, vector, float(year)))
        chance = dict(zip(rows.tolist(), np.exp(log - logsumexp(log)).tolist()))
        own = max(chance.pop(answers), MIN_SHARE)
        others = [(r, c) for r, c in sorted(chance.items(), key=lambda e: -e[1])[: MAX_PARENTS - 1] if c >= MIN_SHARE]
        total = own + sum(c for _, c in others)
        return ((answers, own / total), *((r, c / total) for r, c in others))

    def forward(self, beside: np.ndarray, step: np.ndarray, year: int, *, late: float = 0.0) -> np.ndarray:
        """A step from a place beside the mean style, taken in a year, float32[d].

        Parameters
        ----------
        beside : ndarray
            float64[d]: where it starts, beside the mean of its parents' years.
        step : ndarray
            float64[d], across the axis of time.
        year : int
            Whose mean style it then stands beside.
        late : float
            Along the axis, how much later or earlier it is read than its parents make it, standard deviations.
        """
        kernel, axis = self.kernel, self.kernel.axis
        along = float(beside @ axis)
        lateness = kernel.kept * along + kernel.lateness * late
        vector = kernel.trend.at(year)[0] + beside + step + (lateness - along) * axis
        if kernel.unit_norm:
            forward = float(np.clip(vector @ axis, -1.0, 1.0))
            across = vector - (vector @ axis) * axis
            across = across * np.sqrt(max(1.0 - forward**2, 0.0)) / max(float(np.linalg.norm(across)), 1e-12)
            vector = across + forward * axis
        return np.asarray(vector, dtype=np.float32)

    def _squared(self, rows: np.ndarray, vector: np.ndarray) -> np.ndarray:
        return np.asarray(((self.vectors[rows] - vector) ** 2).sum(axis=1))

    def _squared_beside(self, rows: np.ndarray, vector: np.ndarray, year: float) -> np.ndarray:
        """Squared distances of a style of a year to where these works' offspring of that year start, float64[rows]."""
        return np.asarray(((self.beside[rows] - (vector - self.kernel.trend.at(year)[0])) ** 2).sum(axis=1))

    def log_density(self, vectors: np.ndarray, years: np.ndarray, lineages: Sequence[Sequence[int]] = ()) -> np.ndarray:
        """Log density of styles at their years, float64[k] (nats), given all earlier works.

        Those are the real ones, and of the imagined ones those of each work's lineage.
        """
        immigrant, out = self.kernel.immigrant, self.kernel.log_background(vectors)
        for k, year in enumerate(years):
            rows, log = self.prior(year, lineages[k] if lineages else ())
            if len(rows):
                squared = self._squared_beside(rows, vectors[k], float(year))
                offspring = logsumexp(log + self.kernel.log_step(squared))
                out[k] = np.logaddexp(np.log(immigrant) + out[k], np.log1p(-immigrant) + offspring)
        return out

    def novelty(self, vectors: np.ndarray, years: np.ndarray, lineages: Sequence[Sequence[int]] = ()) -> np.ndarray:
        """Distance to the nearest earlier work in units of a usual step, float64[k]."""
        unit, out = self.kernel.usual * np.sqrt(self.kernel.dims), np.zeros(len(vectors))
        for k, year in enumerate(years):
            rows, _ = self.prior(year, lineages[k] if lineages else ())
            if len(rows):
                out[k] = np.sqrt(self._squared(rows, vectors[k]).min()) / unit
        return out

    @cached_property
    def reference(self) -> tuple[np.ndarray, np.ndarray]:
        """Log density and novelty of real works, float64 each.

        At most :data:`REFERENCE` are taken, evenly over the later half.
        """
        later = self.rows[len(self.rows) // 2 :]
        rows = later[np.unique(np.linspace(0, len(later) - 1, min(REFERENCE, len(later))).astype(int))]
        at = self.vectors[rows], self.graph.years[rows]
        return self.log_density(*at), self.novelty(*at)
