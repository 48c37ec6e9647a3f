"""Parent sets, the hypotheses of the model: one to three earlier works that a work may come from, and how they fit.

A work of several parents is their mixture plus a step of its own, z_i = sum_k w_k z_k + step with w on the simplex. For
a pair the best mixture and what it leaves over have closed forms; a third parent is added the same way to the best
pairs (orthogonal matching pursuit on the simplex). The chance fit that a free share allows is paid for by integrating
the share out (Laplace). Nothing here depends on weights or on the dates drawn, beyond the order of the candidates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ...progress import progress
from .candidates import Candidates

MAX_PARENTS = 3  # of one work
MIN_SHARE = 0.02  # of a parent in a set of several: with less it explains nothing
BLOCK = 64  # children handled at once


@dataclass(frozen=True, eq=False)
class ParentSets:
    """Sets of up to three parents, a ragged table in child order over the edges of `edges`.

    Parameters
    ----------
    edges : Candidates
        Every (child, parent) pair that some set uses.
    child : ndarray
        int32[h].
    member : ndarray
        int32[h, 3]: positions in `edges`, -1 where the set is smaller.
    share : ndarray
        float32[h, 3]: the parents' shares, summing to 1.
    squared : ndarray
        float32[h]: squared length of the step that the mixture leaves.
    log_det : ndarray
        float32[h]: log-determinant of the Gram matrix of the differences between the parents (0 for one parent).
    """

    edges: Candidates
    child: np.ndarray
    member: np.ndarray
    share: np.ndarray
    squared: np.ndarray
    log_det: np.ndarray

    def __len__(self) -> int:
        return len(self.child)

    @property
    def size(self) -> np.ndarray:
        """Parents in each set, int64[h]."""
        return np.asarray((self.member >= 0).sum(axis=1))

    def log_prior(self, log_prior: np.ndarray) -> np.ndarray:
        """Each set's log prior, float64[h], from that of the edges, float64[e]: its parents are chosen one by one."""
        return np.asarray(np.append(log_prior, 0.0)[self.member].sum(axis=1))

    def edge_posterior(self, responsibilities: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """P(the edge is there) and the expected share it carries, float64[e] each, given the sets' float64[h]."""
        inclusion, share = np.zeros(len(self.edges)), np.zeros(len(self.edges))
        for slot in range(MAX_PARENTS):
            used = self.member[:, slot] >= 0
            edge, r = self.member[used, slot], responsibilities[used]
            inclusion += np.bincount(edge, r, minlength=len(self.edges))
            share += np.bincount(edge, r * self.share[used, slot], minlength=len(self.edges))
        return inclusion, share


class _Rows(NamedTuple):
    """Rows of the table: as the fields of :class:`ParentSets`."""

    child: np.ndarray
    member: np.ndarray
    share: np.ndarray
    squared: np.ndarray
    log_det: np.ndarray


@dataclass(frozen=True, eq=False)
class _Block:
    """Children and their likeliest candidates, padded to a common number m.

    `rows` int64[r]; `edge` int64[r, m], -1 for padding; `gram` float64[r, m, m] of the differences parent minus child;
    `prior` float64[r, m], -inf for padding; `precision`, what a squared residual costs, nats.
    """

    rows: np.ndarray
    edge: np.ndarray
    gram: np.ndarray
    prior: np.ndarray
    precision: float


def singles(candidates: Candidates) -> ParentSets:
    """One set per candidate: a single parent."""
    e = len(candidates)
    member = np.full((e, MAX_PARENTS), -1, dtype=np.int32)
    member[:, 0] = np.arange(e)
    share = np.zeros((e, MAX_PARENTS), dtype=np.float32)
    share[:, 0] = 1.0
    return ParentSets(candidates, candidates.child, member, share, candidates.squared, np.zeros(e, dtype=np.float32))


def parent_sets(
    candidates: Candidates,
    log_prior: np.ndarray,
    *,
    step: float,
    width: int = 48,
    pairs: int = 48,
    triples: int = 32,
) -> ParentSets:
    """The single parents and the best pairs and triples of each work.

    Parameters
    ----------
    candidates : Candidates
        e edges.
    log_prior : ndarray
        float64[e]: log prior of each edge (nats), never -inf.
    step : float
        Typical step length per dimension: what a squared residual is worth.
    width : int
        The likeliest candidates of each work, which may be in sets of several.
    pairs, triples : int
        Sets of two and of three kept for each work.
    """
    single = singles(candidates)
    parts = [_Rows(single.child, single.member, single.share, single.squared, single.log_det)]
    start = candidates.start
    score = log_prior - 0.5 * candidates.squared / step**2
    for s in progress(range(0, candidates.size, BLOCK), "sets of parents", unit="block"):
        rows = np.arange(s, min(s + BLOCK, candidates.size))
        rows = rows[start[rows + 1] - start[rows] >= 2]
        if len(rows):
            block = _gather(candidates, log_prior, score, rows, width=width, step=step)
            parts += _pairs_and_triples(block, pairs, triples)
    columns = [np.concatenate(column) for column in zip(*parts)]
    order = np.argsort(columns[0], kind="stable")
    return ParentSets(candidates, *(column[order] for column in columns))


def _gather(
    candidates: Candidates, log_prior: np.ndarray, score: np.ndarray, rows: np.ndarray, *, width: int, step: float
) -> _Block:
    """The `width` best candidates by `score` of the children at `rows`."""
    start = candidates.start
    counts = np.minimum(start[rows + 1] - start[rows], width)
    m = int(counts.max())
    edge = np.full((len(rows), m), -1, dtype=np.int64)
    for k, row in enumerate(rows):
        own = np.arange(start[row], start[row + 1])
        edge[k, : counts[k]] = own[np.argsort(-score[own], kind="stable")[: counts[k]]]
    real = edge >= 0
    at = np.where(real, edge, edge[:, :1])
    vectors = candidates.vectors
    # [r, m, d]: where each parent would leave a child, minus the child
    diff = np.float32(candidates.regression) * vectors[candidates.parent[at]] - vectors[rows][:, None, :]
    gram = np.einsum("rad,rbd->rab", diff, diff, optimize=True).astype(np.float64)
    return _Block(rows, edge, gram, np.where(real, log_prior[at], -np.inf), 0.5 / step**2)


def _pairs_and_triples(block: _Block, pairs: int, triples: int) -> Iterator[_Rows]:
    """The best sets of two and of three of a block's children."""
    gram, prior, rows = block.gram, block.prior, block.rows
    m = gram.shape[1]
    # the share of a that leaves the shortest step, w = (Gbb - Gab) / |a - b|^2
    a, b = np.triu_indices(m, 1)
    gaa, gbb, gab = gram[:, a, a], gram[:, b, b], gram[:, a, b]
    apart = np.maximum(gaa + gbb - 2 * gab, 1e-12)
    w = (gbb - gab) / apart
    left = np.maximum(gbb - w * w * apart, 0.0)
    value = prior[:, a] + prior[:, b] - block.precision * left - 0.5 * np.log(apart)
    value = np.where((w > MIN_SHARE) & (w < 1 - MIN_SHARE), value, -np.inf)
    keep = min(pairs, value.shape[1])
    best = np.argpartition(-value, keep - 1, axis=1)[:, :keep]
    r = np.repeat(np.arange(len(rows)), keep)
    p = best.ravel()
    ok = np.isfinite(value[r, p])
    r, p = r[ok], p[ok]
    member = np.full((len(r), MAX_PARENTS), -1, dtype=np.int32)
    member[:, 0], member[:, 1] = block.edge[r, a[p]], block.edge[r, b[p]]
    share = np.zeros((len(r), MAX_PARENTS), dtype=np.float32)
    share[:, 0], share[:, 1] = w[r, p], 1 - w[r, p]
    squared, log_det = left[r, p].astype(np.float32), np.log(apart[r, p]).astype(np.float32)
    yield _Rows(rows[r].astype(np.int32), member, share, squared, log_det)
    if m >= 3 and len(r) and triples:
        yield from _triples(block, r, a[p], b[p], triples)


def _triples(block: _Block, r: np.ndarray, a: np.ndarray, b: np.ndarray, limit: int) -> Iterator[_Rows]:
    """Every candidate as a third parent of the pairs (a, b) of rows r; barycentric shares must all be positive."""
    gram, prior, edge = block.gram, block.prior, block.edge
    m = gram.shape[1]
    c = np.arange(m)[None, :]
    r, a, b = r[:, None], a[:, None], b[:, None]
    # differences from a: u = b - a, v = c - a, and the child at -a
    gaa, gab, gac = gram[r, a, a], gram[r, a, b], gram[r, a, c]
    uu = gram[r, b, b] + gaa - 2 * gab
    vv = gram[r, c, c] + gaa - 2 * gac
    uv = gram[r, b, c] - gab - gac + gaa
    uy, vy = gaa - gab, gaa - gac
    det = uu * vv - uv * uv
    good = det > 1e-6 * uu * vv
    det = np.where(good, det, 1.0)
    wb, wc = (vv * uy - uv * vy) / det, (uu * vy - uv * uy) / det
    left = np.maximum(gaa - wb * uy - wc * vy, 0.0)
    wa = 1 - wb - wc
    inside = good & (wa > MIN_SHARE) & (wb > MIN_SHARE) & (wc > MIN_SHARE) & (c != a) & (c != b)
    value = prior[r, a] + prior[r, b] + prior[r, c] - block.precision * left - 0.5 * np.log(det)
    value = np.where(inside, value, -np.inf)
    x, y = np.nonzero(np.isfinite(value))
    if not len(x):
        return
    row = r[x, 0]
    trio = np.sort(np.stack([a[x, 0], b[x, 0], y], axis=1), axis=1)
    # the same three come up from up to three pairs
    key = ((row * m + trio[:, 0]) * m + trio[:, 1]) * m + trio[:, 2]
    _, first = np.unique(key, return_index=True)
    x, y, row = x[first], y[first], row[first]
    order = np.lexsort((-value[x, y], row))
    rank = np.arange(len(order)) - np.searchsorted(row[order], row[order], side="left")
    kept = order[rank < limit]
    x, y = x[kept], y[kept]
    row = r[x, 0]
    member = np.stack([edge[row, a[x, 0]], edge[row, b[x, 0]], edge[row, y]], axis=1).astype(np.int32)
    share = np.stack([wa[x, y], wb[x, y], wc[x, y]], axis=1).astype(np.float32)
    squared, log_det = left[x, y].astype(np.float32), np.log(det[x, y]).astype(np.float32)
    yield _Rows(block.rows[row].astype(np.int32), member, share, squared, log_det)
