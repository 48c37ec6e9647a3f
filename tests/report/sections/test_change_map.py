"""Means by style and period."""

from __future__ import annotations

import numpy as np
import pytest

from stylogeny.report.sections.change_map import OTHERS, ChangeMap


def test_cells_are_means_and_hold_every_work_once() -> None:
    style = np.array(["a", "a", "b", "b", ""], dtype=object)
    year = np.array([1500.2, 1500.9, 1500.5, 1502.0, 1502.5])
    value = np.array([1.0, 3.0, 1.0, 0.5, 8.0])
    found = ChangeMap.of(style, year, value)
    assert found.names == ["a", "b", OTHERS]
    assert found.years == [1500, 1501, 1502]
    assert found.works.tolist() == [[2, 0, 0], [1, 0, 1], [0, 0, 1]]
    assert np.nansum(found.values * found.works) == pytest.approx(value.sum())
    assert found.values[0, 0] == 2.0 and np.isnan(found.values[0, 1])


def test_a_base_makes_it_a_ratio_of_sums() -> None:
    found = ChangeMap.of(
        np.array(["a", "a"]), np.array([1500.0, 1500.5]), np.array([1.0, 2.0]), base=np.array([10.0, 20.0])
    )
    assert found.values.tolist() == [[pytest.approx(0.1)]]


def test_rows_and_columns_stay_few() -> None:
    rng = np.random.default_rng(0)
    found = ChangeMap.of(np.array([f"s{k % 40}" for k in range(400)]), rng.uniform(-500, 1900, 400), rng.random(400))
    assert len(found.names) == 11 and len(found.years) <= 12 and found.works.sum() == 400


def test_the_drawing_says_each_cell_and_nothing_is_no_drawing() -> None:
    found = ChangeMap.of(np.array(["<b>"]), np.array([1500.0]), np.array([0.25]))
    drawing = found.drawing(lambda value: f"{value:.0%} gone")
    assert drawing is not None and "25% gone" in drawing and "<b>" not in drawing
    assert ChangeMap.of(np.array([]), np.array([]), np.array([])).drawing(str) is None
