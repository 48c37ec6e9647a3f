"""Moments as years and back, and how spans are written."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stylogeny.corpus.calendar import Moment, TimeSpan, day, month, seconds, span_text, to_moment, to_year, year_text
from stylogeny.corpus.dates import parse_span

moments = st.integers(0, 2_099 * 365 * 86_400).map(lambda s: datetime.datetime(1, 1, 1) + datetime.timedelta(seconds=s))


def moment_of(when: datetime.datetime) -> Moment:
    return Moment(when.year, when.month, when.day, when.hour * 3600 + when.minute * 60 + when.second)


@given(moments)
def test_a_moment_comes_back_to_the_second(when: datetime.datetime) -> None:
    assert to_moment(to_year(moment_of(when))) == moment_of(when)


@given(moments, moments)
def test_years_are_in_the_order_of_moments(a: datetime.datetime, b: datetime.datetime) -> None:
    first, second = moment_of(a), moment_of(b)
    assert (to_year(first) < to_year(second)) == (first < second)


@given(moments, st.integers(-50, 0))
def test_the_calendar_repeats_itself_every_400_years_also_before_our_era(when: datetime.datetime, cycles: int) -> None:
    moment = moment_of(when)
    early = Moment(moment.year + 400 * cycles, *moment[1:])
    assert to_moment(to_year(early)) == early
    assert to_year(early) == pytest.approx(to_year(moment) + 400 * cycles, abs=1e-9)


def test_a_year_has_365_or_366_days() -> None:
    assert to_year(Moment(1885, 3)) == 1885 + 59 / 365
    assert to_year(Moment(1884, 3)) == 1884 + 60 / 366
    assert day(1884, 2, 29).end == to_year(Moment(1884, 3))
    assert to_year(Moment(0, 3)) == 60 / 366  # 1 BCE is a leap year
    for year, number in ((1885, 31), (1900, 29)):
        with pytest.raises(ValueError, match="no such moment"):
            day(year, 2, number)


def test_days_and_months_follow_one_another_without_a_gap() -> None:
    assert day(1885, 12, 31) == (day(1885, 12, 30).end, 1886.0)
    assert month(1885, 12).end == 1886.0 and month(1885, 1).end == month(1885, 2).start
    assert month(1884, 2) == (day(1884, 2, 1).start, day(1884, 2, 29).end)
    last = seconds(Moment(1885, 6, 12, 86_399))
    assert last.end == day(1885, 6, 13).start and last.end - last.start == pytest.approx(1 / (365 * 86_400), rel=1e-4)


TEXTS = {
    (1885.0, 1886.0): "1885", (1885.0, 1891.0): "1885-90", (1898.0, 1904.0): "1898-1903", (1800.0, 1900.0): "1800-99",
    (50.0, 60.0): "50-59", (-299.0, -298.0): "300 BCE", (-309.0, -298.0): "310-300 BCE", (0.0, 1.0): "1 BCE",
    (-8.0, 21.0): "9 BCE-20 CE", (*month(1885, 6),): "June 1885",
    (month(1885, 6).start, month(1885, 8).end): "June-August 1885",
    (month(1885, 11).start, month(1886, 2).end): "November 1885-February 1886", (*day(1885, 6, 12),): "12 June 1885",
    (day(1885, 6, 12).start, day(1885, 6, 19).end): "12-19 June 1885",
    (day(1885, 6, 12).start, day(1885, 7, 3).end): "12 June-3 July 1885",
    (day(1885, 12, 30).start, day(1886, 1, 2).end): "30 December 1885-2 January 1886",
    (*day(-43, 3, 15),): "15 March 44 BCE",
    (*seconds(Moment(1885, 6, 12, 50_602)),): "14:03:22 on 12 June 1885",
    (*seconds(Moment(1885, 6, 12, 50_580), 60),): "14:03 on 12 June 1885",
    (*seconds(Moment(1885, 6, 12, 50_602), 10),): "14:03:22-14:03:32 on 12 June 1885",
    (to_year(Moment(1885, 6, 12, 50_602)), to_year(Moment(1885, 6, 13, 1))):
        "14:03:22 on 12 June 1885-00:00:01 on 13 June 1885",
    (1885.5, 1885.5): "12:00:00 on 2 July 1885", (1884.5, 1884.5): "00:00:00 on 2 July 1884",
    (1885.5, 1886.0): "12:00:00 on 2 July 1885-00:00:00 on 1 January 1886",
}  # fmt: skip


@pytest.mark.parametrize("span", TEXTS)
def test_a_span_is_written_in_the_coarsest_words_that_say_it(span: tuple[float, float]) -> None:
    assert span_text(*span) == TEXTS[span]


@given(moments)
def test_what_is_written_is_read_again(when: datetime.datetime) -> None:
    moment = Moment(1600 + when.year % 400, *moment_of(when)[1:])  # years of four digits
    for span in (TimeSpan(float(moment.year), moment.year + 1.0), month(*moment[:2]), day(*moment[:3])):
        assert parse_span(span_text(*span)) == span


def test_a_year_is_never_rounded_up() -> None:
    assert [year_text(y) for y in (1885.0, 1885.999, -299.0, -298.001, 0.4)] == [
        "1885", "1885", "300 BCE", "300 BCE", "1 BCE",
    ]  # fmt: skip
