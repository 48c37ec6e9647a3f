"""Search futures for the most plausible works, and for novel ones that stay plausible, by quality-diversity.

A candidate is a point of a :class:`.search_space.SearchSpace`. All three searches climb in that same space with the
same number of evaluations, so that they differ in their objective only:

- ``plausible``: the highest log density under the fitted model.
- ``novel``: an archive of niches (places along the two main axes of style) keeps of each the newest work that is
  plausible enough (MAP-Elites, Mouret & Clune 2015, with the `ribs` package); of everything evaluated, the newest such
  works that differ are taken.
- ``ambiguous``: plausible as art and ambiguous in style (:mod:`.ambiguity`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...errors import StylogenyError
from ...influence.graph import InfluenceGraph
from ...progress import Callback, progress
from ...provenance import Provenance
from ...streams import int_seed, stream
from ..imagined import ImaginedWorks
from ..offspring import OffspringModel, exceeded
from ..pictures import render
from ..roots import Root, ground
from ..titles import Namer
from .ambiguity import Ambiguity
from .search_space import Evaluated, SearchSpace

OBJECTIVES = ("plausible", "novel", "ambiguous")
ID_PREFIX = {"plausible": "plausible", "novel": "novel", "ambiguous": "can"}  # an id, once given, does not change
FLOOR = 0.2  # a novel work must be likelier than this share of real ones
BATCH = 50
NICHES = (8, 8)  # places along the two main axes of style
WIDTH = 3  # the works wanted are those that differ most among this many times as many, the newest
BLIND = 0.25  # share of the evaluations that are drawn from the model before any climbing

Value = Callable[[Evaluated], np.ndarray]


def search(
    graph: InfluenceGraph,
    *,
    root: Root | None = None,
    objective: str = "novel",
    years: int = 30,
    n: int = 12,
    evaluations: int = 2000,
    floor: float = FLOOR,
    seed: int = 0,
    pictures: bool = False,
    size: int = 128,
    callback: Callback | None = None,
) -> ImaginedWorks:
    """The n best works among the futures of a root.

    Parameters
    ----------
    graph : InfluenceGraph
        The traced past.
    root : str or RootPictures, optional
        A work, an artist or a style; or pictures of one's own and their year; without it, the whole graph.
    objective : str
        ``plausible``, ``novel`` (new, but likelier than `floor` of real works) or ``ambiguous``.
    years, n : int
        Horizon, and how many works.
    evaluations : int
        How many candidates are evaluated.
    floor : float
        In [0, 1): the least plausibility of a ``novel`` work.
    seed : int
        Owns every draw.
    pictures, size : bool, int
        Whether each is rendered, and its longest side in pixels.

    Raises
    ------
    StylogenyError
        When the root is unknown, a number is out of range, or ``novel`` is asked for without the `ribs` package.
    """
    _check(objective, years=years, n=n, evaluations=evaluations, floor=floor)
    model, target = ground(graph, root)
    space = SearchSpace(model, target, years)
    if objective == "novel":
        every = _archive(space, evaluations, floor, seed, callback)
        best = every.select(most_novel(every, model, n=n, floor=floor))
    else:
        best = _climb(space, _value(objective, model), n, evaluations, seed, callback)
    ids = [f"{ID_PREFIX[objective]}-{target.label}-{seed}-{k + 1:03d}" for k in range(len(best.born))]
    asked = {"objective": objective, "years": years, "evaluations": evaluations, "floor": floor, "seed": seed}
    provenance = Provenance({"root": target.name, **asked})
    works = ImaginedWorks.of(model, best.born, ids=ids, root=target.name, provenance=provenance)
    if pictures:
        works = render(works, model.graph, size=size, seed=seed, callback=callback)
    return Namer(model.graph).name(works)


def _check(objective: str, *, years: int, n: int, evaluations: int, floor: float) -> None:
    if objective not in OBJECTIVES:
        raise StylogenyError(f"the objective is one of {', '.join(OBJECTIVES)}", got=repr(objective))
    if years < 1 or not 1 <= n <= BATCH or evaluations < 4 * BATCH or not 0 <= floor < 1:
        raise StylogenyError(
            f"years must be at least 1, n from 1 to {BATCH}, evaluations at least {4 * BATCH}, floor in [0, 1)",
            got=f"years={years}, n={n}, evaluations={evaluations}, floor={floor}",
        )


def _value(objective: str, model: OffspringModel) -> Value:
    """What a climb maximises."""
    if objective == "plausible":
        return lambda e: e.log_density
    ambiguity = Ambiguity(model)
    return lambda e: ambiguity.score(e.vectors, e.log_density)


def most_novel(candidates: Evaluated, model: OffspringModel, *, n: int, floor: float) -> np.ndarray:
    """The n that differ most among the newest works likelier than `floor` of real ones, int64[n].

    Greedy k-centre: each next one is the farthest from those chosen before.
    """
    rank = exceeded(model.reference[0], candidates.log_density)
    able = np.flatnonzero(rank >= floor)
    if len(able) < n:
        able = np.argsort(-rank, kind="stable")[:n]
    able = able[np.argsort(-candidates.novelty[able], kind="stable")][: WIDTH * n]
    vectors = candidates.vectors[able]
    chosen = [0]
    distance = np.linalg.norm(vectors - vectors[0], axis=1)
    while len(chosen) < min(n, len(able)):
        chosen.append(int(distance.argmax()))
        distance = np.minimum(distance, np.linalg.norm(vectors - vectors[chosen[-1]], axis=1))
    return able[chosen]


def _archive(space: SearchSpace, evaluations: int, floor: float, seed: int, callback: Callback | None) -> Evaluated:
    """Everything that a search by MAP-Elites evaluates.

    An elite is its niche's newest work above the floor, or the nearest to it.
    """
    try:
        from ribs.archives import GridArchive
        from ribs.emitters import GaussianEmitter, IsoLineEmitter
        from ribs.schedulers import Scheduler
    except ImportError as error:
        raise StylogenyError(
            "novel futures are searched with the ribs package", fix="pip install 'stylogeny[society]'"
        ) from error
    usual = space.model.reference[0]
    least, unit = float(np.quantile(usual, floor)), max(float(usual.std()), 1e-9)

    def value(candidates: Evaluated) -> np.ndarray:
        short = np.minimum((candidates.log_density - least) / unit, 0.0)
        return np.asarray(np.where(short < 0, short, candidates.novelty))

    x = space.model.vectors[space.model.rows] @ space.axes
    bounds = [tuple(np.quantile(along, [0.01, 0.99])) for along in x.T]
    number = int_seed(seed, "search", "archive")
    archive: Any = GridArchive(solution_dim=space.size, dims=NICHES, ranges=bounds, seed=number)
    start: Any = {"x0": np.zeros(space.size), "batch_size": BATCH // 2}
    emitters = [
        GaussianEmitter(archive, sigma=0.25, seed=number + 1, **start),
        IsoLineEmitter(archive, iso_sigma=0.1, line_sigma=0.3, seed=number + 2, **start),
    ]
    first = _drawn(space, evaluations, seed)
    every = [space.evaluate(first)]
    archive.add(first, value(every[0]), every[0].vectors @ space.axes)
    scheduler = Scheduler(archive, emitters)
    for _ in progress(range(max((evaluations - len(first)) // BATCH, 1)), "search", callback=callback):
        every.append(space.evaluate(np.asarray(scheduler.ask(), dtype=np.float64)))
        scheduler.tell(value(every[-1]), every[-1].vectors @ space.axes)
    return Evaluated(
        [b for e in every for b in e.born],
        np.concatenate([e.log_density for e in every]),
        np.concatenate([e.novelty for e in every]),
    )


def _climb(
    space: SearchSpace, value: Value, n: int, evaluations: int, seed: int, callback: Callback | None
) -> Evaluated:
    """n climbs from the n best draws, each by steps of its own that shrink as they fail.

    A (1+1) strategy with the one-fifth rule.
    """
    first = _drawn(space, evaluations, seed)
    start = space.evaluate(first)
    best = np.argsort(-value(start), kind="stable")[:n]
    at, here = first[best], start.select(best)
    worth, width = value(here), np.full(len(best), 0.3)
    for turn in progress(range(max((evaluations - len(first)) // n, 1)), "search", callback=callback):
        rng = stream(seed, "search", "climb", turn)
        there = at + width[:, None] * rng.standard_normal(at.shape)
        new = space.evaluate(there)
        new_worth = value(new)
        better = new_worth > worth
        width = np.clip(np.where(better, width * 1.5, width * 1.5**-0.25), 0.01, 1.0)
        at, worth = np.where(better[:, None], there, at), np.where(better, new_worth, worth)
        here = Evaluated(
            [b if yes else a for a, b, yes in zip(here.born, new.born, better)],
            np.where(better, new.log_density, here.log_density),
            np.where(better, new.novelty, here.novelty),
        )
    return here


def _drawn(space: SearchSpace, evaluations: int, seed: int) -> np.ndarray:
    """Candidates from the model itself, float64[k, size]."""
    return stream(seed, "search", "start").standard_normal((max(int(BLIND * evaluations), BATCH), space.size))
