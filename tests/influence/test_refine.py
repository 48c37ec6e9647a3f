"""The outer loop and what it is made of."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

import stylogeny as sg
from helpers.small_history import make_works, simulate
from stylogeny.embedding.space import Embedding
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.influence.refine import (
    held_out_split,
    judge,
    kinship,
    lower_confidence_bound,
    refine,
    retrained,
)


def family() -> InfluenceGraph:
    """A work, its two children, a grandchild, and a stranger; every sampled genealogy is this one."""
    space = Embedding.from_vectors(make_works([1500, 1510, 1520, 1530, 1540]), np.eye(5, dtype=np.float32))
    parents = sparse.csr_array((np.ones(3, np.float32), ([1, 2, 3], [0, 0, 1])), shape=(5, 5))
    innovation = np.array([1, 0, 0, 0, 1], np.float32)
    return InfluenceGraph(space, parents, innovation, space.works.earliest)


def test_kinship_falls_with_the_steps_through_a_shared_ancestor() -> None:
    near = kinship(family(), closeness=0.5).toarray()
    assert near[0, 1] == near[1, 0] == pytest.approx(0.5 + 0.0)
    assert near[1, 2] == pytest.approx(0.25)  # siblings: two steps
    assert near[2, 3] == pytest.approx(0.125)  # aunt and niece: three
    assert near[1, 3] == pytest.approx(0.5 + 0.125)  # parent and child, who share the parent's parent too
    assert not near[4].any() and not near.diagonal().any()
    np.testing.assert_allclose(near, near.T)


def test_works_left_out_are_nobodys_kin() -> None:
    among = np.array([True, False, True, True, True])
    near = kinship(family(), among=among, closeness=0.5).toarray()
    assert not near[1].any() and not near[:, 1].any() and near[2, 3] > 0


def test_kin_come_nearer_when_the_heads_learn_from_them() -> None:
    space = simulate(n=200, d=8, seed=6).space
    blood = kinship(sg.trace(space))
    learned = retrained(space, blood)
    assert len(learned.works) == len(learned.vectors) == 200 and np.isfinite(learned.vectors).all()
    pairs = blood.tocoo()
    stranger = np.random.default_rng(0).permutation(200)

    def apart(vectors: np.ndarray) -> float:
        kin = np.square(vectors[pairs.row] - vectors[pairs.col]).sum(axis=1)
        return float(np.average(kin, weights=pairs.data) / np.square(vectors - vectors[stranger]).sum(axis=1).mean())

    assert apart(learned.vectors) < 0.9 * apart(space.vectors)


def test_the_outer_loop_stops_by_itself_and_says_why() -> None:
    history = simulate(n=200, d=6, seed=7)
    graph = sg.trace(history.space)
    refined = refine(history.space, rounds=1, graph=graph)
    assert len(refined.predictive_gain) == 2 and refined.reason
    if refined.rounds == 0:
        assert refined.space is history.space and refined.graph is graph and "did not predict" in refined.reason
    else:
        assert refined.predictive_gain[1] > refined.predictive_gain[0]
        assert refined.space.provenance.parameters["refined"].startswith("1 ")
    nothing = refine(history.space, rounds=0, graph=graph)
    assert nothing.rounds == 0 and nothing.space.vectors is graph.embedding.vectors


def test_a_round_that_surely_predicts_better_is_kept() -> None:
    history = simulate(n=200, d=6, seed=7)
    noise = 4 * np.random.default_rng(1).normal(size=history.space.vectors.shape)
    blurred = Embedding.from_vectors(history.space.works, history.space.vectors + noise)
    refined = refine(blurred, rounds=1, retrain=lambda kin: history.space)  # heads that see through the noise
    assert refined.rounds == 1 and refined.predictive_gain[1] > refined.predictive_gain[0]
    assert refined.space.vectors is history.space.vectors and refined.graph.embedding is refined.space


def test_held_out_works_judge() -> None:
    graph = sg.trace(simulate(n=150, d=6, seed=7).space)
    held = held_out_split(graph)
    assert held.sum() == 30
    assert judge(graph.embedding, graph, held).mean() > 0.3  # steps of a tree, not of strangers


def test_the_lower_bound_lies_under_the_mean_by_what_chance_allows() -> None:
    gain = np.random.default_rng(0).normal(0.1, 1.0, 10_000)
    assert 0.1 - 0.035 < lower_confidence_bound(gain) < gain.mean() - 0.02
