"""The outer loop: distances on sampled genealogies retrain the embedding's last layer, and influence is traced again.

Triplets (anchor, nearer, farther) come from sampled genealogies: the nearer relative has the smaller patristic distance
in years. A linear map on top of the vectors is fitted to them (hinge on squared distances, ridge towards doing
nothing); dates stay hard constraints, since every trace obeys them. A round is kept only if the vectors' own posterior
predicts lag and artist of the parents of held-out works better beyond doubt (predictive_gain.py); otherwise the loop
stops and says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import minimize

from ..embedding.space import Embedding
from ..progress import Callback, progress
from ..streams import stream
from .branching.em import fit
from .branching.em_data import EMData
from .branching.fitting import candidates_of, initial_kernels
from .branching.parent_sets import singles
from .branching.predictive_gain import predictive_gains
from .branching.prior import Labels
from .graph import InfluenceGraph
from .tracing import parent_sets_of, trace
from .trees import patristic

HELD_OUT = 5  # every fifth work is never an anchor and judges the round
JUDGE_ITER = 10  # iterations of EM behind a round's judgement
MIN_TRIPLETS = 100  # that a map is learned from


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


def held_out_split(graph: InfluenceGraph) -> tuple[np.ndarray, np.ndarray]:
    """The works that judge, bool[n], and the other dated ones, rows from which triplets are drawn, int64[m]."""
    held = np.zeros(len(graph), dtype=bool)
    held[graph.order[2::HELD_OUT]] = True
    held &= ~np.isnan(graph.years)
    return held, np.flatnonzero(~held & ~np.isnan(graph.years))


def triplets(
    graph: InfluenceGraph, anchors: np.ndarray, *, seed: int, size: int = 20_000, genealogies: int = 4
) -> np.ndarray:
    """(anchor, nearer, farther) rows, int64[m, 3], m <= size: nearer by patristic distance in each sampled genealogy.

    Both others are drawn from the works within 60 years of the anchor, so that time alone does not decide.
    """
    rng = stream(seed, "triplets")
    years, order = graph.years, graph.dated
    t = years[order]
    out = []
    for parents in graph.sample_parents(seed, genealogies):
        a = rng.choice(anchors, size=2 * size // genealogies)
        low, high = np.searchsorted(t, years[a] - 60), np.searchsorted(t, years[a] + 60, side="right")
        b, c = (order[low + (rng.random(len(a)) * (high - low)).astype(np.int64)] for _ in range(2))
        near, far = patristic(parents, years, a, b)[0], patristic(parents, years, a, c)[0]
        swap = near > far
        b, c = np.where(swap, c, b), np.where(swap, b, c)
        ok = np.isfinite(np.minimum(near, far)) & (near != far) & (a != b) & (a != c)
        out.append(np.stack([a, b, c], axis=1)[ok][: size // genealogies])
    return np.concatenate(out)


def learn_map(vectors: np.ndarray, rows: np.ndarray, *, ridge: float = 1.0, max_iter: int = 40) -> np.ndarray:
    """The linear map L float64[d, d], near the identity, under which z L puts the nearer relatives of `rows` nearer.

    Minimises the mean of softplus(1 + |(a - b) L|^2 - |(a - c) L|^2) in units of the mean squared distance, plus
    ridge |L - I|^2 / d.
    """
    d = vectors.shape[1]
    x = vectors.astype(np.float64)
    u, v = x[rows[:, 0]] - x[rows[:, 1]], x[rows[:, 0]] - x[rows[:, 2]]
    unit = max(float((u * u).sum(axis=1).mean() + (v * v).sum(axis=1).mean()) / 2, 1e-12)
    u, v = u / np.sqrt(unit), v / np.sqrt(unit)

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        change = flat.reshape(d, d)
        lu, lv = u + u @ change, v + v @ change
        margin = 1.0 + (lu * lu).sum(axis=1) - (lv * lv).sum(axis=1)
        slope = 1 / (1 + np.exp(-margin)) / len(rows)
        gradient = 2 * ((u * slope[:, None]).T @ lu - (v * slope[:, None]).T @ lv) + 2 * ridge / d * change
        return float(np.logaddexp(0, margin).mean() + ridge / d * (change * change).sum()), gradient.ravel()

    optimum = minimize(loss, np.zeros(d * d), jac=True, method="L-BFGS-B", options={"maxiter": max_iter})
    return np.eye(d) + optimum.x.reshape(d, d)


def apply_map(space: Embedding, change: np.ndarray, *, note: str) -> Embedding:
    """The embedding with its last layer followed by a linear map; the head's inverse and dating follow along."""
    head = space.head
    if head is not None:
        head = head.mapped(change)
    axis = space.time_axis @ change
    return replace(
        space,
        vectors=(space.vectors @ change).astype(np.float32),
        time_axis=axis / max(float(np.linalg.norm(axis)), 1e-12),
        provenance=space.provenance.with_parameters(refined=note),
        head=head,
    )


def judge(space: Embedding, graph: InfluenceGraph, held: np.ndarray) -> np.ndarray:
    """How well the vectors' own posterior predicts lag and artist of each held-out work's parents, nats, float64[held].

    The prior is fitted on the other works; the held-out ones only judge.
    """
    alone = singles(parent_sets_of(graph).edges)
    weight = np.where(held, 0.25, 1.0)  # held-out works stay available as parents, and hardly count in the fit
    data = EMData(alone, graph.years, Labels(space.works), weight)
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

    Returns
    -------
    Refinement
    """
    graph = trace(space, seed=seed) if graph is None else graph
    held, anchors = held_out_split(graph)
    best = judge(space, graph, held)
    scores, kept, reason = [float(best.mean())], 0, f"the {rounds} rounds asked for were done"
    for number in progress(range(1, rounds + 1), "outer loop", unit="round", callback=callback):
        rows = triplets(graph, anchors, seed=seed + number)
        if len(rows) < MIN_TRIPLETS:
            reason = "too few related works to learn from"
            break
        change = learn_map(space.vectors, rows)
        new_space = apply_map(space, change, note=f"{number} rounds on sampled genealogies")
        new_graph = trace(new_space, seed=seed, candidates=candidates_of(new_space))
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
