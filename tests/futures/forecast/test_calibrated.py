"""Forecasts: densities that are densities, and calibrations that find the planted width."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from helpers.drifting_past import drifting
from stylogeny.futures.forecast.baselines import Copying
from stylogeny.futures.forecast.calibrated import SCALES, CalibratedForecast, calibrate, select_variant
from stylogeny.futures.forecast.past import Past


def test_a_density_integrates_to_one() -> None:
    past = drifting(p=1, n=60)
    made = CalibratedForecast(Copying(past), np.full(len(SCALES), 1 / len(SCALES)))
    grid = np.linspace(-40, 40, 40001)[:, None]
    assert np.exp(made.log_density(grid, np.full(len(grid), 1905.0))).sum() * (
        grid[1, 0] - grid[0, 0]
    ) == pytest.approx(1, abs=2e-3)


def test_calibration_finds_the_planted_width() -> None:
    rng = np.random.default_rng(2)
    past = Past(np.zeros((50, 4)), np.arange(50.0), np.full(50, "", dtype=object), np.zeros(4), np.eye(4))

    class Origin:
        shape = np.eye(4)

        def points(self, year: float) -> tuple[np.ndarray, np.ndarray]:
            return past.vectors[:1], np.zeros(1)

    mixture = calibrate(Origin(), 0.7 * rng.standard_normal((2000, 4)), np.full(2000, 60.0))
    assert np.sqrt((mixture * SCALES**2).sum()) == pytest.approx(0.7, rel=0.05)


def test_the_best_variant_is_the_one_that_fits() -> None:
    past = drifting()
    test = past.years > 1880
    early = past.before(1880)
    k, _ = select_variant(
        [Copying(early, window=np.inf), Copying(early, window=5)], past.vectors[test], past.years[test]
    )
    assert k == 1


def test_representatives_scatter_as_serves_the_works_that_came() -> None:
    rng = np.random.default_rng(5)
    p = 6
    spots = 2 * rng.standard_normal((40, p))

    class Spots:
        shape = np.eye(p)

        def points(self, year: float) -> tuple[np.ndarray, np.ndarray]:
            return spots, np.full(40, -np.log(40))

    years = np.full(400, 60.0)
    at = spots[rng.integers(40, size=400)]
    made = CalibratedForecast(Spots(), np.eye(len(SCALES))[16])
    assert 0.9 < SCALES[16] < 1.1
    # works that keep to the spots want none of the scatter, works that fall twice as wide want all of it
    assert made.best_scatter(at, years, n=200, seed=1) == 0.0
    assert made.best_scatter(at + 2 * rng.standard_normal((400, p)), years, n=200, seed=1) == 1.0
    representatives = replace(made, scatter=0.0).representatives(60.0, n=50, seed=2)
    assert np.array_equal(np.unique(representatives, axis=0), np.unique(spots, axis=0))


def test_representatives_come_nearer_than_plain_draws_to_what_the_density_holds() -> None:
    past = drifting(p=6)
    made = CalibratedForecast(Copying(past, window=30), np.full(len(SCALES), 1 / len(SCALES)))
    came = np.vstack([made.sample(1910.0, n=500, seed=s) for s in range(2)])
    years = np.full(len(came), 1910.0)
    representatives = made.nearest(came, years, n=100, seed=7).mean()
    assert representatives < 0.97 * made.nearest(came, years, n=100, seed=7, plain_draws=True).mean()
    assert np.array_equal(made.representatives(1910.0, n=100, seed=7), made.representatives(1910.0, n=100, seed=7))
