"""The benchmark: the truth scores 1, chance scores chance, every rule is checked on small known cases."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score

from stylogeny.errors import StylogenyError
from stylogeny.world import baselines as rivals
from stylogeny.world.ground_truth import Truth
from stylogeny.world.history import World
from stylogeny.world.impact import ceiling
from stylogeny.world.observe import observe
from stylogeny.world.score import average_precision, score_credit, score_edges, score_missing, triplet_distance


def edges_of(truth: Truth) -> pd.DataFrame:
    child, parent = truth.parents.nonzero()
    weight = np.asarray(truth.parents[child, parent]).ravel()
    return pd.DataFrame({"child": truth.ids[child], "parent": truth.ids[parent], "weight": weight})


def test_average_precision_agrees_with_scikit_learn_ties_too() -> None:
    rng = np.random.default_rng(0)
    score, hit = rng.integers(0, 20, 300) / 20.0, rng.random(300) < 0.2
    assert average_precision(score, hit, int(hit.sum())) == pytest.approx(average_precision_score(hit, score))
    assert average_precision(score, hit, 2 * int(hit.sum())) == pytest.approx(average_precision_score(hit, score) / 2)


def test_the_truth_scores_one(small_world: World, small_truth: Truth) -> None:
    found = score_edges(edges_of(small_truth), small_truth, works=observe(small_world).works)
    assert found["ap"] > 0.97 and found["top1"] > 0.99
    assert found["backwards"] == 0 and found["errors"] == 0 and found["triplets"] == 0


def test_edges_reversed_in_time_are_counted(small_truth: Truth) -> None:
    edges = edges_of(small_truth).rename(columns={"child": "parent", "parent": "child"})
    found = score_edges(edges, small_truth)
    assert found["backwards"] == len(edges) and found["ap"] == 0


def test_triplets_of_an_unrelated_forest_are_at_chance() -> None:
    rng = np.random.default_rng(1)
    true, other = (np.array([-1] + [int(rng.integers(max(1, k))) for k in range(1, 150)]) for _ in range(2))
    assert triplet_distance(true, true) == 0
    assert 0.3 < triplet_distance(other, true) < 0.6


def test_parents_reach_through_lost_works() -> None:
    """a <- b (lost) <- c: c's parent is a, with the weights multiplied."""
    world = World.make("heavy-loss", works=100, seed=3)
    truth = Truth.of(world, run=False)
    n = len(world)
    whole = np.zeros((n, n))
    for k in range(n):
        for p, w in zip(world.outcome.parents[0, k], world.outcome.weights[0, k]):
            if p >= 0:
                whole[k, p] = w
    seen = ~world.lost
    known = np.zeros((n, n))
    for k in range(n):  # the weight with which k's line first meets each surviving work
        for p in np.flatnonzero(whole[k]):
            if seen[p]:
                known[k, p] += whole[k, p]
            else:
                known[k] += whole[k, p] * known[p]
    assert np.allclose(truth.parents.toarray(), known[np.ix_(seen, seen)], atol=1e-6)


def test_flow_is_the_sum_over_paths(small_truth: Truth) -> None:
    dense = small_truth.parents.toarray()
    assert np.allclose(small_truth.flow, np.linalg.inv(np.eye(len(dense)) - dense).sum(axis=0) - 1)


def test_path_flow_on_true_parents_tracks_realised_impact_and_similarity_does_not() -> None:
    world = World.make("neutral", works=250, seed=6)
    truth = Truth.of(world)
    space = observe(world)
    flow = score_credit(truth.ids, truth.flow, truth)["realised"]
    found = {
        name: score_credit(space.works.ids, v, truth)["realised"] for name, v in rivals.credit_rivals(space).items()
    }
    assert flow > 0.9
    assert all(flow > v for v in found.values())
    assert found["leave-one-out retraining"] < 0.4


def test_every_rival_gives_edges_and_credit_for_every_work(small_world: World, small_truth: Truth) -> None:
    space = observe(small_world)
    for name, table in rivals.edge_rivals(space).items():
        found = score_edges(table, small_truth, works=space.works)
        assert 0 < found["ap"] < 1, name
        if "no dates" not in name:
            assert found["errors"] == 0, name
    for name, value in rivals.credit_rivals(space).items():
        assert value.shape == (len(space.works),) and np.isfinite(value).all(), name


def test_leave_one_out_is_retraining_without_one_work(small_world: World) -> None:
    space = observe(small_world)
    d = rivals._distances(space)
    scale = np.median(np.partition(d, 5, axis=1)[:, 5])
    kernel = np.exp(-d / scale)
    gone = 7
    before = np.log(kernel.sum(axis=1))
    after = np.log(np.delete(kernel, gone, axis=1).sum(axis=1))
    others = np.arange(len(d)) != gone
    lost = (before - after)[others].sum()
    assert rivals.credit_rivals(space)["leave-one-out retraining"][gone] == pytest.approx(lost, rel=1e-6)


def test_ceiling_is_one_without_noise_and_low_with_nothing_else() -> None:
    rng = np.random.default_rng(0)
    signal = rng.standard_normal(200)
    assert ceiling(np.tile(signal, (10, 1))) == pytest.approx(1)
    assert ceiling(rng.standard_normal((10, 200))) < 0.5
    assert 0.6 < ceiling(signal + 2 * rng.standard_normal((10, 200))) < 0.95


def test_bad_tables_are_refused_in_one_line(small_truth: Truth) -> None:
    with pytest.raises(StylogenyError, match="child, parent, weight"):
        score_edges(pd.DataFrame({"child": ["a"]}), small_truth)
    with pytest.raises(StylogenyError, match="no edge is between works of this world"):
        score_edges(pd.DataFrame({"child": ["a"], "parent": ["b"], "weight": [1.0]}), small_truth)
    with pytest.raises(StylogenyError, match="no credited work"):
        score_credit(np.array(["a"], dtype=object), np.array([1.0]), small_truth)


def test_works_whose_parents_are_lost_are_found_by_the_truth_itself(small_truth: Truth) -> None:
    found = score_missing(small_truth.ids, small_truth.orphaned, small_truth)
    assert found["missing"] == 1 and 0.1 < found["missing_base"] < 0.9
    chance = score_missing(small_truth.ids, np.random.default_rng(0).random(len(small_truth.ids)), small_truth)
    assert chance["missing"] < found["missing_base"] + 0.25
