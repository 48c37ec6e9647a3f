"""Expected descendants: running totals against the dense sum over all later works."""

from __future__ import annotations

import numpy as np

import stylogeny as sg
from stylogeny.embedding.space import Embedding
from stylogeny.influence.branching.prior import BINS, LAGS, Labels

from .conftest import make_works


def test_expected_descendants_are_path_flow_under_the_prior():
    rng = np.random.default_rng(0)
    n = 150
    works = make_works(np.sort(rng.integers(1500, 1800, n)), artist=[f"a{k % 20}" for k in range(n)])
    graph = sg.trace(Embedding.from_vectors(works, rng.normal(size=(n, 6)).cumsum(axis=0)))
    t, artist = graph.years, Labels(works).artist
    lag = t[:, None] - t[None, :]  # [child, parent]
    g = np.exp(np.asarray(graph.kernels.preference.time))
    prior = np.where(lag > 0, g[np.clip(np.searchsorted(LAGS, lag, side="left") - 1, 0, BINS - 1)], 0.0)
    prior *= np.where(artist[:, None] == artist[None, :], np.exp(graph.kernels.preference.ties[1]), 1.0)
    prior /= np.maximum(prior.sum(axis=1, keepdims=True), 1e-300)
    prior *= 1.0 - graph.innovation.mean(dtype=np.float64)
    dense = np.linalg.solve((np.eye(n) - prior).T, np.ones(n)) - 1.0
    np.testing.assert_allclose(graph.expected, dense, rtol=1e-8, atol=1e-9)
    assert graph.expected[graph.order[-1]] == 0.0
