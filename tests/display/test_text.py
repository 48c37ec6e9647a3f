"""Tables as lines of text."""

from __future__ import annotations

from stylogeny.display.text import columns, percent


def test_cells_stand_below_one_another_and_long_ones_are_cut() -> None:
    assert columns([("1 %", "a"), ("10 %", "bcd" * 20)], right=(0,), widest=8) == [" 1 %  a", "10 %  bcdbcdb…"]
    assert columns([]) == []


def test_a_share_may_have_an_interval() -> None:
    assert percent(0.123) == "12 %" and percent(0.123, 0.04, 0.19) == "12 % (4-19)"
