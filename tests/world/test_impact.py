"""Impacts by running history again, their noise ceilings, and the file they are kept in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from stylogeny.world.history import World
from stylogeny.world.impact import Impacts, ceiling, expected, measure, realised


def test_a_work_nobody_followed_is_missed_by_nobody_in_a_neutral_world() -> None:
    world = World.make("neutral", works=120, seed=2)
    childless = np.flatnonzero(world.outcome.fame[0] == 0)
    impact, _ = realised(world, childless)
    assert np.allclose(impact, 0)


def test_expected_impact_is_that_of_futures_run_one_by_one() -> None:
    world = World.make("rich-get-richer", works=60, seed=5)
    row = 30
    batch = expected(world, np.array([10, row, 45]), futures=2)
    year = int(world.calendar.year[row])
    with_it = world.futures(year, count=2)
    without = world.futures(year, without=row, count=2)
    for k in range(2):
        moved = np.linalg.norm(with_it[k].latent - without[k].latent, axis=1)
        moved[row] = 0
        assert batch[k, 1] == pytest.approx(moved.sum(), rel=1e-4)


def test_ceiling_is_one_without_noise_and_low_with_nothing_else() -> None:
    rng = np.random.default_rng(0)
    signal = rng.standard_normal(200)
    assert ceiling(np.tile(signal, (10, 1))) == pytest.approx(1)
    assert ceiling(rng.standard_normal((10, 200))) < 0.5
    assert 0.6 < ceiling(signal + 2 * rng.standard_normal((10, 200))) < 0.95


def test_impacts_are_written_and_read_back(small_world: World, tmp_path: Path) -> None:
    impacts = measure(small_world, futures=2, max_works=10, painted=2)
    assert impacts.table["realised"].notna().all()
    assert impacts.table["expected"].notna().sum() == 10 and impacts.table["pixels"].notna().sum() == 2
    impacts.save(tmp_path / "impact.parquet")
    again = Impacts.read(tmp_path / "impact.parquet")
    pd.testing.assert_frame_equal(again.table, impacts.table)
    assert again.ceilings == impacts.ceilings and again.ceilings["futures"] == 2
