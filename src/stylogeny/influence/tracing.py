"""trace: fit the branching model in an embedding and return the influence graph."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..corpus.works import Works
from ..embedding.space import Embedding
from ..errors import StylogenyError
from ..executors import Execution
from ..provenance import Provenance
from ..streams import int_seed
from .assembly import MIN_SHARE, Edges, FitAverage, Parentage, assemble
from .blockwise import LARGE, SAMPLE, trace_blockwise
from .branching.background import MIN_WORKS
from .branching.candidates import Candidates
from .branching.displacement import displacement
from .branching.em import MAX_ITER, TOL, EMResult, fit
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

FITS = 4  # draws of the dates that a graph is the mean of
ENOUGH = 300  # works from which something is said of single ones


class ConvergenceWarning(UserWarning):
    """EM stopped at its limit of iterations."""


def trace(
    space: Embedding,
    *,
    seed: int = 0,
    fits: int = FITS,
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
    executor: str | Execution = "serial",
) -> InfluenceGraph:
    """Who descends from whom: the posterior over strictly earlier parents of every dated work.

    Parameters
    ----------
    space : Embedding
        n works as vectors.
    seed : int
        Of every random draw.
    fits : int
        Dates are drawn this often, the model is fitted to each draw, and the graph is the mean: a single draw would
        decide which of two works of one year came first, and with it who descends from whom. The works are ordered by a
        draw that is theirs whatever the seed; with one fit, by a draw of the seed.
    years : ndarray, optional
        float64[n]: dates to use instead of drawn ones, in a single fit.
    sample_weight : ndarray, optional
        float64[n]: how often each work counts (a bootstrap's weights), by default :attr:`.Works.weight`; works of
        weight zero are nobody's parent.
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
    executor : str or Execution
        Where the parents of a block are read off (:mod:`stylogeny.executors`).

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
    draws = [years] if years is not None else date_draws(space.works, seed=seed, fits=fits)
    dates, weight = _dates_and_weights(space, draws, sample_weight)
    years = dates[0]
    options = FitOptions(
        seed=seed,
        k=k,
        parents=parents,
        max_iter=max_iter,
        background_min_works=background_min_works,
        innovation_shrinkage=innovation_shrinkage,
    )
    parameters: dict[str, Any] = {"seed": seed, "candidates": k, "parents": parents, "max_iter": max_iter}
    parameters |= {"fits": len(dates), "tol": tol if np.isfinite(tol) else None, "param_tol": param_tol}
    if candidates is None and space.works.dated.sum() > blockwise_above:
        parameters["sample"] = SAMPLE
        learned = None if warm_start is None else warm_start.require_model()
        parentage = trace_blockwise(space, years, weight, options, tol=tol, learned=learned, executor=executor)
    else:
        parentage = _trace_at_once(
            space, dates, weight, options,
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


def too_few_works(graph: InfluenceGraph) -> str | None:
    """What a graph of few works cannot say, in one line; None where there are enough."""
    inside = ~np.isnan(graph.years)
    count = int(inside.sum())
    if count >= ENOUGH:
        return None
    return (
        f"with {count} works (fewer than {ENOUGH}) it cannot be said of single works which came from which, "
        f"nor how much of a single one is new: read means of many"
    )


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


def date_draws(works: Works, *, seed: int, fits: int) -> list[np.ndarray]:
    """Dates for several fits, float64[n] each: the works' own draw, and others of the seed; one fit has the seed's."""
    if fits < 1:
        raise StylogenyError("at least one fit is needed", got=fits)
    if fits == 1:
        return [draw_years(works, seed=seed)]
    return [draw_years(works), *(draw_years(works, seed=int_seed(seed, "fit", k, bits=62)) for k in range(1, fits))]


def _dates_and_weights(
    space: Embedding, draws: Sequence[np.ndarray], sample_weight: np.ndarray | None
) -> tuple[list[np.ndarray], np.ndarray]:
    """Years of every draw, NaN where undated, and one weight per work."""
    works, n = space.works, len(space.works)
    dates = [np.asarray(years, dtype=np.float64) for years in draws]
    weight = works.weight if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
    if dates[0].shape != (n,) or weight.shape != (n,):
        raise StylogenyError(
            "one year and one weight per work are expected", got=f"{dates[0].shape} and {weight.shape}"
        )
    return [np.where(works.dated, years, np.nan) for years in dates], weight


def _trace_at_once(
    space: Embedding,
    dates: list[np.ndarray],
    weight: np.ndarray,
    options: FitOptions,
    *,
    candidates: Candidates | None,
    warm_start: InfluenceGraph | None,
    tol: float,
    param_tol: float | None,
    net: bool,
) -> Parentage:
    """All works' parent sets fitted together to every draw of the dates; later fits start from the first one's end."""
    inclusion = None
    if warm_start is None:
        proposal = propose(space, dates[0], weight, options, candidates=candidates)
    else:
        proposal = Proposal(parent_sets_of(warm_start), warm_start.require_model().kernels)
        inclusion = inclusion_of(warm_start, proposal.parent_sets)
    sets = proposal.parent_sets
    results: list[EMResult] = []
    kernels = proposal.kernels
    for k, years in enumerate(dates):
        # not bound to a name: one draw's data are gone before the next one's are arranged
        results.append(
            fit(
                em_data(sets, space, years, weight, replace(options, seed=options.seed + k)),
                kernels, max_iter=options.max_iter, tol=tol, param_tol=param_tol, inclusion=inclusion,
            )
        )  # fmt: skip
        kernels, inclusion = results[0].kernels, results[0].inclusion
    result, mean = results[0], FitAverage.of(results, sets.edges.child)
    kept = np.flatnonzero(mean.share > MIN_SHARE)
    apart = displacement(sets, result.log_prior, kept) if net else np.ones(len(kept))
    edges = Edges(sets.edges.child[kept], sets.edges.parent[kept], mean.share[kept], mean.inclusion[kept], apart)
    projection = sets.edges.projection or embedding_projection(space.vectors[space.works.dated])
    model = FittedModel.fitted(
        result,
        projection,
        options,
        log_likelihood=float(mean.log_likelihood[space.works.dated].mean()),
        n_iter_singles=proposal.n_iter,
    )
    model = replace(model, fits=len(results), innovation_spread=mean.mean_spread)
    return Parentage(
        edges,
        mean.innovation,
        mean.log_likelihood,
        model,
        sets,
        innovation_spread=mean.innovation_spread,
        agreement=mean.agreement,
    )


def inclusion_of(graph: InfluenceGraph, sets: ParentSets) -> np.ndarray:
    """The graph's P(the edge is there) on the edges of parent sets, float64[e]; 0 elsewhere."""
    n = sets.edges.size
    entry = graph.inclusion.tocoo()
    key = entry.row.astype(np.int64) * n + entry.col
    if not len(key):
        return np.zeros(len(sets.edges))
    order = np.argsort(key, kind="stable")
    wanted = sets.edges.child.astype(np.int64) * n + sets.edges.parent
    at = np.minimum(np.searchsorted(key[order], wanted), len(key) - 1)
    return np.where(key[order][at] == wanted, entry.data[order][at], 0.0).astype(np.float64)
