"""Forecasters: densities that are densities, calibrations that find the planted width, rivals that do what their names say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.futures.forecast.baselines import Autoregression, Copying, Walk
from stylogeny.futures.forecast.branching import Branching
from stylogeny.futures.forecast.calibrated import SCALES, CalibratedForecast, Past, best, calibrate
from stylogeny.futures.forecast.principal_points import evenly, principal_points
from stylogeny.influence.graph import InfluenceGraph


def drifting(n: int = 600, p: int = 3, seed: int = 0) -> Past:
    """Two movements whose means move by 0.02 a year in opposite directions, scatter 0.1."""
    rng = np.random.default_rng(seed)
    years = np.sort(rng.uniform(1800, 1900, n))
    sign = np.where(rng.random(n) < 0.5, 1.0, -1.0)
    z = 0.1 * rng.standard_normal((n, p))
    z[:, 0] += sign * (0.02 * (years - 1800) + 0.5)
    names = np.where(sign > 0, "up", "down").astype(object)
    return Past(z, years, names, np.zeros(p), np.eye(p))


def test_coordinates_have_unit_variance_and_place_agrees() -> None:
    rng = np.random.default_rng(1)
    x = rng.standard_normal((300, 5)) * [3, 2, 1, 1, 0.5] + 4
    past = Past.of(x, np.arange(300.0), np.full(300, "", dtype=object), kept=1.0)
    assert np.allclose(past.vectors.std(axis=0), 1, atol=0.01)
    assert np.allclose(past.place(x), past.vectors)
    with pytest.raises(StylogenyError):
        Past.of(x[:10], np.arange(10.0), np.full(10, "", dtype=object))


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
    walk = Walk(past, window=50, pace=0.3)
    assert walk.points(49.0 + 4)[0].std() == pytest.approx(0.6, rel=0.05)
    assert walk.points(49.0 + 16)[0].std() == pytest.approx(1.2, rel=0.05)


def test_the_best_variant_is_the_one_that_fits() -> None:
    past = drifting()
    test = past.years > 1880
    early = past.before(1880)
    k, _ = best([Copying(early, window=np.inf), Copying(early, window=5)], past.vectors[test], past.years[test])
    assert k == 1


def test_branching_grows_from_the_past_only_and_repeats(graph: InfluenceGraph) -> None:
    past = Past.of(graph.embedding.vectors, graph.years, graph.works.column("style"))
    ours = Branching(past, graph, until=1870.0, futures=2, seed=4)
    points, log = ours.points(1860.0)
    assert np.exp(log).sum() == pytest.approx(1) and np.isfinite(points).all()
    again = Branching(past, graph, until=1870.0, futures=2, seed=4).points(1860.0)[0]
    assert np.array_equal(points, again)
    # the schools stand at -2 and 2 on the second axis and do not mix: nor do their futures
    back = points @ np.linalg.pinv(past.turn) + past.centre
    recent = graph.embedding.vectors[-60:, 1]
    assert np.quantile(back[:, 1], 0.05) > recent.min() - 1.5 and np.quantile(back[:, 1], 0.95) < recent.max() + 1.5


def test_works_are_shown_as_sharply_as_serves_those_that_came() -> None:
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
    assert made.sharpened(at, years, n=200, seed=1) == 0.0
    assert made.sharpened(at + 2 * rng.standard_normal((400, p)), years, n=200, seed=1) == 1.0
    shown = replace(made, scatter=0.0).shown(60.0, n=50, seed=2)
    assert np.array_equal(np.unique(shown, axis=0), np.unique(spots, axis=0))


def test_principal_points_of_a_square_are_its_quarters_centres() -> None:
    draws = np.random.default_rng(6).uniform(-1, 1, (20000, 2))
    found = principal_points(draws, n=4, seed=3)
    assert np.allclose(
        found[np.lexsort(np.sign(found).T)], [[-0.5, -0.5], [0.5, -0.5], [-0.5, 0.5], [0.5, 0.5]], atol=0.03
    )


def test_works_shown_come_nearer_than_plain_draws_to_what_the_density_holds() -> None:
    past = drifting(p=6)
    made = CalibratedForecast(Copying(past, window=30), np.full(len(SCALES), 1 / len(SCALES)))
    came = np.vstack([made.sample(1910.0, n=500, seed=s) for s in range(2)])
    years = np.full(len(came), 1910.0)
    shown = made.nearest(came, years, n=100, seed=7).mean()
    assert shown < 0.97 * made.nearest(came, years, n=100, seed=7, plain=True).mean()
    assert np.array_equal(made.shown(1910.0, n=100, seed=7), made.shown(1910.0, n=100, seed=7))


def test_draws_made_evenly_come_as_often_as_they_should() -> None:
    chance = np.array([0.5, 0.3, 0.15, 0.05, 0.0])
    at = evenly(chance, n=100, rng=np.random.default_rng(8))
    assert np.abs(np.bincount(at, minlength=5) - 100 * chance).max() <= 1


def test_what_a_work_keeps_to_itself_its_offspring_do_not_start_from(graph: InfluenceGraph) -> None:
    past = Past.of(graph.embedding.vectors, graph.years, graph.works.column("style"))
    rows = np.flatnonzero(np.asarray(graph.parents.sum(axis=1)).ravel() > 0.2)
    share = graph.parents[rows].toarray()
    centre = (share / share.sum(axis=1, keepdims=True)) @ past.vectors
    z, _ = Branching(past, graph, until=graph.years.max(), futures=1, kept=0.0)._grow(0)
    assert np.allclose(z[rows], centre, atol=1e-5)
    z, _ = Branching(past, graph, until=graph.years.max(), futures=1)._grow(0)
    assert np.array_equal(z, past.vectors)
