"""Delete works and what descends from them: by path weight, along one likely genealogy, or along a sampled one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.linalg import solve_triangular

from ..errors import StylogenyError
from ..influence.branching.candidates import Candidates
from ..influence.descent import draw_parents, genealogy_matrix, genealogy_uniforms, likeliest_parents, solve
from ..influence.graph import InfluenceGraph
from ..streams import uniforms
from .worlds.copies import copy_degrees, hung_from_originals

ESTIMANDS = ("lineage", "net")
DELETIONS = ("sampled", "soft", "hard")
LEAST = 5e-3  # a work that loses a smaller share is left alone


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
    substitutes : (ndarray, ndarray, ndarray) or None
        Children of deleted works, int64[k], whom each turns to instead, int64[k], and with what share, float64[k].
    """

    rows: np.ndarray
    loss: np.ndarray
    shift: np.ndarray | None = None
    substitutes: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None

    @property
    def effective(self) -> float:
        """Expected number of works gone."""
        return float(self.loss.sum())

    def onto(self, rows: np.ndarray) -> Change:
        """The same losses and shifts on other works (a placebo)."""
        return Change(rows, self.loss, self.shift)


def genealogy(
    graph: InfluenceGraph, deletion: str, *, several: bool = False, seed: int = 0, shard: int = 0
) -> sparse.csr_array:
    """The descent that a deletion follows, csr[n, n]: row = child.

    ``soft`` keeps the posterior weights (paths are summed over all genealogies). ``hard`` hangs each work from its
    likeliest parent unless it is more probably an immigrant. ``sampled`` draws one parent, or none, for every work;
    with `several`, every parent it may have, each with its share. Copies hang from their originals
    (:mod:`.worlds.copies`).
    """
    if deletion not in DELETIONS:
        raise StylogenyError(f"a deletion is one of {', '.join(DELETIONS)}", got=repr(deletion))
    original, degree = copy_degrees(graph)
    parents = hung_from_originals(graph, original, degree)
    if deletion == "soft":
        return parents
    if deletion == "hard":
        return genealogy_matrix(likeliest_parents(parents))
    drawn = draw_parents(parents, genealogy_uniforms(seed, len(graph), shard=shard))
    one = genealogy_matrix(drawn[0])
    whole = (drawn[0] == original) & (degree > 0.5)  # a copy has one parent
    return _with_others(graph, one, ~whole, seed, shard) if several else one


def _with_others(
    graph: InfluenceGraph, one: sparse.csr_array, several: np.ndarray, seed: int, shard: int
) -> sparse.csr_array:
    """To every work that drew a parent and may have `several`, its others: each drawn by P(it is a parent at all), with
    its share if it is."""
    n = len(graph.years)
    edge, chance = graph.parents.tocoo(), graph.inclusion.tocoo()
    share = sparse.csr_array((edge.data, (edge.row, edge.col)), shape=(n, n)).astype(np.float64)
    index = chance.row.astype(np.int64) * n + chance.col
    u = uniforms(seed, "parents", shard, index=index)[:, 0]
    drew = (np.diff(one.indptr) > 0) & several
    drawn = (u < chance.data) & drew[chance.row]
    also = sparse.csr_array((np.ones(drawn.sum()), (chance.row[drawn], chance.col[drawn])), shape=(n, n))
    every = sparse.csr_array(one.maximum(also))
    every.data[:] = 1.0
    # a parent's share, given that it is one: its expected share over the chance that it is
    given = share.multiply(
        sparse.csr_array((1.0 / np.maximum(chance.data, 1e-6), (chance.row, chance.col)), shape=(n, n))
    )
    weights = sparse.csr_array(every.multiply(given))
    total = np.asarray(weights.sum(axis=1)).ravel()
    alone = ~several | (total <= 0)
    weights = sparse.diags_array(np.where(alone, 0.0, 1.0 / np.where(total > 0, total, 1.0))) @ weights
    return sparse.csr_array(weights + sparse.diags_array(alone.astype(np.float64)) @ one)


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
    candidates: Candidates | None = None,
    seed: int = 0,
    shard: int = 0,
    least: float = LEAST,
) -> Change:
    """The world without the works at `rows`.

    Parameters
    ----------
    estimand : str
        ``lineage``: what descends from them is gone with them (thinning of a branching process: a work survives with
        the share that does not descend). ``net``: others took their place; the works themselves are gone, their
        children turn to the other parents they might have had and move by the difference, and so do all descendants,
        each by the share it owes.
    deletion : str
        See :func:`genealogy`.
    candidates : Candidates, optional
        Possible parents of every work: whom a child turns to when the posterior knows nobody else. Without them such a
        child is lost with the share it owed.
    least : float
        Works that lose less than this share are left alone.

    Returns
    -------
    Change
    """
    if estimand not in ESTIMANDS:
        raise StylogenyError(f"an estimand is one of {', '.join(ESTIMANDS)}", got=repr(estimand))
    descent = genealogy(graph, deletion, several=estimand == "net", seed=seed, shard=shard)
    touched = lightcone(descent, graph.order, rows)
    changed = np.flatnonzero(touched >= least)
    if estimand == "lineage":
        return Change(changed, touched[changed])
    possible = substitutes(graph, candidates)
    u = None
    if deletion == "sampled":
        u = uniforms(seed, "substitute", shard, index=np.arange(len(touched)))[:, 0] * (1 - 1e-6)
    elif deletion == "hard":
        u = np.full(len(touched), np.nan)
    return substituted(graph, descent, possible, rows, changed, u)


def substitutes(graph: InfluenceGraph, candidates: Candidates | None, *, nearest: int = 8) -> sparse.csr_array:
    """Whom each work could have followed, csr[n, n]: its posterior parents first, then its nearest earlier works."""
    posterior = sparse.csr_array(graph.parents.astype(np.float64))
    if candidates is None or not len(candidates):
        return posterior
    order = np.arange(len(candidates)) - candidates.start[candidates.child]
    earlier = graph.years[candidates.parent] < graph.years[candidates.child]
    near = candidates.where((order < nearest) & earlier)
    width = max(float(np.median(candidates.squared[order == 0])), 1e-12)
    weight = 1e-4 * np.exp(-0.5 * np.minimum(near.squared.astype(np.float64) / width, 20.0))
    return sparse.csr_array(posterior + sparse.csr_array((weight, (near.child, near.parent)), shape=posterior.shape))


def substituted(
    graph: InfluenceGraph,
    descent: sparse.csr_array,
    possible: sparse.csr_array,
    rows: np.ndarray,
    changed: np.ndarray,
    u: np.ndarray | None,
) -> Change:
    """Loss and shift when the children of `rows` re-assign the weight these held, among the works `changed`.

    Everything happens within the lightcone, so the systems are as small as it is. `u` draws one substitute per child
    (NaN: the likeliest); without it the substitute is the mean of the possible ones.
    """
    vectors = graph.embedding.vectors
    inner = changed[np.argsort(graph.years[changed], kind="stable")]
    at = np.full(len(graph.years), -1)
    at[inner] = np.arange(len(inner))
    gone = np.zeros(len(inner), dtype=bool)
    gone[at[rows]] = True
    kept, held = _within(descent, inner, at, gone)
    freed = held.sum(axis=1)
    children = np.flatnonzero((freed > 0) & ~gone)
    push = np.zeros((len(inner), vectors.shape[1]))
    orphan = np.zeros(len(inner))
    deleted = np.zeros(len(graph.years), dtype=bool)
    deleted[rows] = True
    turned = []
    for c in children:
        columns, weight = _turned_to(possible, int(inner[c]), deleted, None if u is None else float(u[inner[c]]))
        if not len(columns):
            orphan[c] = freed[c]
            continue
        weight = freed[c] * weight
        turned.append((np.full(len(columns), inner[c]), columns, weight))
        # abduction, action, prediction: the child keeps its own step but takes it from the substitute instead
        push[c] = weight @ vectors[columns] - held[c] @ vectors[inner[gone]]
        inside = at[columns] >= 0
        kept[c, at[columns[inside]]] += weight[inside]  # the substitute may itself have moved
    system = np.eye(len(inner)) - kept
    both = solve_triangular(system, np.column_stack([push, orphan]), lower=True, unit_diagonal=True)
    loss = np.clip(both[:, -1], 0.0, 1.0)
    loss[gone] = 1.0
    back = np.argsort(inner)
    turned = turned or [(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))]
    child, other, share = (np.concatenate(part) for part in zip(*turned))
    return Change(changed, loss[back], both[back, :-1].astype(np.float32), (child, other, share))


def _turned_to(
    possible: sparse.csr_array, child: int, deleted: np.ndarray, u: float | None
) -> tuple[np.ndarray, np.ndarray]:
    """Whom a child turns to, rows and shares that sum to 1: all whom it could, or with `u` one (NaN: the likeliest)."""
    span = slice(possible.indptr[child], possible.indptr[child + 1])
    columns, weight = possible.indices[span], possible.data[span]
    free = ~deleted[columns] & (weight > 0)
    columns, weight = columns[free], weight[free]
    if not len(columns):
        return columns, weight
    if u is not None:
        pick = weight.argmax() if np.isnan(u) else np.searchsorted(np.cumsum(weight), u * weight.sum())
        columns, weight = columns[[pick]], np.ones(1)
    return columns, weight / weight.sum()


def _within(
    descent: sparse.csr_array, inner: np.ndarray, at: np.ndarray, gone: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Descent among the works `inner` that are left, float64[k, k], and their shares of the deleted, [k, deleted]."""
    start, stop = descent.indptr[inner], descent.indptr[inner + 1]
    size = (stop - start).astype(np.int64)
    row = np.repeat(np.arange(len(inner)), size)
    where = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size) + np.repeat(start, size)
    column = at[descent.indices[where]]
    full = np.zeros((len(inner), len(inner)))
    full[row[column >= 0], column[column >= 0]] = descent.data[where][column >= 0]
    full[gone] = 0.0
    held = full[:, gone].copy()
    full[:, gone] = 0.0
    return full, held
