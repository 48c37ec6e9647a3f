"""trace on histories of known descent."""

from __future__ import annotations

import numpy as np
import pytest

import stylogeny as sg

from .conftest import simulate


def top_parent_share(graph, truth: np.ndarray) -> float:
    """Share of works with true parents whose heaviest traced parent is one of them."""
    children = np.flatnonzero(truth.sum(axis=1) > 0)
    best = np.asarray(graph.parents.argmax(axis=1)).ravel()
    return float((truth[children, best[children]] > 0).mean())


def test_parents_of_a_branching_process_are_found_and_rows_sum_to_one():
    history = simulate(n=350)
    graph = sg.trace(history.space, seed=1)
    assert top_parent_share(graph, history.parents) > 0.7
    rows = np.asarray(graph.parents.sum(axis=1)).ravel() + graph.innovation
    np.testing.assert_allclose(rows, 1.0, atol=1e-5)
    edge = graph.parents.tocoo()
    earliest, latest = history.space.works.earliest, history.space.works.latest
    assert (earliest[edge.col] < latest[edge.row]).all()


def test_same_seed_gives_the_same_bytes():
    history = simulate(n=200)
    one, two = sg.trace(history.space, seed=3), sg.trace(history.space, seed=3)
    assert one.parents.data.tobytes() == two.parents.data.tobytes()


def test_posterior_of_a_known_work_agrees_with_its_row_of_the_graph():
    history = simulate(n=400, parents=2, noise=0.1)
    graph = sg.trace(history.space)
    agree = []
    for row in graph.order[-40:]:
        rows, weights, innovation = graph.posterior(history.space.vectors[row], graph.years[row])
        assert weights.sum() + innovation == pytest.approx(1.0)
        assert (graph.years[rows] < graph.years[row]).all() and (np.diff(weights) <= 0).all()
        dense = np.zeros(len(graph))
        dense[rows] = weights
        agree.append(1 - np.abs(dense - graph.parents[[row]].toarray().ravel()).sum() / 2)
    assert np.mean(agree) > 0.8


def test_posterior_refuses_what_is_no_vector_or_year_and_knows_no_parents_before_the_first_work():
    history = simulate(n=60)
    graph = sg.trace(history.space)
    with pytest.raises(sg.StylogenyError, match="16 numbers"):
        graph.posterior(np.zeros(3), 1900)
    with pytest.raises(sg.StylogenyError, match="year"):
        graph.posterior(np.zeros(16), float("nan"))
    rows, _, innovation = graph.posterior(np.zeros(16), 1200.0)
    assert len(rows) == 0 and innovation == 1.0


def test_a_warm_refit_equals_the_cold_fit_and_follows_weights_and_dates():
    history = simulate(n=300, parents=2)
    cold = sg.trace(history.space, tolerance=1e-6, steps=200)
    warm = sg.trace(history.space, warm_start=cold, tolerance=1e-6, steps=200)
    assert np.abs((warm.parents - cold.parents).toarray()).sum(axis=1).max() < 0.05
    gone = int(np.argmax(cold.fertility))
    weight = np.ones(300)
    weight[gone] = 0
    without = sg.trace(history.space, warm_start=cold, sample_weight=weight)
    assert without.fertility[gone] == 0
    years = cold.years[::-1].copy()
    edge = sg.trace(history.space, warm_start=cold, years=years).parents.tocoo()
    assert (years[edge.col] < years[edge.row]).all()
