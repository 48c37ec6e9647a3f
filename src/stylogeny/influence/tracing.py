"""trace: fit the branching model in an embedding and return the influence graph."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import numpy as np
from scipy import sparse

from ..embedding.space import Embedding
from ..errors import StylogenyError
from .blockwise import LARGE, trace_large
from .branching.candidates import CandidateIndex, Candidates, candidates_among
from .branching.em import Fit, fit
from .branching.em_data import EMData
from .branching.model import Kernels, initial
from .branching.parent_sets import ParentSets, blends, singles
from .branching.prior import Labels
from .branching.projection import CLEARLY, POWERS, Projection, foretold, inherited, plain, sharpest
from .dates import draw_years
from .displacement import displacement
from .graph import InfluenceGraph

ROUNDS = 4  # times the metric is learned anew, while that foretells lag and artist better
TEMPER = 0.5  # first guess of what a dimension is worth
FLOOR = 1e-3  # shares below this are spread over the rest of the row
# In a single work's innovation; the rest is the mean of all. The background is one normal, and noise makes the verdict on one
# work bolder than it is right. Halving it raised the rank correlation of net credit with the truth from .39 to .42 on painted
# pictures and its slope from .36 to .56; on noisy genomes it cost .655 to .641 (verification/fashion.py).
TRUST = 0.5


def candidates_of(
    space: Embedding, *, k: int = 64, learn: bool = True, children: np.ndarray | None = None
) -> Candidates:
    """The candidate parents of every dated work, for any draw of the dates: find once, reuse in every refit.

    Parameters
    ----------
    space : Embedding
        n works as vectors.
    k : int
        Nearest works kept for each work.
    learn : bool
        Learn the metric of what is handed on (metric.py); otherwise measure in the embedding as it is.
    children : ndarray, optional
        bool[n]: the works whose parents are looked for, a fair sample of all. Default: every dated work.

    Raises
    ------
    StylogenyError
        When fewer than two works are dated.
    """
    works = space.works
    if works.dated.sum() < 2:
        raise StylogenyError("influence needs at least two dated works", got=int(works.dated.sum()))
    metric = plain(space.vectors[works.dated])
    found = _nearest(space, metric, k, children)
    if not learn:
        return replace(found, dims=TEMPER * found.dims)
    years, even, labels = draw_years(works), np.ones(len(works)), Labels(works)
    best, score = found, -np.inf
    for _ in range(ROUNDS + 1):
        table = singles(replace(found, dims=TEMPER * found.dims))
        problem = EMData(table, years, labels, even, children=children)
        fitted = fit(problem, start_of(problem), steps=12)
        powers = [foretold(fitted, problem, power=power) for power in POWERS]
        if max(powers) < score + CLEARLY:
            break
        score = max(powers)
        best = replace(table.edges, dims=table.edges.dims * sharpest(powers), metric=metric)
        metric = inherited(space.vectors, fitted, problem)
        found = _nearest(space, metric, k, children)
    return best


def earlier_of(space: Embedding, metric: Projection) -> CandidateIndex:
    """The dated works in order of date, placed by a metric."""
    works = space.works
    return CandidateIndex(
        metric.measure(space.vectors),
        np.where(works.dated, works.earliest, np.nan),
        np.where(works.dated, works.latest, np.nan),
        group=works.table["group"].to_numpy(),
        artist=works.column("artist"),
    )


def _nearest(space: Embedding, metric: Projection, k: int, children: np.ndarray | None = None) -> Candidates:
    return candidates_among(earlier_of(space, metric), k=k, only=children)


def trace(
    space: Embedding,
    *,
    seed: int = 0,
    years: np.ndarray | None = None,
    sample_weight: np.ndarray | None = None,
    candidates: Candidates | None = None,
    warm_start: InfluenceGraph | None = None,
    k: int = 64,
    parents: int = 3,
    steps: int = 40,
    tolerance: float = 1e-3,
    settle: float | None = None,
    net: bool = True,
) -> InfluenceGraph:
    """Who descends from whom: the posterior over strictly earlier parents of every dated work.

    Parameters
    ----------
    space : Embedding
        n works as vectors.
    seed : int
        Draws the dates of works with a date interval.
    years : ndarray, optional
        float64[n]: dates to use instead of drawn ones.
    sample_weight : ndarray, optional
        float64[n]: how often each work counts (a bootstrap's weights); works of weight zero are nobody's parent.
    candidates : Candidates, optional
        From :func:`candidates_of`: found once, reused by every refit.
    warm_start : InfluenceGraph, optional
        A graph traced in the same space: its parentage hypotheses are reused and its fitted parameters started from, so
        that a refit is sparse array work.
    k : int
        Nearest earlier works considered for each work; blends of two and three among them are kept in proportion.
    parents : int
        At most so many parents of one work (1 to 3).
    steps : int
        At most so many EM steps.
    tolerance : float
        EM stops when it gains less, nats a work.
    settle : float, optional
        Stop instead when no parameter moves by more in a step, and extrapolate the steps: slower to stop, and the same end
        from a warm start as from nothing (mixing.py).
    net : bool
        Also find what each child would lose without each parent, for :attr:`InfluenceGraph.net`.

    Returns
    -------
    InfluenceGraph

    Raises
    ------
    StylogenyError
        When years or weights are not one a work, or fewer than two works are dated.
    """
    works, n = space.works, len(space.works)
    years = draw_years(works, seed=seed) if years is None else np.asarray(years, dtype=np.float64)
    weight = np.ones(n) if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
    if years.shape != (n,) or weight.shape != (n,):
        raise StylogenyError("one year and one weight a work are expected", got=f"{years.shape} and {weight.shape}")
    years = np.where(works.dated, years, np.nan)
    if candidates is None and works.dated.sum() > LARGE:
        return trace_large(space, years, weight, seed=seed, k=k, parents=parents, steps=steps, learned=warm_start)
    inclusion = None
    if warm_start is None:
        table, start, first = learn(space, years, weight, candidates, seed=seed, k=k, parents=parents, steps=steps)
    else:
        table, start, first = warm_start.hypotheses, warm_start.kernels, 0
        inclusion = _edge_values(warm_start.inclusion, table)
    problem = EMData(table, years, Labels(works), weight, seed=seed)
    result = fit(problem, start, steps=steps, tolerance=tolerance, inclusion=inclusion, settle=settle)
    params = {
        "kernels": asdict(result.kernels),
        "log_likelihood": float(result.log_likelihood[works.dated].mean()),
        "steps": [first, result.steps],
        "seed": seed,
        "candidates": k,
        "parents": parents,
        "limit": steps,
    }
    metric = table.edges.metric
    if metric is not None:
        params["metric"] = {"centre": metric.centre.tolist(), "matrix": metric.matrix.tolist()}
    return _graph(space, years, table, result, params, net=net)


def learn(
    space: Embedding,
    years: np.ndarray,
    weight: np.ndarray,
    candidates: Candidates | None,
    *,
    seed: int,
    k: int,
    parents: int,
    steps: int,
    children: np.ndarray | None = None,
) -> tuple[ParentSets, Kernels, int]:
    """Fit single parents, and propose blends of them: the hypotheses, kernels to start from, and the steps taken."""
    candidates = candidates_of(space, k=k, children=children) if candidates is None else candidates
    table = singles(candidates)
    problem = EMData(table, years, Labels(space.works), weight, seed=seed, children=children)
    if parents < 2:
        return table, start_of(problem), 0
    alone = fit(problem, start_of(problem), steps=steps)
    log_prior = np.maximum(alone.log_prior, -40.0)
    most = 3 * k // 4
    triples = k // 2 if parents > 2 else 0
    table = blends(candidates, log_prior, step=alone.kernels.step, width=most, pairs=most, triples=triples)
    return table, alone.kernels, alone.steps


def hypotheses_of(graph: InfluenceGraph) -> ParentSets:
    """The parentage hypotheses a graph was fitted on, found again from its parameters."""
    p, space = graph.params, graph.embedding
    found = None
    if "metric" in p:  # need not be learned again
        metric = Projection(np.array(p["metric"]["centre"]), np.array(p["metric"]["matrix"]))
        found = replace(_nearest(space, metric, p["candidates"]), dims=graph.kernels.dims, metric=metric)
    return learn(
        space,
        graph.years,
        np.ones(len(graph)),
        found,
        seed=p["seed"],
        k=p["candidates"],
        parents=p["parents"],
        steps=p["limit"],
    )[0]


def start_of(problem: EMData) -> Kernels:
    """Kernels to start a fit from."""
    edges = problem.hypotheses.edges
    first = edges.start[:-1][edges.start[:-1] < edges.start[1:]]
    return initial(edges.squared[first], problem.strange[problem.inside], dims=edges.dims)


def _edge_values(matrix: sparse.csr_array, table: ParentSets) -> np.ndarray:
    """A matrix's values on the edges of a table, float64[e]; 0 elsewhere."""
    n = table.edges.size
    found = matrix.tocoo()
    key = found.row.astype(np.int64) * n + found.col
    order = np.argsort(key, kind="stable")
    wanted = table.edges.child.astype(np.int64) * n + table.edges.parent
    at = np.minimum(np.searchsorted(key[order], wanted), max(len(key) - 1, 0))
    if not len(key):
        return np.zeros(len(wanted))
    return np.where(key[order][at] == wanted, found.data[order][at], 0.0).astype(np.float64)


def _graph(
    space: Embedding, years: np.ndarray, table: ParentSets, result: Fit, params: dict[str, Any], *, net: bool = True
) -> InfluenceGraph:
    pairs = table.edges
    kept = np.flatnonzero(result.share > FLOOR)
    apart = displacement(table, result.log_prior, kept) if net else np.ones(len(kept))
    graph = assemble(
        space,
        years,
        (pairs.child[kept], pairs.parent[kept]),
        result.share[kept],
        result.inclusion[kept],
        result.innovation,
        apart,
        -result.log_likelihood,
        params,
    )
    graph.__dict__["hypotheses"] = table
    return graph


def assemble(
    space: Embedding,
    years: np.ndarray,
    at: tuple[np.ndarray, np.ndarray],
    share: np.ndarray,
    inclusion: np.ndarray,
    innovation: np.ndarray,
    apart: np.ndarray,
    surprise: np.ndarray,
    params: dict[str, Any],
) -> InfluenceGraph:
    """The graph of edges `at` (child, parent): float64[e] `share`, `inclusion` and `apart` (net.py); float64[n] `innovation`."""
    n = len(space.works)
    row = np.bincount(at[0], share, minlength=n)
    follows = np.where(row > 0, row / np.maximum(row + innovation, 1e-300), 0.0)
    mean = float(follows[row > 0].mean()) if len(share) else 0.0
    follows = np.where(row > 0, TRUST * follows + (1 - TRUST) * mean, 0.0)
    share = share * (follows / np.maximum(row, 1e-300))[at[0]]
    lost = share * apart
    unit = lost.sum() / max(float(share.sum()), 1e-300)

    def matrix(values: np.ndarray) -> sparse.csr_array:
        return sparse.csr_array((values, at), shape=(n, n))

    return InfluenceGraph(
        space,
        matrix(share),
        1.0 - follows,
        years,
        params,
        inclusion=matrix(inclusion),
        net_weights=matrix(lost / max(unit, 1e-300)),
        surprise=surprise,
    )
