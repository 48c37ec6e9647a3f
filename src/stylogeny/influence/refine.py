"""The outer loop: genealogies say who is whose kin, the heads learn that anew from the pictures, influence is traced
again.

Genealogies are sampled from the graph. Two works are kin by their patristic distance: every ancestor that they share
(each work counts as its own) adds gamma to the power of the steps between them through it. That is the target of the
heads' contrast: each work is to lie near its kin, the nearer the closer the kinship. Where the first space has the
other works of the artist for kin, a round's space has relatives by descent, a few of them by other hands. Dates stay
hard constraints, since every trace obeys them. A round is kept only if the vectors' own posterior predicts the lag of
the parents of held-out works better beyond doubt (predictive_gain.py); these works are nobody's kin while the
heads learn. Otherwise the loop stops and says so.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy import sparse

from ..corpus.works import Works
from ..embedding.build import embed
from ..embedding.heads.config import HeadConfig
from ..embedding.heads.cross_fit import cross_fit
from ..embedding.space import Embedding
from ..embedding.time_axis import by_regression
from ..progress import Callback, progress
from .branching.em import fit
from .branching.em_data import EMData
from .branching.fitting import initial_kernels
from .branching.parent_sets import singles
from .branching.predictive_gain import predictive_gains
from .branching.prior import Labels
from .graph import InfluenceGraph
from .tracing import parent_sets_of, trace

HELD_OUT = 5  # every fifth work is nobody's kin and judges the round
JUDGE_ITER = 10  # iterations of EM behind a round's judgement
GENEALOGIES = 16  # sampled for each round
CLOSENESS = 0.5  # what a step between kin leaves of their kinship
GENERATIONS = 3  # steps back to a shared ancestor at most
MIN_KIN = 20  # works with kin that a round can learn from

Retrain = Callable[[sparse.csr_array], Embedding]


@dataclass(frozen=True, eq=False)
class Refinement:
    """What the loop ended with.

    Parameters
    ----------
    space, graph
        The best embedding and the influence graph traced in it (the ones given, when no round helped).
    predictive_gain : tuple of float
        Nats per held-out work, before the first round and after each.
    rounds : int
        Rounds that were kept.
    reason : str
        Why the loop stopped, in a sentence.
    """

    space: Embedding
    graph: InfluenceGraph
    predictive_gain: tuple[float, ...]
    rounds: int
    reason: str


def held_out_split(graph: InfluenceGraph) -> np.ndarray:
    """The works that judge, bool[n]: every fifth in order of date."""
    held = np.zeros(len(graph), dtype=bool)
    held[graph.order[2::HELD_OUT]] = True
    return held & ~np.isnan(graph.years)


def kinship(
    graph: InfluenceGraph,
    *,
    among: np.ndarray | None = None,
    closeness: float = CLOSENESS,
    generations: int = GENERATIONS,
    genealogies: int = GENEALOGIES,
    seed: int = 0,
) -> sparse.csr_array:
    """How near of kin works are, float64[n, n], symmetric, zero on the diagonal.

    The mean over sampled genealogies of the sum over shared ancestors of closeness ** steps, where steps lead from one
    work up to the ancestor and down to the other: parent and child have `closeness`, siblings its square.

    Parameters
    ----------
    graph : InfluenceGraph
        Of n works.
    among : ndarray, optional
        bool[n]: works that have kin, and are kin (default all).
    closeness : float
        In (0, 1).
    generations : int
        Steps up to a shared ancestor at most.
    genealogies : int
        Sampled.
    seed : int
        Of the sample.
    """
    n = len(graph)
    total = sparse.csr_array((n, n))
    for parents in graph.sample_parents(seed, genealogies):
        child = np.flatnonzero(parents >= 0)
        up = sparse.csr_array((np.full(len(child), closeness), (child, parents[child])), shape=(n, n))
        reach = step = sparse.eye_array(n, format="csr")
        for _ in range(generations):
            step = step @ up
            reach = reach + step
        total = total + reach @ reach.T
    pairs = total.tocoo()
    kept = pairs.row != pairs.col
    if among is not None:
        kept &= among[pairs.row] & among[pairs.col]
    values = pairs.data[kept] / genealogies
    return sparse.csr_array((values, (pairs.row[kept], pairs.col[kept])), shape=(n, n))


def retrained(space: Embedding, kin: sparse.csr_array, *, cache: Path | str | None = None) -> Embedding:
    """The space that the same heads learn with other kin, from the pictures, or from vectors that were given.

    Parameters
    ----------
    space : Embedding
        Made by :func:`stylogeny.embed`, or from vectors.
    kin : sparse array
        float[n, n], from :func:`kinship`.
    cache : Path, optional
        Folder of the backbone's features.
    """
    works = space.works
    if space.head is not None:
        parameters = space.provenance.parameters
        head = {name: tuple(v) if isinstance(v, list) else v for name, v in parameters["head"].items()}
        seed = int(parameters["seed"])
        return embed(works, backbone=space.backbone, config=HeadConfig(**head), cache=cache, kin=kin, seed=seed)
    dated = works.dated
    features = space.vectors[dated]
    fitted = cross_fit(features, works.select(dated), kin=kin[dated][:, dated], config=HeadConfig(networks=0))
    vectors = fitted.head.vectors(space.vectors)
    vectors[dated] = fitted.head.vectors(features, fold=fitted.fold)
    axis = by_regression(vectors[dated], works.year[dated])
    return Embedding(works, vectors, axis, space.provenance)


def judge(space: Embedding, graph: InfluenceGraph, held: np.ndarray) -> np.ndarray:
    """How well the vectors' own posterior predicts the lag of each held-out work's parents, nats, float64[held].

    The prior is fitted on the other works; the held-out ones only judge. Artists are hidden from the judge: the first
    space was taught them, and would win by what it was told.
    """
    alone = singles(parent_sets_of(graph).edges)
    weight = np.where(held, 0.25, 1.0)  # held-out works stay available as parents, and hardly count in the fit
    nameless = Works(space.works.table.assign(artist=""), space.works.root)
    data = EMData(alone, graph.years, Labels(nameless), weight)
    return predictive_gains(fit(data, initial_kernels(data), max_iter=JUDGE_ITER), data)[0][held]


def lower_confidence_bound(gain: np.ndarray) -> float:
    """What the mean of held-out works' gains is at least, with 99 % certainty (nats per work)."""
    return float(gain.mean() - 2.326 * gain.std(ddof=1) / np.sqrt(len(gain)))


def refine(
    space: Embedding,
    *,
    rounds: int = 4,
    seed: int = 0,
    graph: InfluenceGraph | None = None,
    retrain: Retrain | None = None,
    cache: Path | str | None = None,
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
        From kinship, sparse float[n, n], to the space that is learned with it. Default: :func:`retrained`.
    cache : Path, optional
        Folder of the backbone's features, as :func:`stylogeny.embed` takes it; without it pictures are read once.

    Returns
    -------
    Refinement
    """
    graph = trace(space, seed=seed) if graph is None else graph
    held = held_out_split(graph)
    best = judge(space, graph, held)
    scores, kept, reason = [float(best.mean())], 0, f"the {rounds} rounds asked for were done"
    with tempfile.TemporaryDirectory() as scratch:
        for number in progress(range(1, rounds + 1), "outer loop", unit="round", callback=callback):
            kin = kinship(graph, among=~held, seed=seed + number)
            if int((np.diff(kin.indptr) > 0).sum()) < MIN_KIN:
                reason = "too few related works to learn from"
                break
            learned = retrained(space, kin, cache=cache or scratch) if retrain is None else retrain(kin)
            note = learned.provenance.with_parameters(refined=f"{number} rounds on sampled genealogies")
            new_space = replace(learned, provenance=note)
            new_graph = trace(new_space, seed=seed)
            next_best = judge(new_space, new_graph, held)
            scores.append(float(next_best.mean()))
            if not lower_confidence_bound(next_best - best) > 0:
                reason = (
                    f"round {number} did not predict held-out works better beyond doubt "
                    f"({scores[-2]:.3f} to {scores[-1]:.3f} nats per work)"
                )
                break
            best = next_best
            space, graph, kept = new_space, new_graph, kept + 1
    return Refinement(space, graph, tuple(scores), kept, reason)
