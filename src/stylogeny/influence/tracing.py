"""trace: fit the branching model in an embedding and return the influence graph."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import Any

import numpy as np
from scipy import sparse

from ..embedding.space import Embedding
from ..errors import StylogenyError
from ..provenance import Provenance
from .assembly import MIN_SHARE, Edges, Parentage, assemble
from .blockwise import LARGE, SAMPLE, trace_blockwise
from .branching.background import MIN_WORKS
from .branching.candidates import Candidates
from .branching.displacement import displacement
from .branching.em import MAX_ITER, TOL, fit
from .branching.fitted_model import FittedModel
from .branching.fitting import (
    INNOVATION_SHRINKAGE,
    FitOptions,
    Proposal,
    em_data,
    nearest_candidates,
    propose,
)
from .branching.parent_sets import MAX_PARENTS, ParentSets
from .branching.projection import embedding_projection
from .dates import draw_years
from .graph import InfluenceGraph


class ConvergenceWarning(UserWarning):
    """EM stopped at its limit of iterations."""


def trace(
    space: Embedding,
    *,
    seed: int = 0,
    years: np.ndarray | None = None,
    sample_weight: np.ndarray | None = None,
    candidates: Candidates | None = None,
    warm_start: InfluenceGraph | None = None,
    k: int = 64,
    parents: int = MAX_PARENTS,
    max_iter: int = MAX_ITER,
    tol: float = TOL,
    param_tol: float | None = None,
    net: bool = True,
    innovation_shrinkage: float = INNOVATION_SHRINKAGE,
    background_min_works: int = MIN_WORKS,
    blockwise_above: int = LARGE,
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
        A graph traced in the same space: its parent sets are reused and its fitted parameters started from, so that a
        refit is sparse array work.
    k : int
        Nearest earlier works considered for each work; sets of two and three among them are kept in proportion.
    parents : int
        At most this many parents of one work (1 to 3).
    max_iter : int
        At most this many iterations of EM.
    tol : float
        EM has converged when an iteration gains less, nats per work.
    param_tol : float, optional
        It has converged instead when no parameter moves by more in an iteration, and iterations are extrapolated:
        slower to stop, and the same end from a warm start as from nothing (anderson.py).
    net : bool
        Also find what each child would lose without each parent, for :attr:`InfluenceGraph.net`.
    innovation_shrinkage : float
        In [0, 1]: the share of each work's innovation that is taken from the mean of all (fitting.py).
    background_min_works : int
        The background at a date is the mean of at least this many works (background.py).
    blockwise_above : int
        With more dated works the model is learned on a sample and parents are read off block by block (blockwise.py).

    Returns
    -------
    InfluenceGraph

    Raises
    ------
    StylogenyError
        When there is not one year and one weight per work, or fewer than two works are dated.

    Warns
    -----
    ConvergenceWarning
        When EM stopped at `max_iter`, or because the likelihood fell; ``graph.model.converged`` says so too.
    """
    years, weight = _dates_and_weights(space, years, sample_weight, seed)
    options = FitOptions(
        seed=seed,
        k=k,
        parents=parents,
        max_iter=max_iter,
        background_min_works=background_min_works,
        innovation_shrinkage=innovation_shrinkage,
    )
    parameters: dict[str, Any] = {"seed": seed, "candidates": k, "parents": parents, "max_iter": max_iter}
    parameters |= {"tol": tol if np.isfinite(tol) else None, "param_tol": param_tol}
    if candidates is None and space.works.dated.sum() > blockwise_above:
        parameters["sample"] = SAMPLE
        learned = None if warm_start is None else warm_start.require_model()
        parentage = trace_blockwise(space, years, weight, options, tol=tol, learned=learned)
    else:
        parentage = _trace_at_once(
            space, years, weight, options,
            candidates=candidates, warm_start=warm_start, tol=tol, param_tol=param_tol, net=net,
        )  # fmt: skip
    if not parentage.model.converged:
        warnings.warn(not_converged(parentage.model), ConvergenceWarning, stacklevel=2)
    return assemble(space, years, parentage, Provenance(parameters))


def not_converged(model: FittedModel) -> str:
    """What is to be said of a model whose EM stopped before it had converged, in one line."""
    if model.last_gain < 0:
        fall = f"the likelihood fell by {-model.last_gain:.2g} nats per work in iteration {model.n_iter}"
        return f"EM stopped without converging: {fall}; take the graph as provisional"
    done = f"EM has not converged after {model.n_iter} iterations"
    return f"{done}; take the graph as provisional, or allow it more (--max-iter, max_iter)"


def parent_sets_of(graph: InfluenceGraph) -> ParentSets:
    """The parent sets a traced graph was fitted on; those of a graph read from disk are found again by a first fit."""
    if graph.parent_sets is not None:
        return graph.parent_sets
    model, parameters = graph.require_model(), graph.provenance.parameters
    fields = {"seed": "seed", "candidates": "k", "parents": "parents", "max_iter": "max_iter"}
    how = {field: parameters[name] for name, field in fields.items() if name in parameters}
    options = FitOptions(background_min_works=model.background_min_works, **how)
    nearest = nearest_candidates(graph.embedding, model.projection, options.k)
    candidates = replace(nearest, dims=model.kernels.dims)  # the metric need not be learned again
    return propose(graph.embedding, graph.years, np.ones(len(graph)), options, candidates=candidates).parent_sets


def _dates_and_weights(
    space: Embedding, years: np.ndarray | None, sample_weight: np.ndarray | None, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """One year, NaN where undated, and one weight per work."""
    works, n = space.works, len(space.works)
    years = draw_years(works, seed=seed) if years is None else np.asarray(years, dtype=np.float64)
    weight = np.ones(n) if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
    if years.shape != (n,) or weight.shape != (n,):
        raise StylogenyError("one year and one weight per work are expected", got=f"{years.shape} and {weight.shape}")
    return np.where(works.dated, years, np.nan), weight


def _trace_at_once(
    space: Embedding,
    years: np.ndarray,
    weight: np.ndarray,
    options: FitOptions,
    *,
    candidates: Candidates | None,
    warm_start: InfluenceGraph | None,
    tol: float,
    param_tol: float | None,
    net: bool,
) -> Parentage:
    """All works' parent sets fitted together."""
    inclusion = None
    if warm_start is None:
        proposal = propose(space, years, weight, options, candidates=candidates)
    else:
        proposal = Proposal(parent_sets_of(warm_start), warm_start.require_model().kernels)
        inclusion = _edge_values(warm_start.inclusion, proposal.parent_sets)
    sets = proposal.parent_sets
    data = em_data(sets, space, years, weight, options)
    result = fit(data, proposal.kernels, max_iter=options.max_iter, tol=tol, param_tol=param_tol, inclusion=inclusion)
    kept = np.flatnonzero(result.share > MIN_SHARE)
    apart = displacement(sets, result.log_prior, kept) if net else np.ones(len(kept))
    edges = Edges(sets.edges.child[kept], sets.edges.parent[kept], result.share[kept], result.inclusion[kept], apart)
    projection = sets.edges.projection or embedding_projection(space.vectors[space.works.dated])
    mean = float(result.log_likelihood[space.works.dated].mean())
    model = FittedModel.fitted(result, projection, options, log_likelihood=mean, n_iter_singles=proposal.n_iter)
    return Parentage(edges, result.innovation, result.log_likelihood, model, sets)


def _edge_values(matrix: sparse.csr_array, sets: ParentSets) -> np.ndarray:
    """A matrix's values on the edges of parent sets, float64[e]; 0 elsewhere."""
    n = sets.edges.size
    entry = matrix.tocoo()
    key = entry.row.astype(np.int64) * n + entry.col
    if not len(key):
        return np.zeros(len(sets.edges))
    order = np.argsort(key, kind="stable")
    wanted = sets.edges.child.astype(np.int64) * n + sets.edges.parent
    at = np.minimum(np.searchsorted(key[order], wanted), len(key) - 1)
    return np.where(key[order][at] == wanted, entry.data[order][at], 0.0).astype(np.float64)
