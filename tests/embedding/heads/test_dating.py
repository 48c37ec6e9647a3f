"""Quantiles and positions of posteriors, and the levels of conformal intervals."""

import numpy as np
import pytest

from helpers.posteriors import YEARS, normal_posteriors
from stylogeny.embedding.heads.dating import levels, period_levels, position, quantiles


def test_quantile_and_position_are_inverse():
    p = normal_posteriors([1600.0, 1750.0], [20.0, 40.0])
    for level in (0.05, 0.5, 0.9):
        np.testing.assert_allclose(position(p, YEARS, quantiles(p, YEARS, level)), level, atol=1e-9)
    assert quantiles(p, YEARS, 0.5)[0] == pytest.approx(1600, abs=0.5)
    assert quantiles(p, YEARS, 0.975)[1] == pytest.approx(1750 + 1.96 * 40, abs=2)


def test_levels_of_honest_posteriors_are_their_tails():
    uniform = (np.arange(999) + 0.5) / 999
    assert levels(uniform, 0.9) == pytest.approx((0.05, 0.95), abs=0.002)


def test_too_few_positions_open_the_interval():
    assert levels(np.array([0.3, 0.5]), 0.9) == (0.0, 1.0)


def test_each_period_has_levels_of_its_own():
    """Before 1700 true years fall in the lower half of their posteriors, after it in the upper."""
    held_out = np.linspace(1600, 1800, 800)
    positions = (np.arange(800) * 0.37 % 1) / 2 + (held_out >= 1700) / 2
    low, high = period_levels(np.array([1650.0, 1750.0]), held_out, positions, 0.9, least=400)
    np.testing.assert_allclose(low, [0.025, 0.525], atol=0.01)
    np.testing.assert_allclose(high, [0.475, 0.975], atol=0.01)
    one, _ = period_levels(np.array([1650.0, 1750.0]), held_out, positions, 0.9, least=600)
    assert one[0] == one[1]
