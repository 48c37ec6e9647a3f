"""Other answers on the same vectors and dates."""

from __future__ import annotations

import numpy as np
import pytest

from stylogeny.world import baselines
from stylogeny.world.ground_truth import GroundTruth
from stylogeny.world.history import World
from stylogeny.world.observe import observe
from stylogeny.world.score import score_edges


def test_every_baseline_gives_edges_and_credit_for_every_work(small_world: World, small_truth: GroundTruth) -> None:
    space = observe(small_world)
    for name, table in baselines.edge_baselines(space).items():
        scores = score_edges(table, small_truth, works=space.works)
        assert 0 < scores["ap"] < 1, name
        if "no dates" not in name:
            assert scores["errors"] == 0, name
    for name, value in baselines.credit_baselines(space).items():
        assert value.shape == (len(space.works),) and np.isfinite(value).all(), name


def test_leave_one_out_is_retraining_without_one_work(small_world: World) -> None:
    space = observe(small_world)
    d = baselines.squared_distances(space)
    scale = np.median(np.partition(d, 5, axis=1)[:, 5])
    kernel = np.exp(-d / scale)
    gone = 7
    before = np.log(kernel.sum(axis=1))
    after = np.log(np.delete(kernel, gone, axis=1).sum(axis=1))
    others = np.arange(len(d)) != gone
    lost = (before - after)[others].sum()
    assert baselines.credit_baselines(space)["leave-one-out retraining"][gone] == pytest.approx(lost, rel=1e-6)
