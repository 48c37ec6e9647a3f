"""The descent algebra, against dense linear algebra and enumeration."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from scipy.stats import norm

from stylogeny.embedding.space import Embedding
from stylogeny.errors import StylogenyError
from stylogeny.influence.graph import InfluenceGraph

from .conftest import make_works


def random_graph(n: int = 40, seed: int = 0) -> tuple[InfluenceGraph, np.ndarray]:
    rng = np.random.default_rng(seed)
    year = rng.permutation(np.arange(1500, 1500 + n))
    w = np.where(year[None, :] < year[:, None], rng.random((n, n)) * (rng.random((n, n)) < 0.2), 0.0)
    w *= (0.9 / np.maximum(w.sum(axis=1), 1.0))[:, None]
    space = Embedding.from_vectors(make_works(year), rng.normal(size=(n, 3)))
    w = w.astype(np.float32)
    return InfluenceGraph(space, sparse.csr_array(w), 1 - w.sum(axis=1), year.astype(float)), w.astype(float)


def test_descent_importance_and_ancestors_equal_the_dense_inverse():
    graph, w = random_graph()
    a = np.linalg.inv(np.eye(len(w)) - w)
    np.testing.assert_allclose(graph.descent_columns(range(len(w))), a, atol=1e-10)
    np.testing.assert_allclose(graph.path_flow(3), a[:, 3], atol=1e-10)
    np.testing.assert_allclose(graph.ancestors(7), a[7], atol=1e-10)
    np.testing.assert_allclose(graph.importance, a.sum(axis=0) - 1, atol=1e-9)
    np.testing.assert_allclose(graph.fertility, w.sum(axis=0), atol=1e-9)


def test_sampled_genealogies_follow_the_posterior_and_descend_as_often_as_the_lightcone_says():
    graph, w = random_graph()
    k = 4000
    parents = graph.sample_parents(5, k)
    assert parents.shape == (k, len(w))
    for child in range(len(w)):
        share = np.bincount(parents[:, child][parents[:, child] >= 0], minlength=len(w)) / k
        bound = norm.isf(1e-6) * np.sqrt(np.maximum(w[child] * (1 - w[child]), 1e-9) / k) + 1e-6
        assert (np.abs(share - w[child]) <= bound).all()
    source = int(np.argmax(graph.importance))
    reached = np.zeros(parents.shape, dtype=bool)
    reached[:, source] = True
    for row in graph.order:
        up = parents[:, row]
        reached[:, row] |= np.where(up >= 0, reached[np.arange(k), up], False)
    expected = graph.descent(source)
    assert np.abs(reached.mean(axis=0) - expected).max() < 5 * np.sqrt(0.25 / k)


def test_a_parent_that_is_not_earlier_is_refused():
    graph, w = random_graph()
    w[graph.order[0], graph.order[1]] = 0.1
    with pytest.raises(StylogenyError, match="strictly earlier"):
        InfluenceGraph(graph.embedding, sparse.csr_array(w), graph.innovation, graph.years)


def test_saved_graph_reads_back(tmp_path):
    from stylogeny.runs import Run

    graph, _ = random_graph()
    run = Run(tmp_path, create=True)
    graph.save(run)
    again = InfluenceGraph.read(run, embedding=graph.embedding)
    assert (again.parents != graph.parents).nnz == 0
    np.testing.assert_array_equal(again.innovation, graph.innovation)
    np.testing.assert_array_equal(again.years, graph.years)
    np.testing.assert_allclose(again.net, graph.net)
