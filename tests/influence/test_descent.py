"""The descent algebra, against dense linear algebra and enumeration."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from scipy.stats import norm

from helpers.small_history import random_graph
from stylogeny.influence.descent import (
    draw_parents,
    factored,
    genealogy_matrix,
    genealogy_uniforms,
    likeliest_parents,
    solve,
)
from stylogeny.influence.graph import LOSS_PROPAGATION


def test_descent_importance_and_ancestors_equal_the_dense_inverse() -> None:
    graph, w = random_graph()
    a = np.linalg.inv(np.eye(len(w)) - w)
    np.testing.assert_allclose(graph.descent_columns(range(len(w))), a, atol=1e-10)
    np.testing.assert_allclose(graph.descent(3), a[:, 3], atol=1e-10)
    np.testing.assert_allclose(graph.ancestors(7), a[7], atol=1e-10)
    np.testing.assert_allclose(graph.importance, a.sum(axis=0) - 1, atol=1e-9)
    np.testing.assert_allclose(graph.fertility, w.sum(axis=0), atol=1e-9)


def test_net_is_the_loss_of_children_passed_on_in_part() -> None:
    graph, w = random_graph()
    downstream = np.linalg.solve((np.eye(len(w)) - LOSS_PROPAGATION * w).T, np.ones(len(w)))
    np.testing.assert_allclose(graph.net, w.T @ downstream, atol=1e-9)


def test_both_solvers_solve_the_same_systems() -> None:
    graph, w = random_graph(n=60, seed=2)
    b = np.random.default_rng(0).random((60, 4))
    solver = factored(graph.parents, graph.order)
    for transposed in (False, True):
        dense = np.linalg.solve(np.eye(60) - (w.T if transposed else w), b)
        np.testing.assert_allclose(solve(graph.parents, graph.order, b, transposed=transposed), dense, atol=1e-10)
        np.testing.assert_allclose(solver(b, transposed), dense, atol=1e-10)
        np.testing.assert_allclose(solver(b[:, 0], transposed), dense[:, 0], atol=1e-10)


def test_sampled_genealogies_follow_the_posterior_and_descend_as_often_as_the_lightcone_says() -> None:
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


def test_a_draw_falls_where_the_running_total_of_the_row_passes_it() -> None:
    w = np.array([[0, 0, 0], [0.5, 0, 0], [0.2, 0.3, 0]], dtype=np.float32)
    u = np.array([[0.5, 0.4, 0.1], [0.5, 0.6, 0.4], [0.5, 0.5, 0.9]])
    assert draw_parents(sparse.csr_array(w), u).tolist() == [[-1, 0, 0], [-1, -1, 1], [-1, -1, -1]]


def test_a_works_draw_is_its_own_whatever_other_works_there_are() -> None:
    few, many = genealogy_uniforms(3, 5, k=2), genealogy_uniforms(3, 9, k=2)
    assert np.array_equal(few, many[:, :5])
    assert not np.array_equal(genealogy_uniforms(3, 5, shard=0), genealogy_uniforms(3, 5, shard=1))


def test_the_likeliest_genealogy_leaves_out_likely_immigrants() -> None:
    w = np.array([[0, 0, 0, 0], [0.6, 0, 0, 0], [0.3, 0.4, 0, 0], [0.1, 0.2, 0.1, 0]])
    parent = likeliest_parents(sparse.csr_array(w))
    assert parent.tolist() == [-1, 0, 1, -1]
    tree = genealogy_matrix(parent).toarray()
    assert tree.sum() == 2 and tree[1, 0] == tree[2, 1] == pytest.approx(1.0)
