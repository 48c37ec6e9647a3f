"""Other answers to "who followed whom" and "what was it worth", scored beside ours on the same vectors and dates.

Every baseline gets what we get: the embedding and the catalogue's dates. `edges` are child, parent, weight; `credit`
is one number per work. None of them is ours; each is the strongest simple form of its idea.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from ..embedding.space import Embedding


def squared_distances(space: Embedding) -> np.ndarray:
    """Squared distances between all works, float64[n, n], infinite on the diagonal."""
    x = space.vectors.astype(np.float64)
    x = x - x.mean(axis=0)
    square = (x**2).sum(axis=1)
    d = np.maximum(square[:, None] + square[None, :] - 2 * x @ x.T, 0)
    np.fill_diagonal(d, np.inf)
    return d


def _earlier(space: Embedding) -> np.ndarray:
    """bool[n, n]: column can precede row, by the middle of their dates."""
    year = space.works.year
    return year[None, :] < year[:, None]


def _table(space: Embedding, child: np.ndarray, parent: np.ndarray, weight: np.ndarray) -> pd.DataFrame:
    ids = space.works.ids
    return pd.DataFrame({"child": ids[child], "parent": ids[parent], "weight": weight})


def nearest_earlier(space: Embedding) -> pd.DataFrame:
    """The nearest earlier work is the parent; weight falls with the distance, so that sure edges come first."""
    d = np.where(_earlier(space), squared_distances(space), np.inf)
    return _nearest(space, d, 1)


def nearest_earlier_k(space: Embedding, k: int = 5) -> pd.DataFrame:
    """The `k` nearest earlier works share a child by the softmax of their distances (the sharpest scale that served
    it best)."""
    return _softmax(space, np.where(_earlier(space), squared_distances(space), np.inf), k)


def similar(space: Embedding, k: int = 5) -> pd.DataFrame:
    """Similarity look-up: the `k` nearest works whatever their dates."""
    return _softmax(space, squared_distances(space), k)


def _nearest(space: Embedding, d: np.ndarray, k: int) -> pd.DataFrame:
    order = np.argsort(d, axis=1, kind="stable")[:, :k]
    child = np.repeat(np.arange(len(d)), order.shape[1])
    parent = order.ravel()
    value = d[child, parent]
    keep = np.isfinite(value)
    scale = np.median(value[keep]) + 1e-12
    return _table(space, child[keep], parent[keep], np.exp(-value[keep] / scale))


def _softmax(space: Embedding, d: np.ndarray, k: int) -> pd.DataFrame:
    order = np.argsort(d, axis=1, kind="stable")[:, :k]
    value = np.take_along_axis(d, order, axis=1)
    scale = 0.1 * np.median(value[np.isfinite(value)]) + 1e-12
    first = np.where(np.isfinite(value[:, :1]), value[:, :1], 0.0)
    share = np.exp((first - value) / scale)  # nothing for the infinitely far
    share /= np.maximum(share.sum(axis=1, keepdims=True), 1e-12)
    child, parent = np.repeat(np.arange(len(d)), order.shape[1]), order.ravel()
    keep = share.ravel() > 0
    return _table(space, child[keep], parent[keep], share.ravel()[keep])


def neighbour_joining(space: Embedding, *, max_works: int = 800) -> pd.DataFrame | None:
    """A neighbour-joining tree (scikit-bio): a work's parent is the nearest earlier tip on it.

    None without scikit-bio, and for more than `max_works` works.
    """
    try:
        from skbio import DistanceMatrix
        from skbio.tree import nj
    except ImportError:
        return None
    n = len(space.works)
    if n > max_works:
        return None
    d = np.sqrt(np.where(np.isfinite(full := squared_distances(space)), full, 0))
    d = (d + d.T) / 2
    tree = nj(DistanceMatrix(d, [str(k) for k in range(n)]))
    tips = tree.cophenet() if hasattr(tree, "cophenet") else tree.tip_tip_distances()
    order = np.array([int(i) for i in tips.ids])
    on_tree = np.empty((n, n))
    on_tree[np.ix_(order, order)] = tips.data
    on_tree = np.where(_earlier(space), np.maximum(on_tree, 0), np.inf)
    return _nearest(space, on_tree, 1)


def edge_baselines(space: Embedding) -> dict[str, pd.DataFrame]:
    """All baselines for parent edges."""
    tables = {
        "nearest earlier work": nearest_earlier(space),
        "5 nearest earlier": nearest_earlier_k(space),
        "similarity, no dates": similar(space),
        "neighbour-joining tree": neighbour_joining(space),
    }
    return {name: table for name, table in tables.items() if table is not None}


def _graph(space: Embedding, edges: pd.DataFrame) -> sparse.csr_array:
    row = {i: k for k, i in enumerate(space.works.ids)}
    child, parent = edges["child"].map(row).to_numpy(), edges["parent"].map(row).to_numpy()
    n = len(space.works)
    return sparse.csr_array((edges["weight"].to_numpy(), (child, parent)), shape=(n, n))


def credit_baselines(space: Embedding) -> dict[str, np.ndarray]:
    """All baselines for credit: one number per work, float64[n].

    The closed-form model of the last two is a Gaussian kernel density over the works: without work j every other
    work's density loses j's kernel. Leave-one-out takes it away and counts the lost log likelihood; the influence
    function is its derivative in j's weight. Both are exact here. The year alone says that the older work has done
    more.
    """
    d, earlier = squared_distances(space), _earlier(space)
    n = len(d)
    near = np.partition(d, min(5, n - 2), axis=1)[:, min(5, n - 2)]
    kernel = np.exp(-d / (np.median(near) + 1e-12))
    share = kernel / np.maximum(kernel.sum(axis=1, keepdims=True), 1e-300)
    forest = _graph(space, nearest_earlier(space).assign(weight=1.0))
    order = np.argsort(space.works.year, kind="stable")
    descendants, parent = np.zeros(n), np.full(n, -1)
    rows, cols = forest.nonzero()
    parent[rows] = cols
    for k in order[::-1]:
        if parent[k] >= 0:
            descendants[parent[k]] += 1 + descendants[k]
    shared = _graph(space, nearest_earlier_k(space))
    return {
        "the year alone": -space.works.year,
        "children (nearest earlier)": np.asarray(forest.sum(axis=0)).ravel(),
        "descendants (nearest earlier)": descendants,
        "children (5 nearest earlier)": np.asarray(shared.sum(axis=0)).ravel(),
        "similarity to later works": (kernel * earlier).sum(axis=0),
        "similarity, no dates": kernel.sum(axis=0),
        "leave-one-out retraining": -np.log1p(-np.minimum(share, 1 - 1e-9)).sum(axis=0),
        "influence function": share.sum(axis=0),
    }
