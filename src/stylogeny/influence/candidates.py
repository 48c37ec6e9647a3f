"""Candidate parents: the nearest works that can be earlier, exactly (date-sorted blocks) or by FAISS for large n.

Distances depend neither on weights nor on the drawn dates, so a generous set is found once and every refit, bootstrap
and deletion is sparse array work on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ..errors import StylogenyError
from ..progress import progress

if TYPE_CHECKING:
    from .metric import Metric

EXACT_LIMIT = 30_000  # above this many works FAISS is quicker than exact blocks


@dataclass(frozen=True, eq=False)
class Candidates:
    """Possible parents of every work, a ragged table in child order.

    Parameters
    ----------
    child, parent : ndarray
        int32[e]; earliest of `parent` < latest of `child` on every edge, and they are no near-duplicates of each other.
        Sorted by child, then by distance.
    squared : ndarray
        float32[e]: squared Euclidean distance of the vectors.
    size : int
        Number of works n.
    vectors : ndarray
        float32[n, p]: the places the distances are between.
    dims : float
        Effective dimension of a step between neighbours: what a squared distance is worth against another.
    metric : Metric, optional
        What measured those places from the embedding's vectors.
    """

    child: np.ndarray
    parent: np.ndarray
    squared: np.ndarray
    size: int
    vectors: np.ndarray
    dims: float
    metric: Metric | None = None

    def __len__(self) -> int:
        return len(self.child)

    @cached_property
    def start(self) -> np.ndarray:
        """int64[n + 1]: the edges of child i are start[i]:start[i + 1]."""
        return np.searchsorted(self.child, np.arange(self.size + 1)).astype(np.int64)

    def where(self, keep: np.ndarray) -> Candidates:
        """The edges of a boolean mask."""
        return Candidates(
            self.child[keep], self.parent[keep], self.squared[keep], self.size, self.vectors, self.dims, self.metric
        )


def nearest_earlier(
    vectors: np.ndarray,
    earliest: np.ndarray,
    latest: np.ndarray,
    *,
    k: int = 64,
    group: np.ndarray | None = None,
    artist: np.ndarray | None = None,
    career: int = 16,
    exact: bool | None = None,
    block: int = 512,
) -> Candidates:
    """The k nearest works that can precede each work, and the artist's own latest earlier works.

    Parameters
    ----------
    vectors : ndarray
        float32[n, d].
    earliest, latest : ndarray
        float64[n] years, NaN for works outside the graph. Work j can precede i when earliest_j < latest_i.
    k : int
        Nearest neighbours kept for each work.
    group : ndarray, optional
        int[n]: works of one group (near-duplicate pictures) are never parent and child.
    artist : ndarray, optional
        object[n], "" for unknown: up to `career` earlier works of the same artist, nearest in time, are added.
    exact : bool, optional
        Exact search by date-sorted blocks, or FAISS IVF with a range selector. By default exact up to 30,000 works.
    block : int
        Children handled at once by the exact search.

    Raises
    ------
    StylogenyError
        When k is not positive.

    Notes
    -----
    Selectors of approximate indexes have been ignored silently (faiss#5504, #5584), so the dates of every returned edge
    are checked again here.
    """
    if k < 1:
        raise StylogenyError("at least one candidate a work is needed", got=k)
    n = len(vectors)
    rows = np.flatnonzero(~np.isnan(earliest))
    rows = rows[np.argsort(earliest[rows], kind="stable")]
    x = np.ascontiguousarray(vectors[rows], dtype=np.float32)
    # works rows[:reach[i]] can precede rows[i]: a prefix of the order by earliest year
    reach = np.searchsorted(earliest[rows], latest[rows], side="left")
    exact = len(rows) <= EXACT_LIMIT if exact is None else exact
    search = _exact if exact else _faiss
    child, parent = search(x, reach, k=k + 8 if group is not None else k, block=block)
    if artist is not None:
        mine = _career(artist[rows], earliest[rows], reach, career)
        child, parent = np.concatenate([child, mine[0]]), np.concatenate([parent, mine[1]])
        _, first = np.unique(child.astype(np.int64) * len(rows) + parent, return_index=True)
        child, parent = child[first], parent[first]
    child, parent = rows[child], rows[parent]
    keep = (earliest[parent] < latest[child]) & (child != parent)
    if group is not None:
        keep &= group[child] != group[parent]
    child, parent = child[keep], parent[keep]
    squared = pair_distances(vectors, child, parent)
    order = np.lexsort((parent, squared, child))
    child, parent, squared = child[order], parent[order], squared[order]
    dims = step_dimension(vectors, child, parent)
    return Candidates(child.astype(np.int32), parent.astype(np.int32), squared, n, vectors, dims)


def step_dimension(vectors: np.ndarray, child: np.ndarray, parent: np.ndarray, *, most: int = 20_000) -> float:
    """Effective dimension of the steps to the nearest candidates: participation ratio of their covariance's spectrum.

    `child` is sorted, nearest candidate first; at most `most` steps are looked at.
    """
    first = np.flatnonzero(np.diff(child, prepend=-1))
    first = first[:: max(1, len(first) // most)]
    steps = (vectors[child[first]] - vectors[parent[first]]).astype(np.float64)
    cov = steps.T @ steps
    return float(max(np.trace(cov) ** 2 / max(float(np.square(cov).sum()), 1e-300), 1.0))


def pair_distances(vectors: np.ndarray, a: np.ndarray, b: np.ndarray, *, block: int = 1 << 18) -> np.ndarray:
    """Squared distances of row pairs, float32[e], without the cancellation of the expanded square."""
    out = np.empty(len(a), dtype=np.float32)
    for s in range(0, len(a), block):
        part = slice(s, s + block)
        diff = vectors[a[part]] - vectors[b[part]]
        out[part] = np.einsum("ed,ed->e", diff, diff)
    return out


def _exact(x: np.ndarray, reach: np.ndarray, *, k: int, block: int) -> tuple[np.ndarray, np.ndarray]:
    n = len(x)
    norms = np.einsum("nd,nd->n", x, x)
    children, parents = [], []
    for s in progress(range(0, n, block), "nearest earlier works", unit="block"):
        e = min(s + block, n)
        width = int(reach[s:e].max(initial=0))
        if width == 0:
            continue
        far = norms[None, :width] - 2.0 * (x[s:e] @ x[:width].T)
        far[np.arange(width)[None, :] >= reach[s:e, None]] = np.inf
        own = np.arange(s, min(e, width))
        far[own - s, own] = np.inf
        if width > k:
            near = np.argpartition(far, k - 1, axis=1)[:, :k]
        else:
            near = np.broadcast_to(np.arange(width), (e - s, width))
        ok = np.isfinite(np.take_along_axis(far, near, axis=1))
        children.append(np.broadcast_to(np.arange(s, e)[:, None], near.shape)[ok])
        parents.append(near[ok])
    empty = np.zeros(0, dtype=np.int64)
    return (np.concatenate(children), np.concatenate(parents)) if children else (empty, empty)


def _faiss(x: np.ndarray, reach: np.ndarray, *, k: int, block: int) -> tuple[np.ndarray, np.ndarray]:
    import faiss

    n, d = x.shape
    lists = max(1, int(np.sqrt(n)))
    index = faiss.IndexIVFFlat(faiss.IndexFlatL2(d), d, lists)
    index.cp.seed = 1
    index.train(x[:: max(1, n // (lists * 64))])
    index.add(x)
    probes = min(lists, max(16, lists // 16))
    children, parents = [], []
    # one selector serves a block of children of about the same reach: its widest prefix, a few more neighbours asked for
    by_reach = np.argsort(reach, kind="stable")
    block = max(32, min(block, n // 64))
    for s in progress(range(0, n, block), "nearest earlier works", unit="block"):
        rows = by_reach[s : s + block]
        width = int(reach[rows[-1]])
        if width == 0:
            continue
        selector = faiss.IDSelectorRange(0, width)
        params = faiss.SearchParametersIVF(sel=selector, nprobe=probes)  # type: ignore[call-arg]
        _, near = index.search(x[rows], k + k // 8 + 2, params=params)
        ok = (near >= 0) & (near < reach[rows, None]) & (near != rows[:, None])
        ok &= np.cumsum(ok, axis=1) <= k
        children.append(np.broadcast_to(rows[:, None], near.shape)[ok])
        parents.append(near[ok])
    empty = np.zeros(0, dtype=np.int64)
    return (np.concatenate(children), np.concatenate(parents)) if children else (empty, empty)


def _career(artist: np.ndarray, earliest: np.ndarray, reach: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    """For each work up to `most` works of the same artist that can precede it, latest first (rows in order of earliest)."""
    children, parents = [], []
    code = np.unique(artist.astype(str), return_inverse=True)[1]
    order = np.argsort(code, kind="stable")
    for own in np.split(order, np.flatnonzero(np.diff(code[order])) + 1):
        if len(own) < 2 or not artist[own[0]]:
            continue
        own = np.sort(own)
        can = own[None, :] < reach[own][:, None]
        np.fill_diagonal(can, False)
        last = np.cumsum(can[:, ::-1], axis=1)[:, ::-1] <= most
        c, p = np.nonzero(can & last)
        children.append(own[c])
        parents.append(own[p])
    empty = np.zeros(0, dtype=np.int64)
    return (np.concatenate(children), np.concatenate(parents)) if children else (empty, empty)
