"""The benchmark: the truth scores 1, chance scores chance, every rule is checked on small known cases."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score

from stylogeny.errors import StylogenyError
from stylogeny.world import baselines
from stylogeny.world.ground_truth import GroundTruth
from stylogeny.world.history import World
from stylogeny.world.observe import observe
from stylogeny.world.score import (
    average_precision,
    coverage,
    edge_table,
    score_credit,
    score_edges,
    score_missing,
    triplet_distance,
)


def test_average_precision_agrees_with_scikit_learn_ties_too() -> None:
    rng = np.random.default_rng(0)
    score, hit = rng.integers(0, 20, 300) / 20.0, rng.random(300) < 0.2
    assert average_precision(score, hit, int(hit.sum())) == pytest.approx(average_precision_score(hit, score))
    assert average_precision(score, hit, 2 * int(hit.sum())) == pytest.approx(average_precision_score(hit, score) / 2)


def test_the_truth_scores_one(small_world: World, small_truth: GroundTruth) -> None:
    found = score_edges(edge_table(small_truth.ids, small_truth.parents), small_truth, works=observe(small_world).works)
    assert found["ap"] > 0.97 and found["top1"] > 0.99
    assert found["backwards"] == 0 and found["errors"] == 0 and found["triplets"] == 0


def test_edges_reversed_in_time_are_counted(small_truth: GroundTruth) -> None:
    edges = edge_table(small_truth.ids, small_truth.parents).rename(columns={"child": "parent", "parent": "child"})
    found = score_edges(edges, small_truth)
    assert found["backwards"] == len(edges) and found["ap"] == 0


def test_triplets_of_an_unrelated_forest_are_at_chance() -> None:
    rng = np.random.default_rng(1)
    true, other = (np.array([-1] + [int(rng.integers(max(1, k))) for k in range(1, 150)]) for _ in range(2))
    assert triplet_distance(true, true) == 0
    assert 0.3 < triplet_distance(other, true) < 0.6


def test_path_flow_on_true_parents_tracks_realised_impact_and_similarity_does_not() -> None:
    world = World.make("neutral", works=250, seed=6)
    truth = GroundTruth.of(world)
    space = observe(world)
    flow = score_credit(truth.ids, truth.flow, truth)["realised"]
    found = {
        name: score_credit(space.works.ids, v, truth)["realised"]
        for name, v in baselines.credit_baselines(space).items()
    }
    assert flow > 0.9
    assert all(flow > v for v in found.values())
    assert found["leave-one-out retraining"] < 0.4


def test_bad_tables_are_refused_in_one_line(small_truth: GroundTruth) -> None:
    with pytest.raises(StylogenyError, match="child, parent, weight"):
        score_edges(pd.DataFrame({"child": ["a"]}), small_truth)
    with pytest.raises(StylogenyError, match="no edge is between works of this world"):
        score_edges(pd.DataFrame({"child": ["a"], "parent": ["b"], "weight": [1.0]}), small_truth)
    with pytest.raises(StylogenyError, match="no credited work"):
        score_credit(np.array(["a"], dtype=object), np.array([1.0]), small_truth)


def test_works_whose_parents_are_lost_are_found_by_the_truth_itself(small_truth: GroundTruth) -> None:
    found = score_missing(small_truth.ids, small_truth.orphaned, small_truth)
    assert found["missing"] == 1 and 0.1 < found["missing_base"] < 0.9
    chance = score_missing(small_truth.ids, np.random.default_rng(0).random(len(small_truth.ids)), small_truth)
    assert chance["missing"] < found["missing_base"] + 0.25


def test_coverage_counts_path_flows_inside_their_interval(small_truth: GroundTruth) -> None:
    low, high = small_truth.flow - 1, small_truth.flow + 1
    low[:15] = high[:15] = -1
    assert coverage(small_truth.ids, low, high, small_truth) == 1 - 15 / len(small_truth.ids)


def test_lookalikes_taken_for_parents_are_counted() -> None:
    truth = GroundTruth.of(World.make("neutral", works=300, seed=0), run=False)
    edges = pd.DataFrame(sorted(truth.lookalike_pairs), columns=["child", "parent"]).assign(weight=1.0)
    assert len(edges) > 1 and score_edges(edges, truth)["lookalikes"] == len(edges)
