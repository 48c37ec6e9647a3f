"""Imagine works that do not exist yet: offspring under the fitted model, later than their parents only.

An offspring starts from its parents' style, moves forward along the time axis by the fitted drift, and takes a step across
it whose length is drawn from the fitted heavy-tailed kernel: mostly small, now and then a Levy jump. It answers its parent
in one of three ways: *build on* it (the step goes on where the parent was going), *negate* it (the parent's own departure
from its ancestors is turned round), or *travel beside* it (it descends from the parent's ancestors, not from the parent).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import logsumexp

from ..counterfactual.target import Target, find
from ..errors import StylogenyError
from ..influence.graph import InfluenceGraph
from ..progress import Callback, progress
from ..streams import stream
from .history import History
from .naming import Namer
from .steps import JUMP, Steps

RESPONSES = ("build on", "negate", "travel beside")
SHARES = (0.6, 0.2, 0.2)
REFERENCE = 400  # real works that plausibility and novelty are ranked among


def imagine(
    graph: InfluenceGraph,
    *,
    root: str | None = None,
    years: int = 30,
    n: int = 12,
    seed: int = 0,
    pictures: bool = True,
    size: int = 128,
    callback: Callback | None = None,
) -> History:
    """Works that do not exist yet.

    Parameters
    ----------
    graph : InfluenceGraph
        The traced past.
    root : str, optional
        A work (id, file name or title), an artist or a style; without it, the whole graph is carried on.
    years : int
        How far the future goes: offspring are dated from the year after the root's last to this many years later.
    n : int
        How many works.
    seed : int
        Each imagined work owns its random stream: the third of twelve is the third of fifty.
    pictures : bool
        Whether each is rendered by the closed-form generator.
    size : int
        Longest side of the pictures, in pixels.

    Raises
    ------
    StylogenyError
        When the root is unknown or undated, or `years` or `n` is not positive.
    """
    if years < 1 or n < 1:
        raise StylogenyError("years and n must be at least 1", got=f"years={years}, n={n}")
    target = find_root(graph, root)
    label, name = target.name, target.slug
    ground = Ground(graph, Steps.fit(graph))
    seeds = ground.draw_parents(target.rows, years=years, n=n, seed=seed)
    born = [
        ground.offspring(parent, year, seed=seed, event=(name, k))
        for k, (parent, year) in enumerate(progress(seeds, "imagine", callback=callback))
    ]
    vectors = np.array([b.vector for b in born], dtype=np.float32)
    when = np.array([b.year for b in born])
    density, novelty = ground.log_density(vectors, when), ground.novelty(vectors, when)
    known = ground.reference
    ids = [f"imagined-{name}-{seed}-{k + 1:03d}" for k in range(n)]
    table = pd.DataFrame(
        {
            "id": ids,
            "title": "",
            "artist": "imagined",
            "year": when,
            "root": label,
            "generation": 1,
            "response": [b.response for b in born],
            "jump": [b.scale >= JUMP * ground.steps.usual for b in born],
            "step": [b.scale for b in born],
            "log_density": density,
            "plausibility": exceeded(known[0], density),
            "novelty": exceeded(known[1], novelty),
        }
    )
    edges = [{"child": i, "parent": graph.works.ids[p], "weight": w} for i, b in zip(ids, born) for p, w in b.parents]
    params = {"root": label, "years": years, "n": n, "seed": seed, "steps": dict(ground.steps.summary())}
    history = History(table, vectors, pd.DataFrame(edges), {}, params)
    if pictures:
        from .rendering import render

        history = render(history, graph, size=size, seed=seed, callback=callback)
    return Namer(graph).name(history)


def find_root(graph: InfluenceGraph, root: str | None) -> Target:
    """What a future grows from: a work, an artist or a style, or without a name everything dated.

    Raises
    ------
    UnknownWork, StylogenyError
        As :func:`stylogeny.counterfactual.target.find` does; or when nothing is dated.
    """
    if root is not None:
        return find(graph, root)
    rows = np.flatnonzero(~np.isnan(graph.years))
    if not len(rows):
        raise StylogenyError("a future needs dated works to grow from", got="an empty graph")
    return Target("style", "everything", rows, "everything")


def exceeded(reference: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Share of the reference that each value exceeds, float64, rounded to a thousandth."""
    return np.round(np.searchsorted(np.sort(reference), values) / max(len(reference), 1), 3)


@dataclass(frozen=True, eq=False)
class Offspring:
    """One imagined work before it has a name: vector, year, response, step scale, parents as (row, weight)."""

    vector: np.ndarray
    year: int
    response: str
    scale: float
    parents: tuple[tuple[int, float], ...]


@dataclass(frozen=True, eq=False)
class Ground:
    """The past that futures grow from: a graph and the steps fitted to it."""

    graph: InfluenceGraph
    steps: Steps

    @cached_property
    def rows(self) -> np.ndarray:
        """Dated rows from earliest to latest, int64[m]."""
        return self.graph.order[: int((~np.isnan(self.graph.years)).sum())]

    @cached_property
    def vectors(self) -> np.ndarray:
        return self.graph.embedding.vectors.astype(np.float64)

    @cached_property
    def gamma(self) -> float:
        """How much fame counts: the exponent fitted with the graph, 0 when it came without."""
        fitted = self.graph.params.get("fame", 0.0)
        return float(fitted) if isinstance(fitted, int | float) else 0.0

    @cached_property
    def fame(self) -> np.ndarray:
        """Preferential attachment: (1 + fertility) to the fitted power, float64[n]."""
        return (1.0 + self.graph.fertility) ** self.gamma

    def prior(self, year: float) -> tuple[np.ndarray, np.ndarray]:
        """Rows that can be parents of a work of this year and their log probabilities, before its style is known."""
        rows = self.rows[: np.searchsorted(self.graph.years[self.rows], year)]
        log = self.steps.log_lag(year - self.graph.years[rows]) + np.log(self.fame[rows])
        return rows, log - logsumexp(log) if len(rows) else log

    def draw_parents(self, rows: np.ndarray, *, years: int, n: int, seed: int) -> list[tuple[int, int]]:
        """n pairs (parent row, year of the offspring), in order of year, from the fitted time kernel and fame."""
        now = int(np.floor(self.graph.years[rows].max()))
        when = np.arange(now + 1, now + years + 1)
        log = self.steps.log_lag(when[None, :] - self.graph.years[rows][:, None]) + np.log(self.fame[rows])[:, None]
        # every year of the horizon is as likely as any other; who is answered in it is the model's choice
        chance = np.exp(log - logsumexp(log, axis=0, keepdims=True)).T.ravel()
        total = np.cumsum(chance / chance.sum())
        luck = [stream(seed, "imagine", "parent", k).random() for k in range(n)]
        cell = np.minimum(np.searchsorted(total, luck), len(total) - 1)
        return sorted(((int(rows[c % len(rows)]), int(when[c // len(rows)])) for c in cell), key=lambda p: p[::-1])

    def ancestors(self, row: int) -> tuple[np.ndarray, np.ndarray]:
        """Parents of a work and their shares, which sum to 1 (both empty for one without)."""
        graph = self.graph
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
        self, parent: int, year: int, *, seed: int, event: tuple[Any, ...], response: str | None = None
    ) -> Offspring:
        """One answer to a work. `response` is drawn unless it is given."""
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
        parents = self._blend(source, year, rng)
        base = sum(w * self.vectors[p] for p, w in parents)
        if response == "negate":
            base = base - 2 * departure
        return Offspring(self._forward(base, step, source, year), year, response, scale, parents)

    def _blend(self, source: int, year: int, rng: np.random.Generator) -> tuple[tuple[int, float], ...]:
        """The source with companions, weighted as the parents of some real work are: its three heaviest shares."""
        template = np.sort(self.ancestors(int(rng.choice(self.rows)))[1])[::-1][:3]
        template = template[template >= 0.1]
        if len(template) < 2:
            return ((source, 1.0),)
        rows, log = self.prior(year)
        log = log + self.steps.log_step(self._squared(rows, self.vectors[source]))
        log[rows == source] = -np.inf
        chance = np.exp(log - logsumexp(log))
        able = int((chance > 0).sum())
        others = rng.choice(rows, size=min(len(template) - 1, able), replace=False, p=chance)
        share = template[: len(others) + 1] / template[: len(others) + 1].sum()
        return tuple((int(r), float(w)) for r, w in zip([source, *others], share))

    def _forward(self, base: np.ndarray, step: np.ndarray, source: int, year: int) -> np.ndarray:
        """Base and step across the axis, the source moved forward along it by the drift."""
        axis = self.steps.axis
        across = base - (base @ axis) * axis + step
        along = float(self.vectors[source] @ axis + self.steps.drift * (year - self.graph.years[source]))
        if self.steps.unit_norm:
            along = min(along, 1.0)
            across = across * np.sqrt(max(1.0 - along**2, 0.0)) / max(float(np.linalg.norm(across)), 1e-12)
        return across + along * axis

    def _squared(self, rows: np.ndarray, vector: np.ndarray) -> np.ndarray:
        return np.asarray(((self.vectors[rows] - vector) ** 2).sum(axis=1))

    def log_density(self, vectors: np.ndarray, years: np.ndarray) -> np.ndarray:
        """Log density of styles at their years under the fitted model, given all earlier works, float64[k] (nats)."""
        immigrant, out = self.steps.immigrant, self.steps.log_background(vectors)
        for k, year in enumerate(years):
            rows, log = self.prior(year)
            if len(rows):
                offspring = logsumexp(log + self.steps.log_step(self._squared(rows, vectors[k])))
                out[k] = np.logaddexp(np.log(immigrant) + out[k], np.log1p(-immigrant) + offspring)
        return out

    def novelty(self, vectors: np.ndarray, years: np.ndarray) -> np.ndarray:
        """Distance to the nearest earlier work in units of a usual step, float64[k]."""
        unit, out = self.steps.usual * np.sqrt(self.steps.dims), np.zeros(len(vectors))
        for k, year in enumerate(years):
            rows, _ = self.prior(year)
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
