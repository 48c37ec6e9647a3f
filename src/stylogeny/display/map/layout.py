"""Where each work stands on the map: across by date, down by likeness. Deterministic.

Down the page, works are seriated: a line is found on which works that are alike, and works and their parents, lie close
together. It is the second eigenvector of the random walk on the graph of nearest neighbours and of descent (the Fiedler
order: Atkins, Boman & Hendrickson 1998), in a space from which each period's mean has been taken away, so that the page
is as full in every century and time is not told twice.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import ArpackNoConvergence, LinearOperator, eigsh

KNOTS = 160  # of the piecewise-linear time scale
DIMS = 32  # directions of greatest difference in which neighbours are looked for
NEIGHBOURS = 15
LANDMARKS = 20_000  # works that are seriated; the others stand where their nearest landmarks do
EXACTLY = 10_000**2  # pairs of works, up to which all are compared
EMPTY = np.zeros((0, 2))


def time_scale(years: np.ndarray) -> np.ndarray:
    """Knots float64[160, 2] of years and their place in [0, 1], from sorted years float64[m]; none where m is 0.

    Half linear, half by count, so that thin centuries stay visible and crowded decades readable.
    """
    if not len(years):
        return EMPTY
    first, last = float(np.floor(years[0])), float(np.ceil(years[-1]))
    grid = np.linspace(first, max(last, first + 1), KNOTS)
    linear = (grid - grid[0]) / (grid[-1] - grid[0])
    by_count = np.searchsorted(years, grid, side="right") / len(years)
    x = 0.5 * linear + 0.5 * by_count
    return np.column_stack([grid, (x - x[0]) / max(x[-1] - x[0], 1e-12)])


def running_mean(values: np.ndarray, half: int) -> np.ndarray:
    """The mean of each row and of `half` rows before and after it, as far as there are so many."""
    total = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0)])
    at = np.arange(len(values))
    low, high = np.maximum(at - half, 0), np.minimum(at + half + 1, len(values))
    width = (high - low).reshape(-1, *[1] * (values.ndim - 1))
    return np.asarray((total[high] - total[low]) / width)


def likeness_order(
    vectors: np.ndarray,
    parents: sparse.csr_array | None = None,
    *,
    lineage: float = 10.0,
    landmarks: int = LANDMARKS,
    seed: int = 0,
) -> np.ndarray:
    """A place in (0, 1) for each work, evenly spread, at which its neighbours are works like it; float64[m].

    Parameters
    ----------
    vectors : ndarray
        float[m, d]: works from earliest to latest.
    parents : csr_array, optional
        float[m, m]: the shares of each work's parents. Used up to `landmarks` works.
    lineage : float
        What a whole parent weighs, where a nearest neighbour weighs 1.
    landmarks : int
        How many works are seriated by themselves.
    seed : int
        Of the clusters by which neighbours are found among very many works, and of the first guess.
    """
    m = len(vectors)
    if m < 4:
        return _ranks(np.arange(m, dtype=np.float64))
    places = _without_time(vectors)
    chosen = np.unique(np.linspace(0, m - 1, min(m, landmarks)).round().astype(np.int64))
    base = np.ascontiguousarray(places[chosen])
    near = neighbours(base, base, NEIGHBOURS + 1, seed=seed)
    alike = sparse.csr_array(
        (np.ones(near.size), (np.repeat(np.arange(len(base)), near.shape[1]), near.ravel())),
        shape=(len(base), len(base)),
    )
    alike = alike.maximum(alike.T)
    alike.setdiag(0)
    if parents is not None and len(chosen) == m:
        alike = alike + lineage * (parents + parents.T)
    line = _ranks(_second_eigenvector(sparse.csr_array(alike), seed))
    if len(chosen) == m:
        return line
    nearest = neighbours(base, places, 4, seed=seed)
    return _ranks(line[nearest].mean(axis=1))


def difference_order(vectors: np.ndarray) -> np.ndarray:
    """A place in (0, 1) for each work by the direction of greatest difference, which takes no neighbours; float64[m].

    Parameters
    ----------
    vectors : ndarray
        float[m, d]: works from earliest to latest.
    """
    return _ranks(_without_time(vectors, 1)[:, 0] if len(vectors) > 3 else np.arange(len(vectors), dtype=np.float64))


def neighbours(base: np.ndarray, asked: np.ndarray, k: int, *, seed: int = 0) -> np.ndarray:
    """Rows of the k works of `base` float32[b, d] nearest to each of `asked` float32[m, d]: int64[m, min(k, b)].

    Exact among few; among very many, those in the nearest cells of a Voronoi partition.
    """
    import faiss

    k = min(k, len(base))
    flat = faiss.IndexFlatL2(base.shape[1])
    index: faiss.Index = flat
    if len(base) * len(asked) > EXACTLY:
        index = cells = faiss.IndexIVFFlat(flat, base.shape[1], int(np.sqrt(len(base))))
        cells.cp.seed, cells.cp.niter, cells.nprobe = seed + 1, 6, 6
        cells.train(base)
    index.add(base)
    rows = np.asarray(index.search(asked, k)[1], dtype=np.int64)
    return np.where(rows < 0, rows[:, :1], rows)  # cells may hold fewer than k


def beside(base: np.ndarray, line: np.ndarray, asked: np.ndarray, *, seed: int = 0) -> np.ndarray:
    """Places of works outside time: where the works of `base` float[m, d] that are most like them have theirs."""
    if not len(base) or not len(asked):
        return np.full(len(asked), 0.5)
    near = neighbours(np.ascontiguousarray(base, np.float32), np.ascontiguousarray(asked, np.float32), 4, seed=seed)
    return np.asarray(line[near].mean(axis=1))


def _without_time(vectors: np.ndarray, dims: int = DIMS) -> np.ndarray:
    """What is left of the works when each period's mean is taken away, in few dimensions, float32[m, <= dims]."""
    values = np.asarray(vectors, dtype=np.float64)
    rest = values - running_mean(values, max(len(values) // 20, 5))
    _, way = np.linalg.eigh(rest.T @ rest)
    return np.ascontiguousarray(rest @ way[:, ::-1][:, :dims], dtype=np.float32)


def _second_eigenvector(alike: sparse.csr_array, seed: int) -> np.ndarray:
    """Of the random walk on a graph; a weak tie of each to all keeps separate pieces of it apart and in order."""
    n = alike.shape[0]
    tie = 1e-3 / n
    scale = 1.0 / np.sqrt(np.asarray(alike.sum(axis=1)).ravel() + 1e-3)

    def walk(x: np.ndarray) -> np.ndarray:
        y = scale * x.ravel()
        return np.asarray(scale * (alike @ y + tie * y.sum()))

    start = np.random.default_rng(seed).random(n) + 0.5
    try:
        values, vectors = eigsh(LinearOperator((n, n), matvec=walk, dtype=np.float64), 2, v0=start, tol=1e-5)
    except ArpackNoConvergence as stopped:
        values, vectors = stopped.eigenvalues, stopped.eigenvectors
        if len(values) < 2:
            return np.arange(n, dtype=np.float64)
    second = vectors[:, np.argsort(-values)[1]] * scale
    return np.asarray(second * np.sign(second[np.abs(second).argmax()]))


def _ranks(score: np.ndarray) -> np.ndarray:
    """Evenly spread over (0, 1) in the order of the scores; equal ones in that of the rows."""
    place = np.empty(len(score))
    place[np.argsort(score, kind="stable")] = (np.arange(len(score)) + 0.5) / max(len(score), 1)
    return place
