"""The background against its definition, and what it must do: a world that only drifts has no influence."""

from __future__ import annotations

import numpy as np
import pytest

import stylogeny as sg
from stylogeny.influence.branching.background import MIN_WORKS, SHRINK, Background
from stylogeny.world.history import World
from stylogeny.world.observe import observe


def test_is_the_mean_of_the_nearest_in_time_without_the_artist() -> None:
    rng = np.random.default_rng(0)
    n = 120
    places, weight, artist = rng.normal(size=(n, 3)), rng.exponential(size=n), rng.integers(0, 15, n)
    years = rng.permutation(n).astype(float)
    years[:5] = np.nan
    squared = Background(places, years, weight, artist).squared_distance()
    dated = np.flatnonzero(~np.isnan(years))
    order = dated[np.argsort(years[dated])]
    middle = weight[order] @ places[order] / weight[order].sum()
    assert (squared[:5] == 0).all()
    for at, row in enumerate(order):
        low = min(max(at - MIN_WORKS // 2, 0), len(order) - MIN_WORKS)
        near = [k for k in order[low : low + MIN_WORKS] if artist[k] != artist[row]]
        mean = (weight[near] @ places[near] + SHRINK * middle) / (weight[near].sum() + SHRINK)
        assert squared[row] == pytest.approx(np.square(places[row] - mean).sum())


def test_follows_a_drift() -> None:
    rng = np.random.default_rng(1)
    years = np.arange(1500, 1900).astype(float)
    places = np.stack([years / 100, np.zeros(400)], axis=1) + 0.1 * rng.normal(size=(400, 2))
    background = Background(places, years, np.ones(400), np.arange(400))
    assert background.at(np.array([1600.0, 1800.0]))[:, 0] == pytest.approx([16.0, 18.0], abs=0.4)


@pytest.mark.parametrize("seed", [7, 8])
def test_a_world_that_only_drifts_claims_no_influence(seed: int) -> None:
    graph = sg.trace(observe(World.make("null", works=300, seed=seed)), seed=0)
    assert 1 - graph.innovation.mean() < 0.05
    world = sg.trace(observe(World.make("neutral", works=300, seed=seed)), seed=0)
    assert 1 - world.innovation.mean() > 0.6


def test_no_work_at_all() -> None:
    background = Background(np.zeros((3, 2)), np.full(3, np.nan), np.ones(3), np.arange(3))
    assert not background.squared_distance().any()
