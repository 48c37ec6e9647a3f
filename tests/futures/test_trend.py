"""The trend of styles: found where it was planted, straight after the present, and not found in noise."""

from __future__ import annotations

import numpy as np
import pytest

from stylogeny.embedding.space import Embedding
from stylogeny.futures.trend import StyleTrend, reading_axis
from stylogeny.influence.graph import InfluenceGraph

AXIS = np.eye(5)[0]


def drifting(slope: np.ndarray, *, n: int = 600, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    years = np.sort(rng.uniform(1600, 1900, n))
    return (years - 1600)[:, None] * slope + rng.normal(0, 0.5, (n, 5)), years


def test_a_planted_drift_is_found_through_errors_of_reading() -> None:
    vectors, years = drifting(0.01 * AXIS)
    trend = StyleTrend.fit(vectors, years, AXIS)
    assert trend.slope[0] == pytest.approx(0.01, rel=0.25)
    assert trend.at(1750.0)[0, 0] == pytest.approx(1.5, abs=0.15)
    assert np.abs(trend.slope[1:]).max() < 0.004


def test_it_bends_with_history_and_goes_on_straight() -> None:
    rng = np.random.default_rng(1)
    years = np.sort(rng.uniform(1600, 1900, 900))
    place = np.where(years < 1800, 0.0, 0.02 * (years - 1800))
    vectors = place[:, None] * AXIS + rng.normal(0, 0.1, (900, 5))
    trend = StyleTrend.fit(vectors, years, AXIS)
    assert abs(trend.at(1700.0)[0, 0]) < 0.1 and trend.at(1880.0)[0, 0] == pytest.approx(1.6, abs=0.2)
    near, far = (
        trend.at(year)[0] - trend.at(trend.years[-1])[0] for year in (trend.years[-1] + 30, trend.years[-1] + 150)
    )
    assert np.allclose(far, 5 * near) and near[0] > 0.3


def test_an_axis_fitted_to_the_dates_does_not_make_noise_move() -> None:
    rng = np.random.default_rng(3)
    moved = []
    for _ in range(6):
        vectors, years = rng.normal(size=(200, 40)), np.sort(rng.uniform(1600, 1900, 200))
        x, t = vectors - vectors.mean(axis=0), years - years.mean()
        axis = np.linalg.lstsq(x, t, rcond=None)[0]
        axis = axis / np.linalg.norm(axis)
        moved.append([StyleTrend.fit(vectors, years, axis, blind=b).slope @ axis for b in (True, False)])
    blind, honest = np.mean(moved, axis=0)
    assert blind > 0 and honest < 0.5 * blind


def test_the_axis_is_the_one_along_which_years_are_read(graph: InfluenceGraph) -> None:
    space: Embedding = graph.embedding
    axis = reading_axis(space)
    assert abs(axis @ space.time_axis) == pytest.approx(1.0, abs=1e-5)
    assert space.date(axis[None].astype(np.float32))[0] > space.date(-axis[None].astype(np.float32))[0]
