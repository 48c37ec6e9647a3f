"""Delete works and what descends from them: by path weight, along one likely genealogy, or along a sampled one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import spsolve_triangular

from ..errors import StylogenyError
from ..influence.graph import InfluenceGraph
from ..streams import uniforms

ESTIMANDS = ("lineage", "net")
DELETIONS = ("sampled", "soft", "hard")


@dataclass(frozen=True, eq=False)
class Change:
    """What a counterfactual does to the factual works.

    Parameters
    ----------
    rows : ndarray
        int64[m]: the works that change.
    loss : ndarray
        float64[m] in [0, 1]: the share of each that is gone.
    shift : ndarray or None
        float32[m, d]: how far what is left of each has moved; None when nothing moves.
    """

    rows: np.ndarray
    loss: np.ndarray
    shift: np.ndarray | None = None

    @property
    def effective(self) -> float:
        """Expected number of works gone."""
        return float(self.loss.sum())

    def onto(self, rows: np.ndarray) -> Change:
        """The same losses and shifts on other works (a placebo)."""
        return Change(rows, self.loss, self.shift)


def solve(parents: sparse.csr_array, order: np.ndarray, rhs: np.ndarray, *, transposed: bool = False) -> np.ndarray:
    """x with x = parents @ x + rhs (or its transpose): one forward substitution, float64[n] or [n, k].

    `order` sorts the works by date, so that the permuted matrix is strictly lower triangular.
    """
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


def genealogy(graph: InfluenceGraph, deletion: str, *, seed: int = 0, shard: int = 0) -> sparse.csr_array:
    """The descent that a deletion follows, csr[n, n]: row = child.

    ``soft`` keeps the posterior weights (paths are summed over all genealogies). ``hard`` hangs each work from its
    likeliest parent unless it is more probably an immigrant. ``sampled`` draws one parent, or none, for every work.
    """
    if deletion == "soft":
        return graph.parents
    if deletion == "hard":
        return _likeliest(graph.parents)
    if deletion == "sampled":
        luck = uniforms(seed, "genealogy", shard, index=np.arange(graph.parents.shape[0]))[:, 0]
        return choose(graph.parents, luck)
    raise StylogenyError(f"a deletion is one of {', '.join(DELETIONS)}", got=repr(deletion))


def choose(weights: sparse.csr_array, luck: np.ndarray) -> sparse.csr_array:
    """One column a row with the row's probabilities (the rest of the row's mass is none), as a 0/1 csr.

    `luck`, float64[n], is each row's uniform draw.
    """
    weights = sparse.csr_array(weights)
    rows = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
    total = np.cumsum(weights.data, dtype=np.float64)
    before = np.concatenate([[0.0], total])[weights.indptr[:-1]]
    upto = total - before[rows]
    hit = (upto - weights.data <= luck[rows]) & (luck[rows] < upto)
    return _ones(rows[hit], weights.indices[hit], weights.shape)


def _likeliest(weights: sparse.csr_array) -> sparse.csr_array:
    filled = np.asarray(weights.sum(axis=1)).ravel() >= 0.5
    best = np.asarray(weights.argmax(axis=1)).ravel()
    rows = np.flatnonzero(filled)
    return _ones(rows, best[rows], weights.shape)


def _ones(rows: np.ndarray, columns: np.ndarray, shape: tuple[int, int]) -> sparse.csr_array:
    first = np.unique(rows, return_index=True)[1]
    return sparse.csr_array((np.ones(len(first)), (rows[first], columns[first])), shape=shape)


def lightcone(descent: sparse.csr_array, order: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """P(the work is one of `rows` or descends from one), float64[n]; exact over all genealogies of `descent`.

    For one work this is its column of (I - W)^-1. For several, a path is stopped at the first of them it meets, so that
    no work is lost twice.
    """
    n = descent.shape[0]
    gone = np.zeros(n)
    gone[rows] = 1.0
    keep = sparse.diags_array(1.0 - gone)
    return np.clip(solve(sparse.csr_array(keep @ descent), order, gone), 0.0, 1.0)


def delete(
    graph: InfluenceGraph,
    rows: np.ndarray,
    *,
    estimand: str = "lineage",
    deletion: str = "sampled",
    seed: int = 0,
    shard: int = 0,
    least: float = 1e-3,
) -> Change:
    """The world without the works at `rows`.

    Parameters
    ----------
    estimand : str
        ``lineage``: what descends from them is gone with them (thinning of a branching process: a work survives with the
        share that does not descend). ``net``: others took their place; the works themselves are gone, their
        children turn to the other parents they might have had and move by the difference, and so do all descendants, each
        by the share it owes (path flow).
    deletion : str
        See :func:`genealogy`.
    least : float
        Works that lose less than this share are left alone.

    Returns
    -------
    Change
    """
    if estimand not in ESTIMANDS:
        raise StylogenyError(f"an estimand is one of {', '.join(ESTIMANDS)}", got=repr(estimand))
    descent = genealogy(graph, deletion, seed=seed, shard=shard)
    touched = lightcone(descent, graph.order, rows)
    changed = np.flatnonzero(touched >= least)
    if estimand == "lineage":
        return Change(changed, touched[changed])
    loss, shift = _substituted(graph, descent, rows, deletion, seed, shard)
    changed = np.union1d(changed, np.flatnonzero(loss >= least))
    return Change(changed, loss[changed], shift[changed].astype(np.float32))


def _substituted(
    graph: InfluenceGraph, descent: sparse.csr_array, rows: np.ndarray, deletion: str, seed: int, shard: int
) -> tuple[np.ndarray, np.ndarray]:
    """Loss float64[n] and shift float64[n, d] when children re-assign the weight that the deleted works held."""
    n = descent.shape[0]
    vectors = graph.embedding.vectors.astype(np.float64)
    gone = np.zeros(n)
    gone[rows] = 1.0
    is_gone, is_left = sparse.diags_array(gone), sparse.diags_array(1.0 - gone)
    freed = (1.0 - gone) * (descent @ gone)  # what each work that is left held of the deleted ones
    # what each would turn to: its other possible parents, in proportion
    others = sparse.csr_array(graph.parents.astype(np.float64) @ is_left)
    left = np.asarray(others.sum(axis=1)).ravel()
    found = (freed > 0) & (left > 0)
    share = sparse.csr_array(sparse.diags_array(np.where(found, 1.0 / np.where(found, left, 1.0), 0.0)) @ others)
    if deletion == "sampled":
        share = choose(share, uniforms(seed, "substitute", shard, index=np.arange(n))[:, 0] * (1 - 1e-6))
    taken = sparse.csr_array(sparse.diags_array(freed) @ share)
    # abduction, action, prediction: a child keeps its own step but takes it from the substitute
    held = sparse.csr_array(sparse.diags_array(found.astype(float)) @ descent @ is_gone)
    kept = sparse.csr_array(is_left @ descent @ is_left)
    shift = solve(sparse.csr_array(kept + taken), graph.order, taken @ vectors - held @ vectors)
    # a child with nobody else to turn to is lost with the share it owed, and so is what hangs from it
    orphan = np.where((freed > 0) & ~found, freed, 0.0)
    loss = solve(kept, graph.order, orphan)
    loss[rows] = 1.0
    return np.clip(loss, 0.0, 1.0), shift
