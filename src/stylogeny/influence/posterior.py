"""Likely parents of a picture the graph has never seen: the fitted model asked about one more vector and year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import StylogenyError
from .branching.candidates import Candidates
from .branching.e_step import log_evidence, log_no_parent
from .branching.model import log_mutation_of_sets, log_set_size
from .branching.parent_sets import MAX_PARENTS, ParentSets, parent_sets, singles
from .branching.prior import COVARIATES, lag_bin
from .graph import InfluenceGraph

NEAREST = 64  # earlier works considered
MIN_SHARE = 1e-4  # smaller shares are spread over the rest


def posterior(
    graph: InfluenceGraph, vector: np.ndarray, year: float, *, skip: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray, float]:
    """Likely parents of a vector that is not in the graph.

    Parameters
    ----------
    graph : InfluenceGraph
        A traced graph.
    vector : ndarray
        float32[d], in the embedding's space.
    year : float
        Only strictly earlier works can be parents.
    skip : ndarray, optional
        Rows or mask of works that are no parents (near-duplicates of the picture, say).

    Returns
    -------
    rows, weights : ndarray
        int64[k] and float64[k], heaviest first; with `innovation` the weights sum to 1.
    innovation : float
        The share that comes from nowhere in the corpus.

    Raises
    ------
    StylogenyError
        When the vector or the year is not what the graph's space has, or the graph has no fitted model.
    """
    vector = np.asarray(vector, dtype=np.float32)
    d = graph.embedding.vectors.shape[1]
    if vector.shape != (d,) or not np.isfinite(vector).all():
        raise StylogenyError(f"one finite vector of {d} numbers is expected", got=f"shape {vector.shape}")
    if not np.isfinite(year):
        raise StylogenyError("a year is expected", got=year)
    allowed = graph.years < year
    if skip is not None:
        allowed[np.asarray(skip)] = False
    rows = np.flatnonzero(allowed)
    if not len(rows):
        return np.zeros(0, dtype=np.int64), np.zeros(0), 1.0
    place = graph.require_model().projection.project(vector)
    nearest = _nearest(graph, rows, place, year)
    share, innovation = _shares(graph, nearest.parent_sets, nearest.log_prior, place, year)
    order = np.argsort(-share, kind="stable")
    order = order[share[order] > MIN_SHARE]
    follows = _shrunk(graph, float(share[order].sum() / (share[order].sum() + innovation)), any_parent=len(order) > 0)
    weights = share[order] * (follows / max(share[order].sum(), 1e-300))
    return nearest.rows[order], weights, 1.0 - follows


@dataclass(frozen=True, eq=False)
class _Nearest:
    """The likeliest earlier works int64[c], their log priors float64[c], and sets of them."""

    rows: np.ndarray
    log_prior: np.ndarray
    parent_sets: ParentSets


def _nearest(graph: InfluenceGraph, rows: np.ndarray, place: np.ndarray, year: float) -> _Nearest:
    """The likeliest parents among the works at `rows`, by distance, lag and fame."""
    model, places = graph.require_model(), graph.places
    kernels, kept = model.kernels, np.float32(model.projection.regression)
    squared = np.square(kept * places[rows] - place).sum(axis=1, dtype=np.float64)
    fame = np.asarray(graph.inclusion[graph.years < year].sum(axis=0)).ravel()[rows]
    log_lag, gamma = np.asarray(kernels.preference.log_lag), kernels.preference.coefficients[COVARIATES.index("fame")]
    raw = log_lag[lag_bin(year - graph.years[rows])] + gamma * np.log1p(fame)
    log_prior = raw - np.logaddexp.reduce(raw)
    best = np.argsort(0.5 * squared / kernels.step**2 - log_prior, kind="stable")[:NEAREST]
    count = len(best)
    local = Candidates(
        child=np.full(count, count, dtype=np.int32),
        parent=np.arange(count, dtype=np.int32),
        squared=squared[best].astype(np.float32),
        size=count + 1,
        vectors=np.concatenate([places[rows[best]], place[None]]),
        dims=kernels.dims,
        regression=model.projection.regression,
    )
    several = count > 1 and graph.provenance.parameters.get("parents", 1) > 1
    sets = parent_sets(local, log_prior[best], step=kernels.step) if several else singles(local)
    return _Nearest(rows[best], log_prior[best], sets)


def _shares(
    graph: InfluenceGraph, sets: ParentSets, log_prior: np.ndarray, place: np.ndarray, year: float
) -> tuple[np.ndarray, float]:
    """Expected share of each candidate, float64[c], and P(no parent)."""
    kernels = graph.require_model().kernels
    log_k = log_mutation_of_sets(sets.squared, sets.size, kernels)
    log_size = log_set_size(kernels)[sets.size - 1]
    evidence = log_evidence(log_k, sets.log_prior(log_prior), sets.log_det, log_size=log_size)
    squared = np.square(place - graph.background.at(np.array([year]))).sum(axis=1)
    alone = log_no_parent(squared, kernels, np.ones(1, dtype=bool))
    total = np.logaddexp(np.logaddexp.reduce(evidence), alone[0])
    chance = np.exp(evidence - total)
    share = np.zeros(len(log_prior))
    for slot in range(MAX_PARENTS):
        used = sets.member[:, slot] >= 0
        np.add.at(share, sets.member[used, slot], chance[used] * sets.share[used, slot])
    return share, float(np.exp(alone[0] - total))


def _shrunk(graph: InfluenceGraph, follows: float, *, any_parent: bool) -> float:
    """1 - innovation, shrunk to the mean of the graph's works with parents, as theirs was."""
    others = 1.0 - graph.innovation[np.diff(graph.parents.indptr) > 0]
    if not len(others) or not any_parent:
        return follows
    shrinkage = graph.require_model().innovation_shrinkage
    return (1 - shrinkage) * follows + shrinkage * float(others.mean(dtype=np.float64))
