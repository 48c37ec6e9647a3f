"""Charts as SVG: round ticks, escaped text, one mark per value."""

from __future__ import annotations

import numpy as np
import pytest

from stylogeny.report.drawings.charts import interval, matrix, nice_ticks, over_time


@pytest.mark.parametrize(("low", "high", "ticks"), [(0, 10, [0, 5, 10]), (-3, 3, [-2, 0, 2]), (5, 5, [5])])
def test_ticks_are_round_numbers(low: float, high: float, ticks: list[float]) -> None:
    assert nice_ticks(low, high, 3) == ticks


def test_intervals_have_a_dot_each_and_whiskers_where_known() -> None:
    drawing = interval([("<b>", 3.0, (1.0, 4.0), True), ("control", 1.0, None, False)], unit=" %")
    assert drawing.count("<circle") == 2 and drawing.count('stroke-linecap="round"') == 1
    assert "&lt;b&gt;" in drawing and "<b>" not in drawing


def test_a_matrix_has_a_cell_for_every_share_worth_showing() -> None:
    drawing = matrix(["A <i>", "B"], np.array([[0.5, 0.2], [0.0, 0.001]]), notes=["1500", "1600"])
    assert drawing.count("<rect") == 2 and "A &lt;i&gt;" in drawing


def test_a_line_over_time_has_its_band() -> None:
    drawing = over_time([1500, 1600], [0.1, 0.2], [(0.05, 0.15), (0.1, 0.3)], "share")
    assert drawing.count('fill-opacity=".13"') == 1 and "1500" in drawing
