"""Futures grown from a planted history: from its works only, and repeatable."""

from __future__ import annotations

import numpy as np
import pytest

from stylogeny.futures.forecast.branching import BranchingForecast
from stylogeny.futures.forecast.past import Past
from stylogeny.influence.graph import InfluenceGraph


def test_branching_grows_from_the_past_only_and_repeats(graph: InfluenceGraph) -> None:
    past = Past.of(graph.embedding.vectors, graph.years, graph.works.column("style"))
    ours = BranchingForecast(past, graph, until=1870.0, futures=2, seed=4)
    points, log = ours.points(1860.0)
    assert np.exp(log).sum() == pytest.approx(1) and np.isfinite(points).all()
    again = BranchingForecast(past, graph, until=1870.0, futures=2, seed=4).points(1860.0)[0]
    assert np.array_equal(points, again)
    # the schools stand at -2 and 2 on the second axis and do not mix: nor do their futures
    back = points @ np.linalg.pinv(past.projection) + past.centre
    recent = graph.embedding.vectors[-60:, 1]
    assert np.quantile(back[:, 1], 0.05) > recent.min() - 1.5 and np.quantile(back[:, 1], 0.95) < recent.max() + 1.5


def test_what_a_work_keeps_to_itself_its_offspring_do_not_start_from(graph: InfluenceGraph) -> None:
    past = Past.of(graph.embedding.vectors, graph.years, graph.works.column("style"))
    rows = np.flatnonzero(np.asarray(graph.parents.sum(axis=1)).ravel() > 0.2)
    share = graph.parents[rows].toarray()
    centre = (share / share.sum(axis=1, keepdims=True)) @ past.vectors
    z, _ = BranchingForecast(past, graph, until=graph.years.max(), futures=1, departure_inherited=0.0).grow(0)
    assert np.allclose(z[rows], centre, atol=1e-5)
    z, _ = BranchingForecast(past, graph, until=graph.years.max(), futures=1).grow(0)
    assert np.array_equal(z, past.vectors)
