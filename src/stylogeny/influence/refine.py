"""The outer loop: genealogies say who is nearer of kin, the heads learn it from the pictures, influence is traced anew.

Genealogies are sampled from the graph. A triplet is a work, a relative of it through a shared ancestor, and a
contemporary of that relative who is less related: the heads learn to put the work towards the one and away from the
other, beside what they learn of date and style. Since both were made at one time, that is descent and not date. Dates
stay hard constraints, since every trace obeys them. A round is kept only if the
vectors' own posterior predicts the lag of the parents of held-out works better beyond doubt (predictive_gain.py); these
works are in no triplet. Otherwise the loop stops and says so.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ..corpus.works import Works
from ..embedding.build import embed
from ..embedding.heads.config import HeadConfig
from ..embedding.heads.cross_fit import cross_fit
from ..embedding.space import FILE, Embedding
from ..embedding.time_axis import by_regression
from ..progress import Callback, progress
from ..runs import Run
from ..streams import stream
from .branching.em import fit
from .branching.em_data import EMData
from .branching.fitting import initial_kernels
from .branching.parent_sets import singles
from .branching.predictive_gain import predictive_gains
from .branching.prior import Labels
from .graph import InfluenceGraph
from .tracing import parent_sets_of, trace
from .trees import last_common

HELD_OUT = 5  # every fifth work is in no triplet and judges the round
JUDGE_ITER = 10  # iterations of EM behind a round's judgement
MIN_TRIPLETS = 100  # that a round can learn from
GENEALOGIES = 16  # that are sampled
EACH = 2  # triplets of a work in each of them
GENERATIONS = 3  # up to a shared ancestor, and down from it, at most
GOING_ON = 0.5  # chance of a further generation
CONTEMPORARIES = 24  # works next in date on either side


Retrain = Callable[[np.ndarray], Embedding]


@dataclass(frozen=True, eq=False)
class Refinement:
    """What the loop ended with.

    Parameters
    ----------
    space, graph
        The best embedding and the influence graph traced in it (the ones given, when no round helped).
    predictive_gain : tuple of float
        Nats per held-out work, before the first round and after each.
    lower_bound : tuple of float
        What each round gained over the best before it, at least (:func:`gained_at_least`).
    rounds : int
        Rounds that were kept.
    reason : str
        Why the loop stopped, in a sentence.
    """

    space: Embedding
    graph: InfluenceGraph
    predictive_gain: tuple[float, ...]
    lower_bound: tuple[float, ...]
    rounds: int
    reason: str


def held_out_split(graph: InfluenceGraph) -> np.ndarray:
    """The works that judge, bool[n]: every fifth in order of date."""
    held = np.zeros(len(graph), dtype=bool)
    held[graph.order[2::HELD_OUT]] = True
    return held & ~np.isnan(graph.years)


def triplets(
    graph: InfluenceGraph,
    *,
    among: np.ndarray | None = None,
    genealogies: int = GENEALOGIES,
    each: int = EACH,
    seed: int = 0,
) -> np.ndarray:
    """(work, nearer, farther) rows, int64[m, 3]: fewer generations lead to the nearer one in a sampled genealogy.

    Parameters
    ----------
    graph : InfluenceGraph
        Of n works.
    among : ndarray, optional
        bool[n]: works that may stand in a triplet (default all that are dated).
    genealogies, each : int
        Genealogies that are sampled, and triplets of a work drawn from each: fewer where it has no relatives.
    seed : int
        Of every draw.
    """
    years, order = graph.years, graph.dated
    rank = np.full(len(graph), -1)
    rank[order] = np.arange(len(order))
    allowed = ~np.isnan(years) if among is None else among & ~np.isnan(years)
    works = np.repeat(np.flatnonzero(allowed), each)
    out = []
    for number, parents in enumerate(graph.sample_parents(seed, genealogies)):
        rng = stream(seed, "triplets", number)
        near = _relatives(parents, works, rng)
        step = rng.integers(1, CONTEMPORARIES + 1, len(near)) * rng.choice((-1, 1), len(near))
        far = order[np.clip(rank[near] + step, 0, len(order) - 1)]
        ok = allowed[near] & allowed[far] & (near != works) & (far != works) & (far != near)
        rows = np.stack([works, near, far], axis=1)[ok]
        steps = [last_common(parents, years, rows[:, 0], rows[:, k])[1] for k in (1, 2)]
        out.append(rows[steps[0] < steps[1]])
    return np.concatenate(out)


def _relatives(parents: np.ndarray, works: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A relative of each work by a walk up one genealogy and down again, int64[m]; itself where none is on the way."""
    at = works.copy()
    going = np.ones(len(at), dtype=bool)
    for _ in range(GENERATIONS):
        going &= (rng.random(len(at)) < GOING_ON) & (parents[at] >= 0)
        at[going] = parents[at[going]]
    children = np.argsort(parents, kind="stable")
    first, last = (np.searchsorted(parents[children], np.arange(len(parents)), side=side) for side in ("left", "right"))
    going = np.ones(len(at), dtype=bool)
    for _ in range(GENERATIONS):
        going &= (rng.random(len(at)) < GOING_ON) & (last[at] > first[at])
        pick = first[at[going]] + np.floor(rng.random(going.sum()) * (last - first)[at[going]]).astype(np.int64)
        at[going] = children[pick]
    return at


def retrained(space: Embedding, rows: np.ndarray, *, cache: Path | str | None = None) -> Embedding:
    """The space that the same heads learn with triplets beside dates and styles.

    Vectors that were given have no heads: they are kept, and what is learned from the triplets stands beside them.

    Parameters
    ----------
    space : Embedding
        Made by :func:`stylogeny.embed`, or from vectors.
    rows : ndarray
        int64[m, 3], from :func:`.triplets`.
    cache : Path, optional
        Folder of the backbone's features.
    """
    works = space.works
    if space.head is not None:
        parameters = space.provenance.parameters
        head: dict[str, Any] = dict(parameters["head"])
        head["labels"] = tuple(head["labels"])
        seed = int(parameters["seed"])
        return embed(works, backbone=space.backbone, config=HeadConfig(**head), cache=cache, triplets=rows, seed=seed)
    dated, width = works.dated, min(space.vectors.shape[1], HeadConfig.dim)
    plain = HeadConfig(networks=0, dim=width, pca_dim=0, date_weight=0.0, style_weight=0.0)
    known = space.vectors[dated]
    row = np.cumsum(dated) - 1
    fitted = cross_fit(known, works.select(dated), kept=(0,), triplets=row[rows], config=plain)
    vectors = fitted.head.vectors(space.vectors)
    vectors[dated] = fitted.head.vectors(known, fold=fitted.fold)
    axis = by_regression(vectors[dated], works.year[dated])
    return Embedding(works, vectors, axis, space.provenance)


def judge(space: Embedding, graph: InfluenceGraph, held: np.ndarray) -> np.ndarray:
    """How well the vectors' own posterior predicts the lag of each held-out work's parents, nats, float64[held].

    The prior is fitted on the other works; the held-out ones only judge. Artists are hidden from the judge: relatives
    are often of one hand, and a space that was taught them would win by what it was told.
    """
    alone = singles(parent_sets_of(graph).edges)
    weight = np.where(held, 0.25, 1.0)  # held-out works stay available as parents, and hardly count in the fit
    nameless = Works(space.works.table.assign(artist=""), space.works.root)
    data = EMData(alone, graph.years, Labels(nameless), weight)
    return predictive_gains(fit(data, initial_kernels(data), max_iter=JUDGE_ITER), data)[0][held]


def lower_confidence_bound(gain: np.ndarray) -> float:
    """What the mean of held-out works' gains is at least, with 99 % certainty (nats per work)."""
    return float(gain.mean() - 2.326 * gain.std(ddof=1) / np.sqrt(len(gain)))


def gained_at_least(before: np.ndarray, after: np.ndarray) -> float:
    """What a round gained at least, with 99 % certainty, by what it predicts of each held-out work and what was
    predicted before, nats per work.

    It is no more than what is predicted at all: where lags cannot be told from chance, small gains say nothing of
    descent (on a week of bred animals such a gain came with fewer true parents).
    """
    return min(lower_confidence_bound(after - before), lower_confidence_bound(after))


def refine(
    space: Embedding,
    *,
    rounds: int = 4,
    seed: int = 0,
    graph: InfluenceGraph | None = None,
    retrain: Retrain | None = None,
    cache: Path | str | None = None,
    keep: Path | str | None = None,
    callback: Callback | None = None,
) -> Refinement:
    """Retrain the embedding on its own genealogies until that stops helping on held-out works.

    Parameters
    ----------
    space : Embedding
        Where to start.
    rounds : int
        At most this many rounds.
    seed : int
        Seed of every random draw.
    graph : InfluenceGraph, optional
        Influence traced in `space`, if it is at hand.
    retrain : callable, optional
        From triplets, int64[m, 3], to the space that is learned with them. Default: :func:`retrained`.
    cache : Path, optional
        Folder of the backbone's features, as :func:`stylogeny.embed` takes it; without it pictures are read once.
    keep : Path, optional
        Folder where each round's space and graph are kept, from which an interrupted loop goes on. It belongs to one
        space, one graph and one seed.

    Returns
    -------
    Refinement
    """
    graph = trace(space, seed=seed) if graph is None else graph
    start, held = space, held_out_split(graph)
    best = judge(space, graph, held)
    scores, bounds, kept, reason = [float(best.mean())], [], 0, f"the {rounds} rounds asked for were done"
    with tempfile.TemporaryDirectory() as scratch:
        for number in progress(range(1, rounds + 1), "outer loop", unit="round", callback=callback):
            rows = triplets(graph, among=~held, seed=seed + number)
            if len(rows) < MIN_TRIPLETS:
                reason = "too few works are related to learn from"
                break

            def learn(rows: np.ndarray = rows, number: int = number) -> Embedding:
                learned = retrained(start, rows, cache=cache or scratch) if retrain is None else retrain(rows)
                note = learned.provenance.with_parameters(refined=f"{number} rounds on sampled genealogies")
                return replace(learned, provenance=note)

            new_space, new_graph = _round(learn, start.works, seed, None if keep is None else Path(keep) / str(number))
            after = judge(new_space, new_graph, held)
            scores.append(float(after.mean()))
            bounds.append(gained_at_least(best, after))
            if not bounds[-1] > 0:
                reason = (
                    f"round {number} did not predict held-out works better beyond doubt "
                    f"({scores[-2]:.3f} to {scores[-1]:.3f} nats per work)"
                )
                break
            best = after
            space, graph, kept = new_space, new_graph, kept + 1
    return Refinement(space, graph, tuple(scores), tuple(bounds), kept, reason)


def _round(
    learn: Callable[[], Embedding], works: Works, seed: int, folder: Path | None
) -> tuple[Embedding, InfluenceGraph]:
    """A round's space and its graph, read from `folder` where they are finished there."""
    if folder is None:
        space = learn()
        return space, trace(space, seed=seed)
    run = Run(folder, create=True)
    if not run.file(FILE).exists():
        learn().save(run)
    space = Embedding.read(run, works)
    if not run.file("lineage.parquet").exists():  # the last file of a graph
        trace(space, seed=seed).save(run)
    return space, InfluenceGraph.read(run, embedding=space)
