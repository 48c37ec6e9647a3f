"""What a picture owes by descent: its likely parents under the fitted model, and what these owe in turn.

A work's content is its own innovation plus its parents', and theirs in turn: the share of work j in picture x is A_xj
times the innovation of j. The shares of all works and the picture's own innovation sum to one, because (I - W) 1 =
innovation. A work that is no earlier than the picture earns nothing however like it is. Two people with one idea would
fool the model; they are told apart by being too like each other (:func:`look_alikes`).
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from ...influence.descent import solve
from ...influence.graph import InfluenceGraph
from ...influence.posterior import posterior

TOO_LIKE = 3.0  # standard deviations below the usual log step from parent to child


def shares(
    graph: InfluenceGraph,
    vector: np.ndarray,
    year: float,
    *,
    lookalikes: np.ndarray | None = None,
    weights: np.ndarray | None = None,
) -> np.ndarray:
    """Shares of the n works and, last, of innovation, float64[n + 1]; they sum to one.

    Parameters
    ----------
    vector : ndarray
        float32[d].
    year : float
        Only earlier works earn anything.
    lookalikes : ndarray, optional
        int64[k]: works that have the same idea and are not its source. The picture then owes what the earliest of them
        owes: the same works, in the same shares, and the rest is its own. (Being near that one's offspring says no more
        than being near that one.)
    weights : ndarray, optional
        float64[n + 1]: a resampled history counts each work, and having no parent, so often (:func:`reweighted`).
    """
    direct = np.zeros(len(graph.works))
    if lookalikes is not None and len(lookalikes):
        first = int(lookalikes[np.argmin(graph.years[lookalikes])])
        direct, innovation = graph.parents[[first]].toarray().ravel().astype(np.float64), float(graph.innovation[first])
    else:
        rows, weight, innovation = posterior(graph, vector, year)
        direct[rows] = weight
    parents, own = graph.parents, graph.innovation.astype(np.float64)
    if weights is not None:
        parents, own = reweighted(parents, own, weights)
        direct, innovation = direct * weights[:-1], innovation * weights[-1]
        total = direct.sum() + innovation
        direct, innovation = direct / total, innovation / total
    owed = solve(parents, graph.order, direct, transposed=True) * own
    owed = np.append(np.maximum(owed, 0.0), innovation)
    return owed / owed.sum()


def reweighted(
    parents: sparse.csr_array, innovation: np.ndarray, weights: np.ndarray
) -> tuple[sparse.csr_array, np.ndarray]:
    """Parents csr[n, n] and innovation float64[n] where each hypothesis counts as its work does, float64[n + 1].

    The Bayesian bootstrap of the fitted hypotheses, without a refit of what weighs them.
    """
    changed = sparse.csr_array(parents, dtype=np.float64)
    changed.data = changed.data * weights[changed.indices]
    alone = innovation * weights[-1]
    total = np.asarray(changed.sum(axis=1)).ravel() + alone
    total = np.where(total > 0, total, 1.0)
    changed.data = changed.data / np.repeat(total, np.diff(changed.indptr))
    return changed, alone / total


def look_alikes(graph: InfluenceGraph, vector: np.ndarray, year: float) -> np.ndarray:
    """Earlier works that are too like a picture to be its source, int64[k].

    A density is highest at the parent itself, so the fitted model prefers the likest work. But a maker who follows a
    work takes a step away from it, and in many dimensions hardly any step is short: works much nearer than the graph's
    children are to their parents have the same idea, not the one from the other. A copy is as near; the pixels know it.

    The usual step is the weighted median over all edges of the graph of the log distance in its metric; too like is
    :data:`TOO_LIKE` standard deviations below it, as the step's lower side shows them (from the median down to the 16th
    percentile: leaps and mistaken edges make the upper side wide).
    """
    edge = graph.parents.tocoo()
    if not edge.nnz or graph.model is None:
        return np.zeros(0, dtype=np.int64)
    step = np.linalg.norm(graph.places[edge.row].astype(np.float64) - graph.places[edge.col], axis=1)
    moved = step > 0
    log, weight = np.log(step[moved]), edge.data[moved].astype(np.float64)
    usual, short = _quantile(log, weight, 0.5), _quantile(log, weight, 0.16)
    place_of = graph.model.projection.project(np.asarray(vector, dtype=np.float32))
    far = np.linalg.norm(graph.places.astype(np.float64) - place_of, axis=1)
    return np.flatnonzero((graph.years < year) & (far < np.exp(usual - TOO_LIKE * (usual - short))))


def _quantile(values: np.ndarray, weights: np.ndarray, level: float) -> float:
    order = np.argsort(values, kind="stable")
    total = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(total, level * total[-1])])
