"""The truth in the order of the surviving works: parents through lost ones, and path flow."""

from __future__ import annotations

import numpy as np

from stylogeny.world.ground_truth import GroundTruth
from stylogeny.world.history import World


def test_parents_reach_through_lost_works() -> None:
    """a <- b (lost) <- c: c's parent is a, with the weights multiplied."""
    world = World.make("heavy-loss", works=100, seed=3)
    truth = GroundTruth.of(world, run=False)
    n = len(world)
    whole = np.zeros((n, n))
    for k in range(n):
        for p, w in zip(world.outcome.parents[0, k], world.outcome.weights[0, k]):
            if p >= 0:
                whole[k, p] = w
    kept = ~world.lost
    known = np.zeros((n, n))
    for k in range(n):  # the weight with which k's line first meets each surviving work
        for p in np.flatnonzero(whole[k]):
            if kept[p]:
                known[k, p] += whole[k, p]
            else:
                known[k] += whole[k, p] * known[p]
    assert np.allclose(truth.parents.toarray(), known[np.ix_(kept, kept)], atol=1e-6)


def test_flow_is_the_sum_over_paths(small_truth: GroundTruth) -> None:
    dense = small_truth.parents.toarray()
    assert np.allclose(small_truth.flow, np.linalg.inv(np.eye(len(dense)) - dense).sum(axis=0) - 1)
