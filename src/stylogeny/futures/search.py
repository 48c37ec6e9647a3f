"""Search futures for the most plausible works, and for novel ones that stay plausible, by quality-diversity.

A candidate is a point of a space of luck: which work is answered and when, how, how far and which way. All three searches
climb in that same space with the same number of tries, so that they differ in what they want only:

- ``plausible``: the highest log density under the fitted model.
- ``novel``: an archive of niches (places along the two main axes of style) keeps of each the newest work that is plausible enough
  (MAP-Elites, Mouret & Clune 2015, with the `ribs` package); of everything looked at, the newest such works that differ are taken.
- ``can``: plausible as art and ambiguous in style (:mod:`.can`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.special import logsumexp, ndtr

from ..corpus.selection import Selection
from ..errors import StylogenyError
from ..influence.graph import InfluenceGraph
from ..progress import Callback, progress
from ..streams import int_seed, stream
from .ambiguity import Ambiguity
from .imagine import describe, edges, exceeded, find_root
from .imagined import ImaginedWorks
from .kernel import OffspringKernel
from .offspring import RESPONSES, SHARES, Offspring, OffspringModel
from .titles import Namer

WANTED = ("plausible", "novel", "can")
FLOOR = 0.2  # a novel work must be likelier than this share of real ones
BATCH = 50
NICHES = (8, 8)  # places along the two main axes of style
WIDTH = 3  # of so many times the works wanted, the newest, those that differ most are taken
BLIND = 0.25  # share of the tries that are drawn from the model before any climbing
HELD = 0.9  # share of the variance of steps that a candidate's directions hold


@dataclass(frozen=True, eq=False)
class SearchSpace:
    """From standard-normal candidates, float64[k, size], to offspring.

    Parameters
    ----------
    ground : OffspringModel
    target : Selection
        What is answered.
    years : int
        Horizon.
    """

    ground: OffspringModel
    target: Selection
    years: int

    @cached_property
    def _cells(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Rows and years that can be drawn, ordered along the main axis of style, and their cumulative chance."""
        ground, rows = self.ground, self.target.rows
        centred = ground.vectors[rows] - ground.vectors[rows].mean(axis=0)
        rows = rows[np.argsort(centred @ self.axes[:, 0], kind="stable")]
        now = int(np.floor(ground.years[rows].max()))
        when = np.arange(now + 1, now + self.years + 1)
        log = ground.steps.log_lag(when[:, None] - ground.years[rows][None, :]) + np.log(ground.fame[rows])[None, :]
        chance = np.exp(log - logsumexp(log, axis=1, keepdims=True)).T.ravel()
        return np.repeat(rows, len(when)), np.tile(when, len(rows)), np.cumsum(chance / chance.sum())

    @cached_property
    def axes(self) -> np.ndarray:
        """The two directions in which the past varies most, float64[d, 2]."""
        x = self.ground.vectors[self.ground.rows]
        return np.asarray(np.linalg.eigh(np.cov((x - x.mean(axis=0)).T))[1][:, [-1, -2]])

    @cached_property
    def _ways(self) -> np.ndarray:
        """The directions of steps that hold most of their variance, float64[d, q]."""
        root = self.ground.steps.root
        power = (root**2).sum(axis=0)
        order = np.argsort(-power, kind="stable")
        q = int(np.searchsorted(np.cumsum(power[order]), HELD * power.sum())) + 1
        return np.asarray(root[:, order[:q]])

    @property
    def size(self) -> int:
        """Numbers that make a candidate."""
        return 3 + self._ways.shape[1]

    def offspring(self, candidate: np.ndarray) -> Offspring:
        """What one candidate is, float64[size]."""
        rows, when, chance = self._cells
        u = ndtr(candidate[:3])
        cell = min(int(np.searchsorted(chance, u[0])), len(rows) - 1)
        mixture = np.cumsum(self.ground.steps.mixture)
        scale = float(
            self.ground.steps.scales[min(int(np.searchsorted(mixture, u[1] * mixture[-1])), len(mixture) - 1)]
        )
        response = RESPONSES[min(int(np.searchsorted(np.cumsum(SHARES), u[2])), 2)]
        step = self._ways @ candidate[3:] * scale
        return self.ground.answer(int(rows[cell]), int(when[cell]), response=response, step=step, scale=scale)


@dataclass(frozen=True, eq=False)
class Evaluated:
    """Candidates and what they are worth: offspring, log density (nats) and novelty (usual steps), float64[k] each."""

    born: list[Offspring]
    density: np.ndarray
    novelty: np.ndarray

    @property
    def vectors(self) -> np.ndarray:
        return np.array([b.vector for b in self.born], dtype=np.float64)


def search(
    graph: InfluenceGraph,
    *,
    root: str | None = None,
    want: str = "novel",
    years: int = 30,
    n: int = 12,
    tries: int = 2000,
    floor: float = FLOOR,
    seed: int = 0,
    pictures: bool = False,
    size: int = 128,
    callback: Callback | None = None,
) -> ImaginedWorks:
    """The n most wanted works among the futures of a root.

    Parameters
    ----------
    graph : InfluenceGraph
        The traced past.
    root : str, optional
        A work, an artist or a style; without it, the whole graph.
    want : str
        ``plausible``, ``novel`` (new, but likelier than `floor` of real works) or ``can``.
    years, n : int
        Horizon, and how many works.
    tries : int
        Candidates looked at.
    floor : float
        In [0, 1]: the least plausibility of a ``novel`` work.

    Raises
    ------
    StylogenyError
        When the root is unknown, a number is out of range, or ``novel`` is wanted without the `ribs` package.
    """
    if want not in WANTED:
        raise StylogenyError(f"what is wanted is one of {', '.join(WANTED)}", got=repr(want))
    if years < 1 or not 1 <= n <= BATCH or tries < 4 * BATCH or not 0 <= floor < 1:
        raise StylogenyError(
            f"years must be at least 1, n from 1 to {BATCH}, tries at least {4 * BATCH}, floor in [0, 1)",
            got=f"years={years}, n={n}, tries={tries}, floor={floor}",
        )
    target = find_root(graph, root)
    ground = OffspringModel(graph, OffspringKernel.fit(graph))
    luck = SearchSpace(ground, target, years)
    if want == "novel":
        found = _archive(luck, tries, floor, seed, callback)
        taken = newest(found, ground, n=n, floor=floor)
    else:
        art = Ambiguity(ground)
        value: Callable[[Evaluated], np.ndarray] = (
            (lambda f: f.density) if want == "plausible" else (lambda f: art.score(f.vectors, f.density))
        )
        found = _climb(luck, value, n, tries, seed, callback)
        taken = list(range(n))
    born = [found.born[k] for k in taken]
    ids = [f"{want}-{target.label}-{seed}-{k + 1:03d}" for k in range(len(born))]
    table = describe(ground, born, ids=ids, root=target.name)
    params = {"root": target.name, "want": want, "years": years, "tries": tries, "floor": floor, "seed": seed}
    vectors = np.array([b.vector for b in born], dtype=np.float32)
    history = ImaginedWorks(table, vectors, edges(ground, born, ids), {}, params)
    if pictures:
        from .pictures import render

        history = render(history, graph, size=size, seed=seed, callback=callback)
    return Namer(graph).name(history)


def judged(luck: SearchSpace, candidates: np.ndarray) -> Evaluated:
    """Candidates float64[k, size] as works, with their log density and novelty."""
    born = [luck.offspring(c) for c in candidates]
    vectors = np.array([b.vector for b in born], dtype=np.float64)
    when = np.array([b.year for b in born], dtype=np.int64)
    return Evaluated(born, luck.ground.log_density(vectors, when), luck.ground.novelty(vectors, when))


def newest(found: Evaluated, ground: OffspringModel, *, n: int, floor: float) -> list[int]:
    """Of the works likelier than `floor` of real ones, the n that differ most among the newest (greedy k-centre)."""
    rank = exceeded(ground.reference[0], found.density)
    able = np.flatnonzero(rank >= floor)
    if len(able) < n:
        able = np.argsort(-rank, kind="stable")[:n]
    able = able[np.argsort(-found.novelty[able], kind="stable")][: WIDTH * n]
    vectors = found.vectors[able]
    taken = [0]
    away = np.linalg.norm(vectors - vectors[0], axis=1)
    while len(taken) < min(n, len(able)):
        taken.append(int(away.argmax()))
        away = np.minimum(away, np.linalg.norm(vectors - vectors[taken[-1]], axis=1))
    return [int(able[k]) for k in taken]


def _archive(luck: SearchSpace, tries: int, floor: float, seed: int, callback: Callback | None) -> Evaluated:
    """Everything that a search by MAP-Elites looked at; an elite is its niche's newest work above the floor, or the nearest to it."""
    try:
        from ribs.archives import GridArchive
        from ribs.emitters import GaussianEmitter, IsoLineEmitter
        from ribs.schedulers import Scheduler
    except ImportError as error:
        raise StylogenyError(
            "novel futures are searched with the ribs package", fix="pip install 'stylogeny[society]'"
        ) from error
    usual = luck.ground.reference[0]
    least, unit = float(np.quantile(usual, floor)), max(float(usual.std()), 1e-9)

    def worth(found: Evaluated) -> np.ndarray:
        short = np.minimum((found.density - least) / unit, 0.0)
        return np.asarray(np.where(short < 0, short, found.novelty))

    x = luck.ground.vectors[luck.ground.rows] @ luck.axes
    bounds = [tuple(np.quantile(along, [0.01, 0.99])) for along in x.T]
    number = int_seed(seed, "search", "archive")
    archive: Any = GridArchive(solution_dim=luck.size, dims=NICHES, ranges=bounds, seed=number)
    half = BATCH // 2
    start: Any = {"x0": np.zeros(luck.size), "batch_size": half}
    emitters = [
        GaussianEmitter(archive, sigma=0.25, seed=number + 1, **start),
        IsoLineEmitter(archive, iso_sigma=0.1, line_sigma=0.3, seed=number + 2, **start),
    ]
    first = _drawn(luck, tries, seed)
    seen = [judged(luck, first)]
    archive.add(first, worth(seen[0]), seen[0].vectors @ luck.axes)
    scheduler = Scheduler(archive, emitters)
    for _ in progress(range(max((tries - len(first)) // BATCH, 1)), "search", callback=callback):
        seen.append(judged(luck, np.asarray(scheduler.ask(), dtype=np.float64)))
        scheduler.tell(worth(seen[-1]), seen[-1].vectors @ luck.axes)
    return Evaluated(
        [b for f in seen for b in f.born],
        np.concatenate([f.density for f in seen]),
        np.concatenate([f.novelty for f in seen]),
    )


def _climb(
    luck: SearchSpace,
    value: Callable[[Evaluated], np.ndarray],
    n: int,
    tries: int,
    seed: int,
    callback: Callback | None,
) -> Evaluated:
    """n climbs from the n best draws, each by steps of its own that shrink as they fail: a (1+1) strategy, one-fifth rule."""
    first = _drawn(luck, tries, seed)
    start = judged(luck, first)
    best = np.argsort(-value(start), kind="stable")[:n]
    at, found = first[best], Evaluated([start.born[k] for k in best], start.density[best], start.novelty[best])
    worth, width = value(found), np.full(len(best), 0.3)
    for turn in progress(range(max((tries - len(first)) // n, 1)), "search", callback=callback):
        rng = stream(seed, "search", "climb", turn)
        there = at + width[:, None] * rng.standard_normal(at.shape)
        new = judged(luck, there)
        better = (other := value(new)) > worth
        width = np.clip(np.where(better, width * 1.5, width * 1.5**-0.25), 0.01, 1.0)
        at, worth = np.where(better[:, None], there, at), np.where(better, other, worth)
        found = Evaluated(
            [b if yes else a for a, b, yes in zip(found.born, new.born, better)],
            np.where(better, new.density, found.density),
            np.where(better, new.novelty, found.novelty),
        )
    return found


def _drawn(luck: SearchSpace, tries: int, seed: int) -> np.ndarray:
    """Candidates from the model itself, float64[k, size]."""
    return stream(seed, "search", "start").standard_normal((max(int(BLIND * tries), BATCH), luck.size))
