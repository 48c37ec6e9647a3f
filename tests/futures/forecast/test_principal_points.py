"""Few points that stand for many."""

from __future__ import annotations

import numpy as np

from stylogeny.futures.forecast.principal_points import evenly, principal_points


def test_principal_points_of_a_square_are_its_quarters_centres() -> None:
    draws = np.random.default_rng(6).uniform(-1, 1, (20000, 2))
    found = principal_points(draws, n=4, seed=3)
    assert np.allclose(
        found[np.lexsort(np.sign(found).T)], [[-0.5, -0.5], [0.5, -0.5], [-0.5, 0.5], [0.5, 0.5]], atol=0.03
    )


def test_draws_made_evenly_come_as_often_as_they_should() -> None:
    chance = np.array([0.5, 0.3, 0.15, 0.05, 0.0])
    at = evenly(chance, n=100, rng=np.random.default_rng(8))
    assert np.abs(np.bincount(at, minlength=5) - 100 * chance).max() <= 1
