"""Copies: works that are another work over again, and so owe it all of themselves.

A posterior over parents spreads itself: some of it goes to the original's neighbours, some to innovation. For a work
that lies as good as on top of an earlier one that is wrong, and it would keep a third of itself when the original never
was. How near is near is told by the works themselves: a work that stands no more than a fraction of the usual way to
the nearest earlier work from one of them is its copy, in a degree that falls with the distance. Pictures that were
recognised as near-duplicates are copies whatever their vectors say, and so are those that were found to show the same
(:mod:`.found_copies`), in the degree in which they do.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from ...influence.graph import InfluenceGraph

COPY_SCALE = 0.25  # in usual distances to the nearest parent: a work this far from another is its copy by exp(-1/2)
LEAST_DEGREE = 1e-3  # a smaller degree changes nothing
DUPLICATE_DEGREE = 0.995  # of works whose pictures are near-duplicates: what is left is the date, which may be wrong


def usual_step(graph: InfluenceGraph) -> float:
    """The median distance from a work to the nearest of its parents; 1 where nothing has a parent."""
    return _usual(_nearest(graph)[2])


def _usual(squared: np.ndarray) -> float:
    """The median of distances whose squares are given; 1 for none."""
    return float(np.sqrt(max(np.median(squared), 1e-30))) if len(squared) else 1.0


def _nearest(graph: InfluenceGraph) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Works with parents, the nearest parent of each, and its squared distance: int64[m], int64[m], float64[m]."""
    vectors, edge = graph.embedding.vectors, graph.parents.tocoo()
    child, parent = edge.row[edge.data > 0], edge.col[edge.data > 0]
    apart = vectors[child] - vectors[parent]
    squared = np.einsum("ed,ed->e", apart, apart).astype(np.float64)
    order = np.lexsort((squared, child))
    first = order[np.diff(child[order], prepend=-1) > 0]
    return child[first], parent[first], squared[first]


def copy_degrees(graph: InfluenceGraph, *, scale: float = COPY_SCALE) -> tuple[np.ndarray, np.ndarray]:
    """The earlier work that each is a copy of, int64[n] (-1 for none), and in what degree, float64[n] in [0, 1)."""
    n = len(graph)
    original, degree = np.full(n, -1, dtype=np.int64), np.zeros(n)
    child, parent, squared = _nearest(graph)
    original[child] = parent
    degree[child] = np.exp(-0.5 * squared / (scale * _usual(squared)) ** 2)
    group = graph.works.table["group"].to_numpy()
    dated = graph.dated
    _, founder = np.unique(group[dated], return_index=True)  # of each group the earliest
    known = dict(zip(group[dated][founder].tolist(), dated[founder].tolist()))
    for row in dated.tolist():
        earliest = known[group[row]]
        if earliest != row and graph.years[earliest] < graph.years[row]:
            original[row], degree[row] = earliest, DUPLICATE_DEGREE
    if graph.known_copies is not None:
        seen, share = graph.known_copies
        # dates may have been drawn anew since: a copy comes after its original, or is none
        surer = (seen >= 0) & (share > degree) & (graph.years[seen] < graph.years)
        original[surer], degree[surer] = seen[surer], share[surer]
    copied = degree >= LEAST_DEGREE
    return np.where(copied, original, -1), np.where(copied, degree, 0.0)


def hung_from_originals(graph: InfluenceGraph, original: np.ndarray, degree: np.ndarray) -> sparse.csr_array:
    """The parents of every work, csr[n, n], with each copy, by its degree, the child of its original alone.

    `original` int64[n] and `degree` float64[n] are those of :func:`copy_degrees`.
    """
    copies = np.flatnonzero(original >= 0)
    if not len(copies):
        return graph.parents
    taken = sparse.csr_array((degree[copies], (copies, original[copies])), shape=graph.parents.shape)
    kept = sparse.diags_array(1.0 - degree) @ graph.parents.astype(np.float64)
    out = sparse.csr_array(kept + taken)
    out.sort_indices()
    return out
