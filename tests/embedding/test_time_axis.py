"""The direction of time: found in planted spaces by regression and by pairs; moving along it."""

import numpy as np
import pytest

from stylogeny.embedding.time_axis import by_pairs, by_regression, move


def _planted(seed=0, n=600, d=12):
    rng = np.random.default_rng(seed)
    axis = rng.normal(size=d)
    axis /= np.linalg.norm(axis)
    artists = rng.integers(0, 40, n)
    years = 1400 + artists * 10 + rng.uniform(0, 50, n)
    styles = rng.normal(size=(40, d)) * 2
    styles -= np.outer(styles @ axis, axis)
    z = styles[artists] + np.outer((years - 1600) / 50, axis) + 0.3 * rng.normal(size=(n, d))
    return z.astype(np.float32), years, artists, axis


@pytest.mark.parametrize("how", ["regression", "pairs"])
def test_planted_direction_is_found(how):
    z, years, artists, axis = _planted()
    found = by_regression(z, years) if how == "regression" else by_pairs(z, years, artists)
    assert np.linalg.norm(found) == pytest.approx(1, abs=1e-5)
    assert found @ axis > 0.9


def test_pairs_are_not_fooled_by_which_artists_came_when():
    """Artists' styles drift along another direction between careers; within careers only the true one moves."""
    z, years, artists, axis = _planted()
    fake = np.roll(axis, 1)
    fake -= fake @ axis * axis
    fake /= np.linalg.norm(fake)
    z = z + np.outer(artists / 4, fake).astype(np.float32)
    late = years > np.median(years)
    naive = z[late].mean(0) - z[~late].mean(0)
    assert naive @ axis / np.linalg.norm(naive) < 0.8
    assert by_pairs(z, years, artists) @ axis > 0.9


def test_without_pairs_far_enough_apart_regression_is_used():
    z, years, _, _ = _planted()
    np.testing.assert_array_equal(by_pairs(z, years, np.arange(len(z)).astype(str)), by_regression(z, years))


def test_moving_along_the_axis_moves_the_date(stripe_space):
    start = stripe_space.vectors[::7]
    dates = [stripe_space.date(move(stripe_space, start, years)) for years in (-60, -30, 0, 30, 60)]
    assert (np.diff(np.mean(dates, axis=1)) > 0).all()
    assert (np.diff(dates, axis=0) > 0).all()
    np.testing.assert_allclose(move(stripe_space, start, 0), start, atol=1e-5)
