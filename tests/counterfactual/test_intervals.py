"""Intervals: how they are widened, and how they are written."""

from __future__ import annotations

import numpy as np
import pytest

from stylogeny.counterfactual.intervals import (
    INNOVATION,
    WIDENING,
    conformal_widening,
    interval,
    percent_text,
    widened_interval,
)


def test_amounts_read_as_a_person_would_say_them() -> None:
    assert percent_text(12.3, (4.2, 18.9)) == "12 % worse (4-19 %)"
    assert percent_text(-0.31, (-0.5, 0.12)) == "0.31 % better (-0.50 to 0.12 % worse)"
    assert percent_text(0.0, None) == "0.000 % worse"
    assert percent_text(3.0, (-0.5, 8.0)) == "3.0 % worse (-0.5 to 8.0 %)"


def test_an_amount_never_shows_a_negative_zero_nor_two_dashes() -> None:
    assert percent_text(12.0, (-0.3, 19.2)) == "12 % worse (-0.3 to 19 %)"  # not "-0-19 %"
    assert percent_text(12.0, (-0.0001, 19.2)) == "12 % worse (0.000-19 %)"
    assert percent_text(-0.00001, (-0.00002, 0.0)) == "0.000 % worse (0.000-0.000 %)"
    assert percent_text(-5.0, (-8.0, -2.0)) == "5.0 % better (2.0-8.0 %)"
    assert percent_text(-5.0, (-8.0, 0.0)) == "5.0 % better (0.0-8.0 %)"


def test_an_interval_holds_its_point_and_is_widened_by_its_own_width() -> None:
    draws = np.linspace(-1.0, 3.0, 101)
    low, high = interval(draws)
    assert widened_interval(draws, 1.0) == (low, high)
    assert widened_interval(draws, 5.0) == (low, 5.0) and widened_interval(draws, -2.0)[0] == -2.0
    width = high - low
    assert widened_interval(draws, 1.0, widening=(0.5, 2.0)) == (low - 0.5 * width, high + 2.0 * width)


def test_a_graph_that_finds_fewer_ancestors_gets_wider_intervals() -> None:
    for estimand, (near, far) in WIDENING.items():
        # no further than was measured
        assert conformal_widening(estimand, 0.0) == near and conformal_widening(estimand, 0.9) == far
        middle = conformal_widening(estimand, sum(INNOVATION) / 2)
        assert middle == pytest.approx(((near[0] + far[0]) / 2, (near[1] + far[1]) / 2))
        assert near[1] < far[1]
