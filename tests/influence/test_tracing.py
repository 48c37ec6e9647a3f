"""trace on histories of known descent."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import stylogeny as sg
from helpers.small_history import simulate, top_parent_share
from stylogeny.influence.branching.candidates import nearest_earlier
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.influence.tracing import ConvergenceWarning, not_converged, parent_sets_of
from stylogeny.runs import Run


def test_parents_of_a_branching_process_are_found_and_rows_sum_to_one() -> None:
    history = simulate(n=350)
    graph = sg.trace(history.space, seed=1)
    assert top_parent_share(graph, history.parents) > 0.7
    rows = np.asarray(graph.parents.sum(axis=1)).ravel() + graph.innovation
    np.testing.assert_allclose(rows, 1.0, atol=1e-5)
    edge = graph.parents.tocoo()
    earliest, latest = history.space.works.earliest, history.space.works.latest
    assert (earliest[edge.col] < latest[edge.row]).all()


def test_same_seed_gives_the_same_bytes() -> None:
    history = simulate(n=200)
    one, two = sg.trace(history.space, seed=3), sg.trace(history.space, seed=3)
    assert one.parents.data.tobytes() == two.parents.data.tobytes()


def test_a_warm_refit_equals_the_cold_fit_and_follows_weights_and_dates() -> None:
    history = simulate(n=300, parents=2)
    cold = sg.trace(history.space, tol=1e-6, max_iter=200)
    warm = sg.trace(history.space, warm_start=cold, tol=1e-6, max_iter=200)
    assert np.abs((warm.parents - cold.parents).toarray()).sum(axis=1).max() < 0.05
    removed = int(np.argmax(cold.fertility))
    weight = np.ones(300)
    weight[removed] = 0
    without = sg.trace(history.space, warm_start=cold, sample_weight=weight)
    assert without.fertility[removed] == 0
    years = cold.years[::-1].copy()
    edge = sg.trace(history.space, warm_start=cold, years=years).parents.tocoo()
    assert (years[edge.col] < years[edge.row]).all()


def test_the_parent_sets_of_a_graph_read_from_disk_are_found_again(tmp_path: Path) -> None:
    graph = sg.trace(simulate(n=120, parents=2, noise=0.1).space, k=16, parents=2)
    run = Run(tmp_path, create=True)
    graph.save(run)
    again = InfluenceGraph.read(run, embedding=graph.embedding)
    first, second = parent_sets_of(graph), parent_sets_of(again)
    assert first is graph.parent_sets and again.parent_sets is None
    for name in ("child", "member", "share", "squared", "log_det"):
        np.testing.assert_array_equal(getattr(second, name), getattr(first, name))
    refits = [sg.trace(graph.embedding, warm_start=g, max_iter=3) for g in (graph, again)]
    assert refits[0].parents.data.tobytes() == refits[1].parents.data.tobytes()


def test_em_that_stops_at_its_limit_is_said_and_stored() -> None:
    space = simulate(n=120).space
    with pytest.warns(ConvergenceWarning, match="EM has not converged after 2 iterations"):
        short = sg.trace(space, max_iter=2)
    assert short.model is not None and not short.model.converged and short.model.n_iter == 2
    with warnings.catch_warnings():
        warnings.simplefilter("error", ConvergenceWarning)
        full = sg.trace(space, max_iter=100)
    assert full.model is not None and full.model.converged and 2 < full.model.n_iter < 100


def test_a_likelihood_that_fell_is_said() -> None:
    model = sg.trace(simulate(n=120).space).require_model()
    fell = not_converged(replace(model, converged=False, last_gain=-0.0021, n_iter=7))
    assert "fell by 0.0021 nats per work in iteration 7" in fell and "max_iter" not in fell


def test_candidates_of_ones_own_are_measured_in_the_space_as_it_is() -> None:
    space = simulate(n=80, d=5).space
    year = space.works.year.astype(float)
    graph = sg.trace(space, candidates=nearest_earlier(space.vectors, year, year + 0.5, k=8))
    assert graph.require_model().projection.matrix.tolist() == np.eye(5).tolist()


def test_how_it_was_traced_is_in_the_provenance() -> None:
    graph = sg.trace(simulate(n=60).space, seed=4, k=12, parents=2, max_iter=30)
    asked = {"seed": 4, "candidates": 12, "parents": 2, "max_iter": 30}
    assert asked.items() <= graph.provenance.parameters.items()


def test_years_and_weights_of_another_length_are_refused() -> None:
    space = simulate(n=60).space
    with pytest.raises(sg.StylogenyError, match="one weight per work"):
        sg.trace(space, sample_weight=np.ones(59))


def test_innovation_is_shrunk_to_the_mean_as_far_as_is_asked() -> None:
    space = simulate(n=150, noise=0.3, immigrants=0.2).space
    none, half, whole = (sg.trace(space, innovation_shrinkage=s) for s in (0.0, 0.5, 1.0))
    with_parents = np.diff(none.parents.indptr) > 0
    follows = [1.0 - g.innovation[with_parents].astype(float) for g in (none, half, whole)]
    np.testing.assert_allclose(follows[1], (follows[0] + follows[0].mean()) / 2, atol=1e-6)
    assert follows[2].std() < 1e-6 and follows[0].std() > 0.05


def test_a_background_of_all_works_does_not_drift() -> None:
    graph = sg.trace(simulate(n=80).space, background_min_works=10**9)
    at = graph.background.at(np.array([1400.0, 1600.0, 1800.0]))
    np.testing.assert_allclose(at, np.broadcast_to(at[0], at.shape))
    drifting = replace(graph, model=replace(graph.require_model(), background_min_works=10))
    assert np.ptp(drifting.background.at(np.array([1400.0, 1800.0])), axis=0).max() > 0
