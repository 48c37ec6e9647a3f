"""Refits settle in one place, from wherever they start."""

from dataclasses import replace

import numpy as np
import pytest

import stylogeny as sg
from stylogeny.counterfactual.bootstrap import question, refit, resample
from stylogeny.embedding.space import Embedding
from stylogeny.influence.branching.anderson import flat, shaped
from stylogeny.influence.branching.em_data import EMData
from stylogeny.influence.branching.prior import Labels
from stylogeny.influence.tracing import start_of
from stylogeny.world.history import World

from .conftest import works_of


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
    return how, sg.trace(graph.embedding, **how, settle=1e-5, steps=200)


def off(one, other) -> float:
    """Mean share that differs."""
    return float(abs(one.parents - other.parents).sum() / other.parents.nnz)


def test_a_refit_ends_where_one_from_nothing_ends(graph, drawn):
    how, limit = drawn
    q = question(graph, np.array([0]), estimand="lineage", deletion="soft", scores=[])
    warm = refit(q, how["sample_weight"], how["years"])
    blank = replace(graph, inclusion=0 * graph.inclusion)  # the hypotheses, first kernels, and no parent known yet
    even = EMData(graph.hypotheses, graph.years, Labels(graph.works), np.ones(len(graph)))
    blank.__dict__.update(hypotheses=graph.hypotheses, kernels=start_of(even))
    nothing = sg.trace(graph.embedding, **{**how, "warm_start": blank}, settle=1e-3)
    for fitted in (warm, nothing):
        assert fitted.params["steps"][1] < 40  # settled, not cut short
        assert off(fitted, limit) < 5e-4
        assert np.abs(fitted.importance - limit.importance).max() < 0.005 * limit.importance.max()


def test_extrapolated_steps_arrive_before_plain_ones(graph, drawn):
    how, limit = drawn
    settled = sg.trace(graph.embedding, **how, settle=1e-3)
    taken = settled.params["steps"][1]
    plain = sg.trace(graph.embedding, **how, steps=taken, tolerance=-np.inf)
    assert taken < 30 and off(settled, limit) < 0.6 * off(plain, limit)
    far = sg.trace(graph.embedding, **how, steps=500, tolerance=-np.inf)
    assert off(far, limit) < 0.5 * off(plain, limit)  # plain steps go to the same place, and take long


def test_parameters_come_back_from_their_vector(graph):
    kernels = graph.kernels
    back = shaped(flat(kernels), kernels, ([0.0, -1.0, 0.0], [0.3, 5.0, 1.0]))
    assert np.allclose(flat(back), flat(kernels), atol=1e-9)
