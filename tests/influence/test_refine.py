"""The outer loop: triplets of genealogies, heads that learn from them, and the rule by which a round is kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

import stylogeny as sg
from helpers.small_history import make_works, simulate, with_noise
from helpers.stripes import stripe_cache as stripe_cache
from helpers.stripes import stripe_space as stripe_space
from helpers.stripes import stripe_works as stripe_works
from stylogeny.embedding.space import Embedding
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.influence.refine import (
    gained_at_least,
    held_out_split,
    judge,
    lower_confidence_bound,
    refine,
    retrained,
    triplets,
)


def two_families() -> InfluenceGraph:
    """Two lines of forty works in turn, each the child of the one two before it: every genealogy is this one."""
    n = 80
    space = Embedding.from_vectors(make_works(range(1500, 1500 + n)), np.eye(n, 5, dtype=np.float32))
    child = np.arange(2, n)
    parents = sparse.csr_array((np.ones(n - 2, np.float32), (child, child - 2)), shape=(n, n))
    innovation = np.zeros(n, np.float32)
    innovation[:2] = 1
    return InfluenceGraph(space, parents, innovation, space.works.earliest)


def test_the_nearer_work_of_a_triplet_is_kin_and_the_farther_one_its_contemporary() -> None:
    rows = triplets(two_families(), seed=1)
    assert len(rows) > 500
    work, near, far = rows.T
    assert (work % 2 == near % 2).all()  # of one family, in which the distance is half the difference of the rows
    other = work % 2 != far % 2
    assert (other | (np.abs(work - near) < np.abs(work - far))).all() and other.mean() > 0.5
    assert np.abs(near - far).max() <= 24 and abs(float(np.mean(near - far))) < 2
    assert np.abs(work - near).max() <= 6


def test_works_left_out_are_in_no_triplet() -> None:
    among = np.arange(80) % 5 != 2
    rows = triplets(two_families(), among=among)
    assert len(rows) and among[rows].all()


def test_works_without_parents_make_no_triplets() -> None:
    graph = two_families()
    alone = InfluenceGraph(graph.embedding, 0 * graph.parents, np.ones(80, np.float32), graph.years)
    assert not len(triplets(alone))


def test_kin_come_nearer_when_the_heads_learn_from_them() -> None:
    history = simulate(n=200, d=8, seed=6)
    rows = triplets(sg.trace(history.space))
    space = with_noise(history, 24)
    learned = retrained(space, rows)
    assert len(learned.works) == len(learned.vectors) == 200 and np.isfinite(learned.vectors).all()

    def agreeing(vectors: np.ndarray) -> float:
        near, far = (np.linalg.norm(vectors[rows[:, 0]] - vectors[rows[:, k]], axis=1) for k in (1, 2))
        return float((near < far).mean())

    assert agreeing(learned.vectors) > agreeing(space.vectors) + 0.02  # of triplets taken from what noise hides


def test_the_outer_loop_stops_by_itself_and_says_why() -> None:
    history = simulate(n=140, d=8, seed=6)
    graph = sg.trace(history.space)
    refined = refine(history.space, rounds=1, graph=graph)
    assert len(refined.predictive_gain) == 2 and len(refined.lower_bound) == 1 and refined.reason
    if refined.rounds == 0:
        assert refined.space is history.space and refined.graph is graph and "did not predict" in refined.reason
    else:
        assert refined.predictive_gain[1] > refined.predictive_gain[0]
        assert refined.space.provenance.parameters["refined"].startswith("1 ")
    nothing = refine(history.space, rounds=0, graph=graph)
    assert nothing.rounds == 0 and nothing.space.vectors is graph.embedding.vectors


def test_a_round_that_surely_predicts_better_is_kept() -> None:
    history = simulate(n=200, d=6, seed=7)
    noise = np.random.default_rng(1).normal(size=history.space.vectors.shape)
    blurred = Embedding.from_vectors(history.space.works, history.space.vectors + noise)
    refined = refine(blurred, rounds=1, retrain=lambda rows: history.space)  # heads that see through the noise
    assert refined.rounds == 1 and refined.predictive_gain[1] > refined.predictive_gain[0]
    assert refined.lower_bound[0] > 0
    assert refined.space.vectors is history.space.vectors and refined.graph.embedding is refined.space


def test_an_interrupted_loop_goes_on_from_the_rounds_that_were_kept(tmp_path: Path) -> None:
    space = simulate(n=120, d=6, seed=3).space
    graph = sg.trace(space)
    asked = []

    def retrain(rows: np.ndarray) -> Embedding:
        asked.append(len(rows))
        return retrained(space, rows)

    first = refine(space, rounds=1, graph=graph, retrain=retrain, keep=tmp_path)
    again = refine(space, rounds=1, graph=graph, retrain=retrain, keep=tmp_path)
    assert len(asked) == 1 and again.predictive_gain == pytest.approx(first.predictive_gain, abs=1e-6)


def test_held_out_works_judge() -> None:
    graph = sg.trace(simulate(n=150, d=6, seed=7).space)
    held = held_out_split(graph)
    assert held.sum() == 30
    assert judge(graph.embedding, graph, held).mean() > 0.3  # steps of a tree, not of strangers


def test_small_gains_count_for_nothing_where_lags_cannot_be_predicted_at_all() -> None:
    noise = np.random.default_rng(0).normal(size=400)
    assert gained_at_least(noise - 0.05, noise) < 0 < gained_at_least(noise - 0.05, noise + 0.5)


def test_the_lower_bound_lies_under_the_mean_by_what_chance_allows() -> None:
    gain = np.r_[np.zeros(50), np.full(50, 0.2)]
    assert 0.05 < lower_confidence_bound(gain) < 0.1 == pytest.approx(gain.mean())
    assert lower_confidence_bound(np.full(9, 0.3)) == pytest.approx(0.3)


def test_heads_of_a_space_made_from_pictures_are_trained_anew(stripe_space: Embedding) -> None:
    z = stripe_space.vectors
    near = np.argsort(np.square(z[:, None] - z[None]).sum(axis=2), axis=1)
    rows = np.stack([near[:, 0], near[:, 1], near[:, -1]], axis=1)
    learned = retrained(stripe_space, rows)
    assert learned.head is not None and learned.backbone == stripe_space.backbone
    assert learned.vectors.shape == stripe_space.vectors.shape and np.isfinite(learned.vectors).all()
    assert np.abs(learned.vectors - stripe_space.vectors).max() > 1e-3
