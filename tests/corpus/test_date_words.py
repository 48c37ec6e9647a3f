"""Years as machines, librarians and scientists write them."""

from __future__ import annotations

import pytest

import stylogeny as sg
from stylogeny.corpus.dates import parse_date, parse_span

FIGURES = {
    "1950 BP": (0, 0), "-500": (-500, -500), "-50": (-50, -50), "-1500": (-1500, -1500), "−500": (-500, -500),
    "-500/-400": (-500, -400), "-500 to -400": (-500, -400), "-500 - -400": (-500, -400), "-50/20": (-50, 20),
    "-27–14": (-27, 14), "+1503-00-00T00:00:00Z": (1503, 1503), "+1503-00-00T00:00:00Z/9": (1503, 1503),
    "+1560-00-00T00:00:00Z/8": (1560, 1569), "+1501-00-00T00:00:00Z/7": (1500, 1599),
    "+1600-00-00T00:00:00Z/7": (1500, 1599), "-0500-00-00T00:00:00Z/9": (-499, -499),
    "-0499-01-01T00:00:00Z": (-499, -499), "-0450-00-00T00:00:00Z/7": (-499, -400),
    "1503-01-01T00:00:00Z": (1503, 1503), "+2000-00-00T00:00:00Z/6": (1000, 1999),
    "+1888-05-12T00:00:00Z/11": (1888, 1888), "12,000 BP": (-10050, -10050), "12000 BP": (-10050, -10050),
    "5000 years BP": (-3050, -3050), "500 years before present": (1450, 1450), "3000-2500 BP": (-1050, -550),
}  # fmt: skip


@pytest.mark.parametrize("text", FIGURES)
def test_signed_years_times_with_precision_and_years_before_present(text: str) -> None:
    assert parse_date(text) == FIGURES[text]


@pytest.mark.parametrize(
    "text", [
        "0", "-1", "9999", "0000-00-00", "9999-12-31", "'20s", "the ’20s",
    ],
)  # fmt: skip
def test_what_stands_for_no_year_is_none(text: str) -> None:
    with pytest.raises(sg.StylogenyError, match=r"year|not dated"):
        parse_date(text)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("+1888-05-12T00:00:00Z/11", "1888-05-12"), ("+1888-05-12T00:00:00Z", "12 May 1888"),
        ("+1503-00-00T00:00:00Z/9", "1503"), ("+1501-00-00T00:00:00Z/7", "16th century"), ("-500", "501 BCE"),
    ],
)  # fmt: skip
def test_times_are_spans_as_fine_as_they_say(text: str, same: str) -> None:
    assert parse_span(text) == parse_span(same)
