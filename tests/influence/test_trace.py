"""trace on histories of known descent."""

from __future__ import annotations

import numpy as np

import stylogeny as sg

from .conftest import simulate


def top_parent_share(graph, truth: np.ndarray) -> float:
    """Share of works with true parents whose heaviest traced parent is one of them."""
    children = np.flatnonzero(truth.sum(axis=1) > 0)
    best = np.asarray(graph.parents.argmax(axis=1)).ravel()
    return float((truth[children, best[children]] > 0).mean())


def test_parents_of_a_branching_process_are_found_and_rows_sum_to_one():
    history = simulate()
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
