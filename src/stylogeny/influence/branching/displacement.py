"""What a child would lose without one of its parents, once another work has taken the parent's place.

A child that took the share w_ij from work j would, without j, have taken it from whatever else its maker was likely to
look at. What it loses is the share times how far those others are from j: nothing where a twin stands ready, much where
j stood alone. The loss then passes on to the child's own descendants (:attr:`InfluenceGraph.net`).
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from .parent_sets import ParentSets


def displacement(sets: ParentSets, log_prior: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Root mean square distance from each edge's parent to the works its child would turn to instead.

    Parameters
    ----------
    sets : ParentSets
        Their e edges are the works each child could turn to.
    log_prior : ndarray
        float64[e], -inf where a work was not available.
    edges : ndarray
        int64[m]: positions of the edges in question.

    Returns
    -------
    ndarray
        float64[m], in units of the metric; where there was nothing else to turn to, the distance to the centre of the
        space.
    """
    pairs, n = sets.edges, sets.edges.size
    vectors = pairs.vectors
    z = vectors.astype(np.float64) - vectors.mean(axis=0, dtype=np.float64)
    norms = np.einsum("nd,nd->n", z, z)
    chance = np.exp(log_prior)
    total = np.bincount(pairs.child, chance, minlength=n)
    chance = chance / np.maximum(total, 1e-300)[pairs.child]
    turn = sparse.csr_array((chance, (pairs.child, pairs.parent)), shape=(n, n))
    mean, square = turn @ z, turn @ norms
    child, parent = pairs.child[edges], pairs.parent[edges]
    # E |z_j - z_k|^2 over the others k: k = j adds nothing, so the sum over all is renormalised
    apart = norms[parent] - 2 * np.einsum("md,md->m", z[parent], mean[child]) + square[child]
    left = 1.0 - chance[edges]
    alone = left < 1e-6
    apart = np.where(alone, norms[parent], apart / np.where(alone, 1.0, left))
    return np.sqrt(np.maximum(apart, 0.0))
