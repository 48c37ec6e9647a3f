"""Parentage hypotheses: which one, two or three earlier works a work may come from, and how well they explain it.

A work of several parents is their mixture plus a step of its own, z_i = sum_k w_k z_k + step with w on the simplex. For a
pair the best mixture and what it leaves over have closed forms; a third parent is added the same way to the best pairs
(orthogonal matching pursuit on the simplex). The chance fit that a free share allows is paid for by integrating the share
out (Laplace). Nothing here depends on weights or on the dates drawn, beyond the order of the candidates.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...progress import progress
from .candidates import Candidates

MOST = 3  # parents of one work


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
    spread : ndarray
        float32[h]: log-determinant of the Gram matrix of the differences between the parents (0 for one parent).
    """

    edges: Candidates
    child: np.ndarray
    member: np.ndarray
    share: np.ndarray
    squared: np.ndarray
    spread: np.ndarray

    def __len__(self) -> int:
        return len(self.child)


def singles(candidates: Candidates) -> ParentSets:
    """One hypothesis for each candidate: a single parent."""
    e = len(candidates)
    member = np.full((e, MOST), -1, dtype=np.int32)
    member[:, 0] = np.arange(e)
    share = np.zeros((e, MOST), dtype=np.float32)
    share[:, 0] = 1.0
    return ParentSets(candidates, candidates.child, member, share, candidates.squared, np.zeros(e, dtype=np.float32))


def blends(
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
        float64[e]: log prior of each edge (nats), -inf never.
    step : float
        Typical step length a dimension: what a squared residual is worth.
    width : int
        Candidates that may join a blend, the likeliest of each work.
    pairs, triples : int
        Blends kept for each work.
    """
    single = singles(candidates)
    parts: tuple[list[np.ndarray], ...] = ([], [], [], [], [])
    start = candidates.start
    score = log_prior - 0.5 * candidates.squared / step**2
    for s in progress(range(0, candidates.size, 64), "blends of parents", unit="block"):
        rows = np.arange(s, min(s + 64, candidates.size))
        rows = rows[start[rows + 1] - start[rows] >= 2]
        if not len(rows):
            continue
        for found in _block(candidates, log_prior, score, rows, start, step, width, pairs, triples):
            for out, part in zip(parts, found):
                out.append(part)
    names = ("child", "member", "share", "squared", "spread")
    every = [np.concatenate([getattr(single, name), *part]) for name, part in zip(names, parts)]
    order = np.argsort(every[0], kind="stable")
    return ParentSets(candidates, *(part[order] for part in every))


def _block(candidates, log_prior, score, rows, start, step, width, most_pairs, most_triples):
    """Pairs and triples of a block of children, padded to a common width."""
    counts = np.minimum(start[rows + 1] - start[rows], width)
    m = int(counts.max())
    edge = np.full((len(rows), m), -1, dtype=np.int64)
    for k, row in enumerate(rows):
        own = np.arange(start[row], start[row + 1])
        edge[k, : counts[k]] = own[np.argsort(-score[own], kind="stable")[: counts[k]]]
    real = edge >= 0
    at = np.where(real, edge, edge[:, :1])
    vectors = candidates.vectors
    diff = vectors[candidates.parent[at]] - vectors[rows][:, None, :]  # [r, m, d]: parent minus child
    gram = np.einsum("rad,rbd->rab", diff, diff, optimize=True).astype(np.float64)
    prior = np.where(real, log_prior[at], -np.inf)
    worth = 0.5 / step**2
    # pairs: share of a that leaves the shortest step, w = (Gbb - Gab) / |a - b|^2
    a, b = np.triu_indices(m, 1)
    gaa, gbb, gab = gram[:, a, a], gram[:, b, b], gram[:, a, b]
    apart = np.maximum(gaa + gbb - 2 * gab, 1e-12)
    w = (gbb - gab) / apart
    left = np.maximum(gbb - w * w * apart, 0.0)
    value = prior[:, a] + prior[:, b] - worth * left - 0.5 * np.log(apart)
    value = np.where((w > 0.02) & (w < 0.98), value, -np.inf)
    keep = min(most_pairs, value.shape[1])
    best = np.argpartition(-value, keep - 1, axis=1)[:, :keep]
    r = np.repeat(np.arange(len(rows)), keep)
    p = best.ravel()
    ok = np.isfinite(value[r, p])
    r, p = r[ok], p[ok]
    pair = np.full((len(r), MOST), -1, dtype=np.int32)
    pair[:, 0], pair[:, 1] = edge[r, a[p]], edge[r, b[p]]
    shares = np.zeros((len(r), MOST), dtype=np.float32)
    shares[:, 0], shares[:, 1] = w[r, p], 1 - w[r, p]
    yield rows[r].astype(np.int32), pair, shares, left[r, p].astype(np.float32), np.log(apart[r, p]).astype(np.float32)
    if m < 3 or not len(r) or most_triples == 0:
        return
    yield from _third(gram, prior, rows, edge, r, a[p], b[p], worth, most_triples)


def _third(gram, prior, rows, edge, r, a, b, worth, most):
    """Every candidate as a third parent of the best pairs: barycentric shares, kept when all are positive."""
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
    inside = good & (wa > 0.02) & (wb > 0.02) & (wc > 0.02) & (c != a) & (c != b)
    value = prior[r, a] + prior[r, b] + prior[r, c] - worth * left - 0.5 * np.log(det)
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
    kept = order[rank < most]
    x, y = x[kept], y[kept]
    row = r[x, 0]
    trio = np.stack([edge[row, a[x, 0]], edge[row, b[x, 0]], edge[row, y]], axis=1).astype(np.int32)
    shares = np.stack([wa[x, y], wb[x, y], wc[x, y]], axis=1).astype(np.float32)
    yield rows[row].astype(np.int32), trio, shares, left[x, y].astype(np.float32), np.log(det[x, y]).astype(np.float32)
