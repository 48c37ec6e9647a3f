"""The outer loop and what it is made of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import stylogeny as sg
from helpers.small_history import simulate, with_noise
from stylogeny.influence.refine import (
    apply_map,
    held_out_split,
    judge,
    learn_map,
    lower_confidence_bound,
    refine,
    triplets,
)


def test_triplets_obey_their_genealogies_and_the_map_brings_relatives_nearer() -> None:
    history = simulate(n=300, d=8, seed=6)
    space = with_noise(history, 8)
    graph = sg.trace(space)
    rows = triplets(graph, np.flatnonzero(~np.isnan(graph.years)), seed=1, size=4000)
    assert 1000 < len(rows) <= 4000

    def agreeing(vectors: np.ndarray) -> float:
        near, far = (np.linalg.norm(vectors[rows[:, 0]] - vectors[rows[:, k]], axis=1) for k in (1, 2))
        return float((near < far).mean())

    change = learn_map(space.vectors, rows)
    assert agreeing(space.vectors @ change) > agreeing(space.vectors)
    after = apply_map(space, change, note="test")
    np.testing.assert_allclose(after.vectors, space.vectors @ change, rtol=1e-4, atol=1e-4)
    assert np.linalg.norm(after.time_axis) == pytest.approx(1, abs=1e-5)


def test_the_outer_loop_stops_by_itself_and_says_why() -> None:
    history = simulate(n=200, d=6, seed=7)
    graph = sg.trace(history.space)
    refined = refine(history.space, rounds=1, graph=graph)
    assert len(refined.predictive_gain) == 2 and refined.reason
    if refined.rounds == 0:
        assert refined.space is history.space and refined.graph is graph and "did not predict" in refined.reason
    else:
        assert refined.predictive_gain[1] > refined.predictive_gain[0]
    nothing = refine(replace(history.space), rounds=0, graph=graph)
    assert nothing.rounds == 0 and nothing.space.vectors is graph.embedding.vectors


def test_held_out_works_judge_and_are_no_anchors() -> None:
    graph = sg.trace(simulate(n=150, d=6, seed=7).space)
    held, anchors = held_out_split(graph)
    assert held.sum() == 30 and not held[anchors].any() and held.sum() + len(anchors) == 150
    assert judge(graph.embedding, graph, held).mean() > 0.5  # steps of a tree, not of strangers


def test_the_lower_bound_lies_under_the_mean_by_what_chance_allows() -> None:
    gain = np.random.default_rng(0).normal(0.1, 1.0, 10_000)
    assert 0.1 - 0.035 < lower_confidence_bound(gain) < gain.mean() - 0.02
