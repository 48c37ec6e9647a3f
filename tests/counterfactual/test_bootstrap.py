"""Bootstraps: refits converge to one place, wherever they start; dates and controls are drawn as they should."""

from dataclasses import replace

import numpy as np
import pytest

import stylogeny as sg
from stylogeny.counterfactual.bootstrap import Comparison, placebo, question, refit, resample, unit
from stylogeny.counterfactual.denoising_bound import closed_form
from stylogeny.counterfactual.lightcone import Change
from stylogeny.counterfactual.metrics import BoundScore
from stylogeny.embedding.space import Embedding
from stylogeny.influence.branching.em_data import EMData
from stylogeny.influence.branching.fitting import initial_kernels
from stylogeny.influence.branching.prior import Labels
from stylogeny.influence.tracing import parent_sets_of
from stylogeny.world.history import World

from .conftest import branching, works_of


@pytest.fixture(scope="module")
def graph():
    """A painted world of 150 works at their genomes, traced."""
    world = World.make("neutral", works=150, seed=0)
    artist = [f"Artist {a}" for a in world.calendar.artist]
    return sg.trace(Embedding.from_vectors(works_of(world.calendar.year, artist=artist), world.latent))


@pytest.fixture(scope="module")
def drawn(graph):
    """A bootstrap's weights and dates, and what EM comes to for them in the end."""
    weights, years = resample(graph, seed=0, shard=0)
    how = {"years": years, "sample_weight": weights, "warm_start": graph}
    return how, sg.trace(graph.embedding, **how, param_tol=1e-5, max_iter=200)


def off(one, other) -> float:
    """Mean share that differs."""
    return float(abs(one.parents - other.parents).sum() / other.parents.nnz)


def test_a_refit_ends_where_one_from_nothing_ends(graph, drawn):
    how, limit = drawn
    q = question(graph, np.array([0]), estimand="lineage", deletion="soft", scores=[])
    warm = refit(q, how["sample_weight"], how["years"])
    even = EMData(parent_sets_of(graph), graph.years, Labels(graph.works), np.ones(len(graph)))
    first = replace(graph.require_model(), kernels=initial_kernels(even))
    blank = replace(graph, inclusion=0 * graph.inclusion, model=first)  # the same parent sets, and no parent known yet
    nothing = sg.trace(graph.embedding, **{**how, "warm_start": blank}, param_tol=1e-3, max_iter=100)
    for fitted in (warm, nothing):
        assert fitted.require_model().converged
        assert off(fitted, limit) < 0.0002
        assert np.abs(fitted.importance - limit.importance).max() < 0.002 * limit.importance.max()


def test_extrapolated_steps_arrive_before_plain_ones(graph, drawn):
    how, limit = drawn
    settled, plain = (
        sg.trace(graph.embedding, **how, max_iter=8, **tol) for tol in ({"param_tol": 1e-9}, {"tol": -np.inf})
    )
    assert off(settled, limit) < 0.5 * off(plain, limit)


def test_a_refit_that_proposes_its_hypotheses_anew_says_nearly_the_same(history):
    q = question(history.graph, np.array([0]), estimand="lineage", deletion="soft", scores=[])
    weights, years = resample(history.graph, seed=1, shard=0)
    warm, cold = refit(q, weights, years), refit(replace(q, cold=True), weights, years)
    assert np.corrcoef(warm.importance, cold.importance)[0, 1] > 0.99
    assert np.abs(warm.importance - cold.importance).max() < 0.05 * cold.importance.max()


def test_dates_are_drawn_within_their_intervals():
    space, _ = branching(40, spread=15)
    graph = sg.trace(space, max_iter=3)
    _, first = resample(graph, seed=0, shard=0)
    _, second = resample(graph, seed=0, shard=1)
    works = graph.works
    assert ((works.earliest <= first) & (first <= works.latest)).all() and not np.array_equal(first, second)


def test_a_placebo_hits_as_many_of_each_stratum():
    stratum = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    change = Change(np.array([0, 1, 5]), np.array([1.0, 0.5, 0.25]))
    dealt = placebo(change, stratum, np.ones(8, bool), seed=0, event=("control", 1))
    assert sorted(dealt.loss[stratum[dealt.rows] == 0]) == [0.5, 1.0]
    assert dealt.loss[stratum[dealt.rows] == 1].tolist() == [0.25]


def test_a_units_arrays_are_its_comparison(history):
    scores = [BoundScore(closed_form(history.graph, queries=20))]
    q = question(history.graph, np.array([3]), estimand="net", deletion="soft", scores=scores)
    arrays = unit(q, 0, 0)
    one = Comparison.of(arrays)
    assert set(one.percent_worse) == {"counterfactual", "random", "matched"} and one.factual.shape == (1,)
    assert one.rows.shape == one.loss.shape == one.shift.shape and one.effective >= 1
    assert {name: v.tolist() for name, v in one.arrays().items()} == {n: v.tolist() for n, v in arrays.items()}
