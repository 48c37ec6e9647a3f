"""Readings of dates beside those of museums."""

from __future__ import annotations

from pathlib import Path

import pytest

from verification.dates import compare, difference, readings


@pytest.mark.parametrize(
    ("text", "ours", "museums", "kind"),
    [
        ("1503", (1503, 1503), (1503, 1503), "the same years"),
        ("1503 BC", (-1502, -1502), (-1503, -1503), "one year: calendar"),
        ("before 1500", (1400, 1499), (1480, 1500), "open end"),
        ("c. 1500", (1495, 1505), (1480, 1520), "the museum pads c."),
        ("early 16th century", (1500, 1533), (1500, 1510), "parts of a century"),
        ("1500 (cast 1560)", (1500, 1500), (1500, 1560), "which of two dates"),
        ("1500", (1500, 1500), (1700, 1700), "unexplained"),
    ],
)
def test_every_difference_has_a_kind(text: str, ours: tuple[int, int], museums: tuple[int, int], kind: str) -> None:
    assert difference(text, ours, museums) == kind


def test_our_dates_agree_with_museums(shared: Path) -> None:
    kinds, unexplained, rest = compare(readings(shared / "corpus" / "messy_dates.csv"))
    total = sum(kinds.values())
    assert total >= 140
    assert (kinds["the same years"] + kinds["one year: calendar"]) / total >= 0.6
    assert len(unexplained) / total <= 0.05, unexplained
    assert set(rest) <= {"the work is not dated", "read, where the museum gives no reading"}
