"""The learned metric, its judge, and the outer loop."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

import stylogeny as sg
from stylogeny.embedding.space import Embedding
from stylogeny.influence import candidates_of
from stylogeny.influence.refine import learn_map, mapped, refine, triplets

from .conftest import simulate
from .test_tracing import top_parent_share


def noisy(history, extra: int, seed: int = 0):
    """The same history with directions that are not inherited added to the vectors."""
    noise = np.random.default_rng(seed).normal(size=(len(history.parents), extra))
    return Embedding.from_vectors(history.space.works, np.concatenate([history.space.vectors, noise], axis=1))


def test_directions_that_are_not_inherited_are_found_to_be_noise():
    history = simulate(n=400, d=12, seed=4)
    space = noisy(history, 24)
    found = candidates_of(space)
    assert found.metric is not None
    weight = np.square(found.metric.matrix).sum(axis=1)
    assert weight[:12].mean() > 3 * weight[12:].mean()
    plain = sg.trace(space, candidates=candidates_of(space, learn=False))
    assert top_parent_share(sg.trace(space, candidates=found), history.parents) > 0.05 + top_parent_share(
        plain, history.parents
    )


def test_triplets_obey_their_genealogies_and_the_map_brings_relatives_nearer():
    history = simulate(n=300, d=8, seed=6)
    space = noisy(history, 8)
    graph = sg.trace(space)
    rows = triplets(graph, np.flatnonzero(~np.isnan(graph.years)), seed=1, most=4000)
    assert len(rows) > 1000

    def agreeing(vectors):
        near, far = (np.linalg.norm(vectors[rows[:, 0]] - vectors[rows[:, k]], axis=1) for k in (1, 2))
        return (near < far).mean()

    change = learn_map(space.vectors, rows)
    assert agreeing(space.vectors @ change) > agreeing(space.vectors)
    after = mapped(space, change, note="test")
    np.testing.assert_allclose(after.vectors, space.vectors @ change, rtol=1e-4, atol=1e-4)
    assert np.linalg.norm(after.time_axis) == np.float32(1) or abs(np.linalg.norm(after.time_axis) - 1) < 1e-5


def test_the_outer_loop_stops_by_itself_and_says_why():
    history = simulate(n=200, d=6, seed=7)
    graph = sg.trace(history.space)
    refined = refine(history.space, rounds=1, graph=graph)
    assert len(refined.foretold) == 2 and refined.why
    if refined.kept == 0:
        assert refined.space is history.space and refined.graph is graph and "did not foretell" in refined.why
    else:
        assert refined.foretold[1] > refined.foretold[0]
    nothing = refine(replace(history.space), rounds=0, graph=graph)
    assert nothing.kept == 0 and nothing.space.vectors is graph.embedding.vectors
