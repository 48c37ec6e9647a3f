"""Candidate parents: the nearest works that can be earlier, exactly (date-sorted blocks) or by FAISS for large n.

Distances depend neither on weights nor on the drawn dates, so a generous set is found once and every refit, bootstrap
and deletion is sparse array work on it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ...errors import StylogenyError
from ...progress import progress
from .projection import Projection

if TYPE_CHECKING:
    import faiss

EXACT_LIMIT = 30_000  # above this many works FAISS is quicker than exact blocks
PROBES = 32  # of FAISS's lists looked through for each work


class Looks(NamedTuple):
    """How likely each work is to have looked at each other artist of whom it has a candidate.

    `key` int64[k], sorted: the work times the number of artists, and the artist's code; `chance` float64[k].
    """

    key: np.ndarray
    chance: np.ndarray


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
    projection : Projection, optional
        What made those places of the embedding's vectors.
    regression : float
        In (0, 1]: how much of a parent's distance from the mean a child is expected to keep (projection.py).
    looks : Looks, optional
        Whom works look at, where these are some of the candidates and it was told by all of them.
    """

    child: np.ndarray
    parent: np.ndarray
    squared: np.ndarray
    size: int
    vectors: np.ndarray
    dims: float
    projection: Projection | None = None
    regression: float = 1.0
    looks: Looks | None = None

    def __len__(self) -> int:
        return len(self.child)

    @cached_property
    def start(self) -> np.ndarray:
        """int64[n + 1]: the edges of child i are start[i]:start[i + 1]."""
        return np.searchsorted(self.child, np.arange(self.size + 1)).astype(np.int64)

    def where(self, keep: np.ndarray) -> Candidates:
        """The edges of a boolean mask."""
        return replace(self, child=self.child[keep], parent=self.parent[keep], squared=self.squared[keep])


class CandidateIndex:
    """The works in order of date, and a search among those that can precede each.

    Parameters
    ----------
    vectors : ndarray
        float32[n, d].
    earliest, latest : ndarray
        float64[n] years, NaN for works outside the graph. Work j can precede i when earliest_j < latest_i.
    group : ndarray, optional
        int[n]: works of one group (near-duplicate pictures) are never parent and child.
    artist : ndarray, optional
        object[n], "" for unknown: up to `career` earlier works of the same artist, nearest in time, are added.
    exact : bool, optional
        Exact search by date-sorted blocks, or FAISS IVF. By default exact up to 30,000 works.
    regression : float
        Parents are looked for where they would leave their children: at this share of their vectors.

    Notes ----- FAISS's selectors of earlier works have been ignored silently (faiss#5504, #5584), and scan what they
    skip. Here works are added to the index as time passes, so that it never holds any that are too late for the whole
    block asked about; the dates of every returned edge are checked all the same.
    """

    def __init__(
        self,
        vectors: np.ndarray,
        earliest: np.ndarray,
        latest: np.ndarray,
        *,
        group: np.ndarray | None = None,
        artist: np.ndarray | None = None,
        career: int = 16,
        exact: bool | None = None,
        regression: float = 1.0,
    ) -> None:
        self.regression = regression
        rows = np.flatnonzero(~np.isnan(earliest))
        self.rows = rows[np.argsort(earliest[rows], kind="stable")]
        self.vectors, self.earliest, self.latest, self.group = vectors, earliest, latest, group
        self.x = np.ascontiguousarray(vectors[self.rows], dtype=np.float32)
        # works rows[:reach[i]] can precede rows[i]: a prefix of the order by earliest year
        self.reach = np.searchsorted(earliest[self.rows], latest[self.rows], side="left")
        self.exact = len(rows) <= EXACT_LIMIT if exact is None else exact
        self.norms = np.einsum("nd,nd->n", self.x, self.x)
        empty = np.zeros(0, dtype=np.int64)
        child, parent = (empty, empty) if artist is None else _career(artist[self.rows], self.reach, career)
        order = np.argsort(child, kind="stable")
        self.own = np.searchsorted(child[order], np.arange(len(rows) + 1)), parent[order]
        self.index: faiss.IndexIVFFlat | None = None
        self.added = 0  # works in the index, a prefix of the order

    def __len__(self) -> int:
        return len(self.rows)

    def among(self, positions: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Candidates of the works at these positions in order of date: child, parent (rows) and squared distance.

        Sorted by child, then by distance. Calls come in order of `reach`, since works are added to the index as they
        go.
        """
        asked = k if self.group is None else k + 8
        child, parent = (self._exact if self.exact else self._faiss)(positions, asked)
        start, own = self.own
        count = start[positions + 1] - start[positions]
        at = np.repeat(start[positions] - np.cumsum(count) + count, count) + np.arange(count.sum())
        child, parent = np.concatenate([child, np.repeat(positions, count)]), np.concatenate([parent, own[at]])
        if len(at):
            _, first = np.unique(child.astype(np.int64) * len(self.rows) + parent, return_index=True)
            child, parent = child[first], parent[first]
        child, parent = self.rows[child], self.rows[parent]
        keep = (self.earliest[parent] < self.latest[child]) & (child != parent)
        if self.group is not None:
            keep &= self.group[child] != self.group[parent]
        child, parent = child[keep], parent[keep]
        squared = pair_distances(self.vectors, child, parent, regression=self.regression)
        order = np.lexsort((parent, squared, child))
        return child[order].astype(np.int32), parent[order].astype(np.int32), squared[order]

    def _exact(self, positions: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        width = int(self.reach[positions].max(initial=0))
        if width == 0:
            return positions[:0], positions[:0]
        far = self.regression * self.norms[None, :width] - 2.0 * (self.x[positions] @ self.x[:width].T)
        far[np.arange(width)[None, :] >= self.reach[positions, None]] = np.inf
        inside = np.flatnonzero(positions < width)
        far[inside, positions[inside]] = np.inf
        if width > k:
            near = np.argpartition(far, k - 1, axis=1)[:, :k]
        else:
            near = np.broadcast_to(np.arange(width), (len(positions), width))
        ok = np.isfinite(np.take_along_axis(far, near, axis=1))
        return np.broadcast_to(positions[:, None], near.shape)[ok], near[ok]

    def _faiss(self, positions: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        import faiss

        n, d = self.x.shape
        width = int(self.reach[positions].max(initial=0))
        if width == 0:
            return positions[:0], positions[:0]
        if self.index is None or width < self.added:
            lists = max(1, int(2 * np.sqrt(n)))
            self.index, self.added = faiss.IndexIVFFlat(faiss.IndexFlatL2(d), d, lists), 0
            self.index.cp.seed = 1
            self.index.train(self.regression * self.x[:: max(1, n // (lists * 40))])
            self.index.nprobe = min(lists, PROBES)
        self.index.add(self.regression * self.x[self.added : width])
        self.added = width
        # a few more are asked for, since some of the block's neighbours are too late for some of its works
        _, near = self.index.search(self.x[positions], k + k // 8 + 2)
        ok = (near >= 0) & (near < self.reach[positions, None]) & (near != positions[:, None])
        ok &= np.cumsum(ok, axis=1) <= k
        return np.broadcast_to(positions[:, None], near.shape)[ok], near[ok]


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
    vectors, earliest, latest, group, artist, career, exact
        As :class:`CandidateIndex` takes them.
    k : int
        Nearest neighbours kept for each work.
    block : int
        Children handled at once.

    Raises
    ------
    StylogenyError
        When k is not positive.
    """
    index = CandidateIndex(vectors, earliest, latest, group=group, artist=artist, career=career, exact=exact)
    return candidates_among(index, k=k, block=block)


def candidates_among(
    index: CandidateIndex, *, k: int = 64, block: int = 512, children: np.ndarray | None = None
) -> Candidates:
    """The candidates of all works, or of those of a mask `children` bool[n], as :func:`nearest_earlier` gives them."""
    if k < 1:
        raise StylogenyError("at least one candidate per work is needed", got=k)
    positions = np.argsort(index.reach, kind="stable")
    if children is not None:
        positions = positions[children[index.rows[positions]]]
    if not index.exact:  # what is added with a block is too late for its first works
        block = max(32, min(block, len(positions) // 64))
    parts = [
        index.among(positions[s : s + block], k)
        for s in progress(range(0, max(len(positions), 1), block), "nearest earlier works", unit="block")
    ]
    child, parent, squared = (np.concatenate(part) for part in zip(*parts))
    order = np.lexsort((parent, squared, child))
    child, parent, squared = child[order], parent[order], squared[order]
    dims = step_dimension(index.vectors, child, parent)
    return Candidates(child, parent, squared, len(index.vectors), index.vectors, dims, regression=index.regression)


def step_dimension(vectors: np.ndarray, child: np.ndarray, parent: np.ndarray, *, max_steps: int = 20_000) -> float:
    """Effective dimension of the steps to the nearest candidates: participation ratio of their covariance's spectrum.

    `child` is sorted, nearest candidate first; about `max_steps` steps are looked at.
    """
    first = np.flatnonzero(np.diff(child, prepend=-1))
    first = first[:: max(1, len(first) // max_steps)]
    steps = (vectors[child[first]] - vectors[parent[first]]).astype(np.float64)
    cov = steps.T @ steps
    return float(max(np.trace(cov) ** 2 / max(float(np.square(cov).sum()), 1e-300), 1.0))


def pair_distances(
    vectors: np.ndarray, a: np.ndarray, b: np.ndarray, *, regression: float = 1.0, block: int = 1 << 18
) -> np.ndarray:
    """Squared distances of rows `a` from `regression` times rows `b`, float32[e], without cancellation."""
    out = np.empty(len(a), dtype=np.float32)
    for s in range(0, len(a), block):
        part = slice(s, s + block)
        diff = vectors[a[part]] - np.float32(regression) * vectors[b[part]]
        out[part] = np.einsum("ed,ed->e", diff, diff)
    return out


def _career(artist: np.ndarray, reach: np.ndarray, limit: int) -> tuple[np.ndarray, np.ndarray]:
    """Up to `limit` works of the same artist that can precede each work, the latest of them; all by earliest year."""
    children, parents = [], []
    code = np.unique(artist.astype(str), return_inverse=True)[1]
    order = np.argsort(code, kind="stable")
    for own in np.split(order, np.flatnonzero(np.diff(code[order])) + 1):
        if len(own) < 2 or not artist[own[0]]:
            continue
        own = np.sort(own)
        can = own[None, :] < reach[own][:, None]
        np.fill_diagonal(can, False)
        last = np.cumsum(can[:, ::-1], axis=1)[:, ::-1] <= limit
        c, p = np.nonzero(can & last)
        children.append(own[c])
        parents.append(own[p])
    empty = np.zeros(0, dtype=np.int64)
    return (np.concatenate(children), np.concatenate(parents)) if children else (empty, empty)
