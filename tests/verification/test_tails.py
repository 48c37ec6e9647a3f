"""Tails of known laws are told apart."""

from __future__ import annotations

import numpy as np

from verification.common.tails import fit_tail


def test_a_power_law_has_its_exponent_and_beats_the_exponential() -> None:
    counts = np.random.default_rng(1).zipf(2.5, 8000)
    tail = fit_tail(counts)
    assert abs(tail.alpha - 2.5) < 0.1 and tail.least <= 3
    assert tail.exponential[0] > 0 and tail.exponential[1] < 0.01 and tail.lognormal[0] > -2


def test_a_geometric_law_is_no_power_law() -> None:
    tail = fit_tail(np.random.default_rng(2).geometric(0.02, 4000))
    assert tail.exponential[0] < 1


def test_a_lognormal_law_is_told_from_a_power_law() -> None:
    rng = np.random.default_rng(3)
    tail = fit_tail(np.round(np.exp(rng.normal(3, 1, 6000))).astype(int))
    assert tail.lognormal[0] < 0
