"""Baselines of the forecast do what their names say."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.drifting_past import drifting
from stylogeny.futures.forecast.baselines import Autoregression, Copying, RandomWalk
from stylogeny.futures.forecast.past import Past


def test_autoregression_follows_planted_drift_and_the_others_stay() -> None:
    past = drifting()
    points, log = Autoregression(past, ridge=0.1).points(1920.0)
    assert np.exp(log).sum() == pytest.approx(1)
    assert points[0, 0] * points[1, 0] < 0
    assert np.abs(points[:2, 0]).mean() == pytest.approx(0.02 * 115 + 0.5, abs=0.35)
    stays, _ = Copying(past, window=10).points(1920.0)
    assert np.abs(stays[:, 0]).max() < 0.02 * 100 + 1.0


def test_a_walk_spreads_with_the_root_of_time() -> None:
    past = Past(np.zeros((50, 4)), np.arange(50.0), np.full(50, "", dtype=object), np.zeros(4), np.eye(4))
    walk = RandomWalk(past, window=50, pace=0.3)
    assert walk.points(49.0 + 4)[0].std() == pytest.approx(0.6, rel=0.05)
    assert walk.points(49.0 + 16)[0].std() == pytest.approx(1.2, rel=0.05)
