"""Parents of vectors that are not in the graph."""

from __future__ import annotations

import numpy as np
import pytest

import stylogeny as sg
from helpers.small_history import random_graph, simulate
from stylogeny.influence.posterior import posterior


def test_posterior_of_a_work_of_the_graph_agrees_with_its_row() -> None:
    history = simulate(n=400, parents=2, noise=0.1)
    graph = sg.trace(history.space)
    agree = []
    for row in graph.order[-40:]:
        rows, weights, innovation = posterior(graph, history.space.vectors[row], graph.years[row])
        assert weights.sum() + innovation == pytest.approx(1.0)
        assert (graph.years[rows] < graph.years[row]).all() and (np.diff(weights) <= 0).all()
        dense = np.zeros(len(graph))
        dense[rows] = weights
        agree.append(1 - np.abs(dense - graph.parents[[row]].toarray().ravel()).sum() / 2)
    assert np.mean(agree) > 0.8


def test_works_that_are_skipped_are_no_parents() -> None:
    history = simulate(n=120, noise=0.1)
    graph = sg.trace(history.space)
    row = int(graph.order[-1])
    first = posterior(graph, history.space.vectors[row], graph.years[row])[0][0]
    rows, weights, innovation = posterior(graph, history.space.vectors[row], graph.years[row], skip=np.array([first]))
    assert first not in rows and weights.sum() + innovation == pytest.approx(1.0)


def test_what_is_no_vector_or_year_is_refused_and_nothing_precedes_the_first_work() -> None:
    graph = sg.trace(simulate(n=60).space)
    with pytest.raises(sg.StylogenyError, match="16 numbers"):
        posterior(graph, np.zeros(3), 1900)
    with pytest.raises(sg.StylogenyError, match="year"):
        posterior(graph, np.zeros(16), float("nan"))
    rows, _, innovation = posterior(graph, np.zeros(16), 1200.0)
    assert len(rows) == 0 and innovation == 1.0


def test_a_graph_without_a_model_cannot_be_asked() -> None:
    graph, _ = random_graph()
    with pytest.raises(sg.StylogenyError, match="no fitted model"):
        posterior(graph, np.zeros(3), 1600.0)
