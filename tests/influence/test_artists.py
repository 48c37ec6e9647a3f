"""From works to artists."""

from __future__ import annotations

import numpy as np

import stylogeny as sg
from helpers.small_history import simulate
from stylogeny.influence.artists import artist_affinity, artist_matrix, artist_sources, artists_of, works_per_artist
from stylogeny.influence.branching.prior import STEPS, looked_at


def test_artist_shares_sum_edges_and_affinity_favours_true_teachers() -> None:
    history = simulate(n=400, artists=40, step=0.15, seed=5)
    graph = sg.trace(history.space)
    names, shares = artists_of(graph.works).names, artist_matrix(graph)
    artist = history.space.works.column("artist")
    edge = graph.parents.tocoo()
    a, b = names[0], names[3]
    between = (artist[edge.col] == a) & (artist[edge.row] == b)
    assert shares[0, 3] == np.float64(edge.data[between].astype(float).sum() / (artist == b).sum())
    assert works_per_artist(graph)[3] == (artist == b).sum()
    affinity = artist_affinity(graph)
    assert (np.diag(affinity) == 0).all() and 0 < affinity.max() <= 1.0
    sources = artist_sources(graph)
    assert (np.diag(sources) == 0).all()
    np.testing.assert_allclose(sources.sum(axis=0)[affinity.sum(axis=0) > 0], 1.0)
    code = np.searchsorted(names.astype(str), artist.astype(str))
    taught = np.zeros_like(affinity, dtype=bool)
    child, parent = np.nonzero(history.parents)
    taught[code[parent], code[child]] = True
    np.fill_diagonal(taught, False)
    possible = affinity > 0
    assert affinity[taught].mean() > 3 * affinity[possible & ~taught].mean()
    assert sources[taught].mean() > 3 * sources[possible & ~taught].mean()


def test_crowding_is_that_of_the_ten_nearest_in_a_large_corpus_too() -> None:
    """Affinity of many works (folded search) and the plain definition agree."""
    graph = sg.trace(simulate(n=400, artists=40, step=0.15, seed=6).space)
    affinity = artist_affinity(graph)
    x, code = graph.places[graph.dated].astype(float), artists_of(graph.works).code[graph.dated]
    squared = np.square(x[:, None] - x[None]).sum(axis=2)
    squared[code[:, None] == code[None]] = np.inf
    crowd = np.sort(squared, axis=1)[:, :10].mean(axis=1)
    precision = 0.5 / (STEPS * graph.require_model().kernels.step ** 2)
    t, total = graph.years[graph.dated], np.zeros_like(affinity)
    for row in range(len(x)):
        may = (t < t[row]) & (code != code[row])
        if may.any():
            like = np.where(may, -precision * (squared[row] - crowd), -np.inf)
            share = np.exp(like - like.max())
            shares = np.bincount(code, share / share.sum(), minlength=len(affinity))
            total[:, code[row]] += looked_at(shares[None])[0]
    np.testing.assert_allclose(affinity, total / works_per_artist(graph)[None, :], atol=2e-4)
