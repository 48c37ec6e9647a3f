"""Descent on a matrix of parents: who comes from whom over all generations, and genealogies drawn from it.

`parents` is csr[n, n], row = child, column = parent, each row summing to at most 1; `order` int64[n] sorts the works by
date, so that the permuted matrix is strictly lower triangular and (I - W) x = b is solved by substitution, without fill
and exactly.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu, spsolve_triangular

from ..streams import uniforms


def solve(parents: sparse.csr_array, order: np.ndarray, rhs: np.ndarray, *, transposed: bool = False) -> np.ndarray:
    """x with x = parents @ x + rhs (or its transpose): one substitution, float64[n] or [n, k]."""
    n = len(order)
    lower = parents[order][:, order].astype(np.float64)
    system = sparse.eye_array(n, format="csr") - lower
    if transposed:
        system = system.T
    x = np.empty_like(rhs, dtype=np.float64)
    x[order] = spsolve_triangular(
        system.tocsr(), np.asarray(rhs, dtype=np.float64)[order], lower=not transposed, unit_diagonal=True
    )
    return x


# The same substitution, factored once for many right-hand sides. SuperLU adds up in another order than
# spsolve_triangular, so the two differ in the last bit; published figures of the graph (importance, net) rest on this
# one, lightcones on the other.
def factored(
    parents: sparse.csr_array, order: np.ndarray, *, propagation: float = 1.0
) -> Callable[[np.ndarray, bool], np.ndarray]:
    """A solver of x = propagation * parents @ x + b for b float64[n] or [n, k], or of its transpose where told; x >= 0.

    Parameters
    ----------
    propagation : float
        The share of what reaches a work that its children get.
    """
    weights = propagation * parents.astype(np.float64)[order][:, order]
    eye = sparse.eye_array(len(order), format="csc")
    factor = splu(
        sparse.csc_matrix(eye - weights.tocsc()),
        permc_spec="NATURAL",
        diag_pivot_thresh=0.0,
        options={"SymmetricMode": True},
    )

    def solver(b: np.ndarray, transposed: bool) -> np.ndarray:
        out = np.empty(b.shape, dtype=np.float64)
        out[order] = factor.solve(np.ascontiguousarray(b[order], dtype=np.float64), "T" if transposed else "N")
        return np.clip(out, 0.0, None)

    return solver


def draw_parents(parents: sparse.csr_array, u: np.ndarray) -> np.ndarray:
    """One parent per work, or none, with the row's probabilities.

    Parameters
    ----------
    parents : csr_array
        csr[n, n].
    u : ndarray
        float64[k, n] in (0, 1): a uniform for each of k genealogies and each work.

    Returns
    -------
    ndarray
        int64[k, n]: the parent's row, -1 for none.
    """
    start = parents.indptr
    rows = np.repeat(np.arange(parents.shape[0]), np.diff(start))
    total = np.concatenate([[0.0], np.cumsum(parents.data, dtype=np.float64)])
    # rises from r to r + 1 - innovation along row r, so that one search serves all rows
    cumulative = rows + np.minimum(total[1:] - total[start[rows]], 1.0 - 1e-12)
    at = np.searchsorted(cumulative, np.arange(parents.shape[0]) + u, side="right")
    none = at >= start[1:][None, :]
    at = np.clip(at, start[:-1], np.maximum(start[1:] - 1, start[:-1]))
    return np.where(none, -1, np.append(parents.indices, -1)[at]).astype(np.int64)


def likeliest_parents(parents: sparse.csr_array) -> np.ndarray:
    """The heaviest parent of each work, int64[n]; -1 where no parent at all is likelier."""
    filled = np.asarray(parents.sum(axis=1)).ravel() >= 0.5
    return np.where(filled, np.asarray(parents.argmax(axis=1)).ravel(), -1)


def genealogy_matrix(parent: np.ndarray) -> sparse.csr_array:
    """A genealogy of one parent per work, int64[n] (-1 for none), as 0/1 csr[n, n]."""
    child = np.flatnonzero(parent >= 0)
    return sparse.csr_array((np.ones(len(child)), (child, parent[child])), shape=(len(parent), len(parent)))


def genealogy_uniforms(seed: int, n: int, *, shard: int | None = None, k: int = 1) -> np.ndarray:
    """The draws behind k genealogies of n works, float64[k, n]: a work's is its own, whatever other works there are."""
    event = ("genealogy",) if shard is None else ("genealogy", shard)
    return uniforms(seed, *event, index=np.arange(n), draws=k).T
