"""From works to artists: who turned to whom, normalised for how much there was to turn to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ..corpus.works import Works
from ..progress import progress
from .branching.prior import CROWD, STEPS, looked_at
from .graph import InfluenceGraph

FOLD = 16  # columns of one stack where the smallest of many numbers are looked for
PSEUDO_WORKS = 32.0  # that an artist's traced sources are weighed against its likely ones with


@dataclass(frozen=True, eq=False)
class ArtistCodes:
    """Names object[m] in alphabetical order, and the number of each work's artist, int64[n]."""

    names: np.ndarray
    code: np.ndarray


def artists_of(works: Works) -> ArtistCodes:
    """The artists of a works table; unknown ones are one artist of empty name."""
    names, code = np.unique(works.column("artist").astype(str), return_inverse=True)
    return ArtistCodes(names.astype(object), code.astype(np.int64))


def artist_matrix(graph: InfluenceGraph) -> np.ndarray:
    """Mean share of the works of artist b (column) that comes directly from works of artist a (row), float64[m, m].

    In the order of names of :func:`artists_of`.
    """
    artists = artists_of(graph.works)
    n, m = len(graph), len(artists.names)
    member = sparse.csr_array((np.ones(n), (np.arange(n), artists.code)), shape=(n, m))
    shares = np.asarray((member.T @ graph.parents.astype(np.float64) @ member).T.toarray())
    return shares / np.maximum(works_per_artist(graph), 1.0)[None, :]


def artist_affinity(graph: InfluenceGraph, *, block: int = 256) -> np.ndarray:
    """How often a work of artist b (column) is likely to look at artist a (row), float64[m, m].

    For every work its likeness to all strictly earlier works of other artists, in the fitted metric, is shared out
    among their makers; of ten works drawn by these shares, the chance that one is by a; the mean over b's works. A
    stranger's work is two fitted steps away, since what is owed to it mostly came through others, and distances are
    corrected for hubs, works that are near to everything (cross-domain similarity local scaling: Conneau et al. 2018).
    The own career, which takes most of the posterior, is left out, and so are lag and fame: they are learned on works
    and would count the nearest generation twice.
    """
    artists = artists_of(graph.works)
    years, places, m = graph.years, graph.places, len(artists.names)
    order = graph.dated
    x, code, t = places[order], artists.code[order], years[order]
    named = artists.names[code] != ""
    norms = np.einsum("nd,nd->n", x, x)
    step = graph.require_model().kernels.step
    precision = float(0.5 / (STEPS * step**2))
    crowd = np.concatenate([_crowding(x, code, named, rows) for rows in _blocks(len(x), block)]).astype(x.dtype)
    member = sparse.csr_array((np.ones(len(x)), (np.arange(len(x)), code)), shape=(len(x), m))
    total = np.zeros((m, m))
    for rows in progress(_blocks(len(x), block), "artists", unit="block"):
        width = int(np.searchsorted(t, t[rows[-1]]))
        if width == 0:
            continue
        like = (2 * precision * x[rows]) @ x[:width].T
        like -= precision * (norms - crowd)[None, :width]  # what is the same for the whole row makes no difference
        like[
            (t[None, :width] >= t[rows, None]) | ((code[None, :width] == code[rows, None]) & named[rows, None])
        ] = -np.inf
        top = like.max(axis=1, keepdims=True)
        like -= np.where(np.isfinite(top), top, 0.0)
        np.exp(like, out=like)
        like /= np.maximum(like.sum(axis=1, keepdims=True), 1e-30)
        np.add.at(total, code[rows], looked_at(like @ member[:width]))
    return total.T / np.maximum(works_per_artist(graph), 1.0)[None, :]


def artist_sources(graph: InfluenceGraph) -> np.ndarray:
    """Where artist b's (column) debts to others lie: shares of the other artists (row), float64[m, m].

    The posterior mean of a multinomial: traced shares of b's works that come from others' are the counts, and the prior
    is :func:`artist_affinity`, worth 32 works. Traced edges alone are too few to rank an artist's sources, and affinity
    alone knows nothing of lag and fame. Columns sum to 1, or to 0 without an earlier stranger.
    """
    traced = artist_matrix(graph) * works_per_artist(graph)[None, :]
    np.fill_diagonal(traced, 0.0)
    likely = artist_affinity(graph)
    likely /= np.maximum(likely.sum(axis=0, keepdims=True), 1e-12)
    total = traced + PSEUDO_WORKS * likely
    return np.asarray(total / np.maximum(total.sum(axis=0, keepdims=True), 1e-12))


def _blocks(n: int, block: int) -> list[np.ndarray]:
    return [np.arange(low, min(low + block, n)) for low in range(0, n, block)]


def _crowding(x: np.ndarray, code: np.ndarray, named: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Mean squared distance of each of `rows` to the ten nearest works by others, of any date: small for a hub."""
    norms = np.einsum("nd,nd->n", x, x)
    squared = (-2 * x[rows]) @ x.T
    squared += norms[None, :]
    squared += norms[rows, None]
    squared[(code[None, :] == code[rows, None]) & named[rows, None]] = np.inf
    squared[np.arange(len(rows)), rows] = np.inf
    k = min(CROWD, len(x) - 1)
    nearest = _smallest(squared, k)
    finite = np.isfinite(nearest)
    return np.where(finite, nearest, 0.0).sum(1) / np.maximum(finite.sum(1), 1)


def _smallest(values: np.ndarray, k: int) -> np.ndarray:
    """The k smallest of each row of float[m, n], in any order.

    Columns are folded into stacks, and only the k stacks with the smallest minima are looked into: a number that fewer
    than k are below is in a stack that fewer than k have a smaller minimum than.
    """
    m, n = values.shape
    width = -(-n // FOLD)
    if width <= k:
        return np.partition(values, k - 1, axis=1)[:, :k]
    folded = np.full((m, FOLD * width), np.inf, dtype=values.dtype)
    folded[:, :n] = values
    stacks = folded.reshape(m, FOLD, width)
    best = np.argpartition(stacks.min(axis=1), k - 1, axis=1)[:, None, :k]
    return np.partition(np.take_along_axis(stacks, best, axis=2).reshape(m, -1), k - 1, axis=1)[:, :k]


def works_per_artist(graph: InfluenceGraph) -> np.ndarray:
    """Works of each artist inside the graph, float64[m]."""
    artists = artists_of(graph.works)
    inside = ~np.isnan(graph.years)
    return np.bincount(artists.code[inside], minlength=len(artists.names)).astype(np.float64)
