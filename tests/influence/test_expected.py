"""Expected descendants: running totals against the dense sum over all later works."""

from __future__ import annotations

import numpy as np

import stylogeny as sg
from helpers.small_history import make_works
from stylogeny.embedding.space import Embedding
from stylogeny.influence.branching.prior import Labels, lag_bin
from stylogeny.influence.expected import expected_descendants


def test_expected_descendants_are_those_of_the_prior() -> None:
    rng = np.random.default_rng(0)
    n = 150
    works = make_works(np.sort(rng.integers(1500, 1800, n)), artist=[f"a{k % 20}" for k in range(n)])
    graph = sg.trace(Embedding.from_vectors(works, rng.normal(size=(n, 6)).cumsum(axis=0)))
    t, artist = graph.years, Labels(works).artist
    lag = t[:, None] - t[None, :]  # [child, parent]
    preference = graph.require_model().kernels.preference
    g, own = np.exp(np.asarray(preference.log_lag)), np.exp(np.asarray(preference.log_own))
    prior = np.where(artist[:, None] == artist[None, :], own[lag_bin(lag)], g[lag_bin(lag)])
    prior[lag <= 0] = 0.0
    prior /= np.maximum(prior.sum(axis=1, keepdims=True), 1e-300)
    prior *= 1.0 - graph.innovation.mean(dtype=np.float64)
    dense = np.linalg.solve((np.eye(n) - prior).T, np.ones(n)) - 1.0
    expected = expected_descendants(graph)
    np.testing.assert_allclose(expected, dense, rtol=1e-8, atol=1e-9)
    assert expected[graph.order[-1]] == 0.0
