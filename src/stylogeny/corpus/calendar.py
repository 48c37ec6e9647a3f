"""Moments and spans as years: a float year, its calendar day and second, and both as people write them.

A year y is the span [y, y + 1), whose 365 or 366 days are equally long; so are the 86,400 seconds of a day (leap
seconds are not counted). The calendar is the proleptic Gregorian, its years astronomical: 1 BCE is 0. A float64 tells
moments of our time apart by some seven microseconds, and a moment comes back to the second.
"""

from __future__ import annotations

import calendar
import math
from typing import NamedTuple

DAY = 86_400  # seconds
MONTHS = tuple(calendar.month_name)  # MONTHS[6] is "June"


class Moment(NamedTuple):
    """A second of the calendar: `second` counts from midnight."""

    year: int
    month: int = 1
    day: int = 1
    second: int = 0


class TimeSpan(NamedTuple):
    """A stretch of time [start, end), in years."""

    start: float
    end: float


def _length(year: int) -> int:
    """Days of a year."""
    return 366 if calendar.isleap(year) else 365


def _month_days(year: int, month: int) -> int:
    return 29 if month == 2 and calendar.isleap(year) else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def to_year(moment: Moment) -> float:
    """A moment as a year: the whole ones come out whole, and the end of a day is the beginning of the next.

    Raises
    ------
    ValueError
        When there is no such day or second (30 February).
    """
    year, month, day, second = moment
    if not (1 <= month <= 12 and 1 <= day <= _month_days(year, month) and 0 <= second < DAY):
        raise ValueError(f"no such moment: {tuple(moment)}")
    days = sum(_month_days(year, m) for m in range(1, month)) + day - 1
    return year + (days * DAY + second) / (_length(year) * DAY)


def to_moment(year: float) -> Moment:
    """The second that a year as a float lies in; the inverse of :func:`to_year`."""
    whole = math.floor(year)
    # a float of an early year is off by up to a tenth of a millisecond
    seconds = math.floor((year - whole) * _length(whole) * DAY + 1e-3)
    days, second = divmod(seconds, DAY)
    if days >= _length(whole):
        return Moment(whole + 1)
    month = 1
    while days >= _month_days(whole, month):
        days -= _month_days(whole, month)
        month += 1
    return Moment(whole, month, days + 1, second)


def day(year: int, month: int, number: int) -> TimeSpan:
    """A day of the calendar."""
    start = Moment(year, month, number)
    return TimeSpan(to_year(start), to_year(_after(start, "day")))


def month(year: int, number: int) -> TimeSpan:
    """A month of the calendar."""
    start = Moment(year, number)
    return TimeSpan(to_year(start), to_year(_after(start, "month")))


def seconds(moment: Moment, length: int = 1) -> TimeSpan:
    """So many seconds from a moment on, within its day."""
    end = moment.second + length
    return TimeSpan(
        to_year(moment), to_year(moment._replace(second=end) if end < DAY else _after(moment._replace(second=0), "day"))
    )


def _after(moment: Moment, unit: str) -> Moment:
    """The beginning of the next day or month, from that of this one."""
    year, month, number, _ = moment
    if unit == "day" and number < _month_days(year, month):
        return Moment(year, month, number + 1)
    return Moment(year, month + 1) if month < 12 else Moment(year + 1)


def whole_years(start: float, end: float) -> TimeSpan:
    """The span of the calendar years that a span touches."""
    return TimeSpan(float(math.floor(start)), float(math.ceil(end)))


def end_of(year: float) -> float:
    """Where a year ends that is a whole number; the moment itself that a fraction names."""
    return year + 1.0 if float(year).is_integer() else float(year)


def middle_of(year: float) -> float:
    """The middle of a year that is a whole number; the moment itself that a fraction names."""
    return (year + end_of(year)) / 2


def year_text(year: float) -> str:
    """The calendar year that a moment lies in: 1885.7 is "1885", -299.5 is "301 BCE"."""
    whole = math.floor(year)
    return str(whole) if whole > 0 else f"{1 - whole} BCE"


def lag_text(years: float) -> str:
    """A time between two moments: "12 years", "1 year", "under a year"."""
    whole = round(years)
    if whole < 1:
        return "under a year"
    return f"{whole} year{'s' if whole > 1 else ''}"


def tick_text(year: float, step: float) -> str:
    """What stands at a tick of an axis of years whose ticks lie `step` years apart: a year, a month or a day."""
    if step >= 1:
        return year_text(year)
    there = to_moment(year)
    return f"{MONTHS[there.month][:3]} {year_text(there.year)}" if step >= 1 / 12 else _day(there)


def span_text(start: float, end: float) -> str:
    """A span as people write it, in the coarsest words that say all of it.

    "1885", "1885-90", "310-300 BCE", "June 1885", "12 June 1885", "12-19 June 1885", "14:03:22 on 12 June 1885". What
    does not begin and end with a second is widened to the seconds it touches.
    """
    first, last = to_moment(start), to_moment(end)
    if first[1:] == last[1:] == (1, 1, 0) and first.year < last.year:
        return _years(first.year, last.year - 1)
    if first[2:] == last[2:] == (1, 0) and first < last:
        return _months(first, _before(last))
    if first.second == last.second == 0 and first < last:
        return _days(first, _before(last))
    if to_year(last) < end - 1e-11 or last == first:
        last = _second_after(last)
    return _times(first, last)


def _years(first: int, last: int) -> str:
    if first == last:
        return year_text(first)
    if last <= 0:
        return f"{1 - first}-{year_text(last)}"
    if first <= 0:
        return f"{year_text(first)}-{last} CE"
    short = first >= 1000 and first // 100 == last // 100
    return f"{first}-{last % 100:02d}" if short else f"{first}-{last}"


def _before(moment: Moment) -> Moment:
    """The day before a midnight."""
    year, month, number, _ = moment
    if number > 1:
        return Moment(year, month, number - 1)
    return Moment(year, month - 1, _month_days(year, month - 1)) if month > 1 else Moment(year - 1, 12, 31)


def _months(first: Moment, last: Moment) -> str:
    begin, end = (f"{MONTHS[m.month]} {year_text(m.year)}" for m in (first, last))
    if begin == end:
        return begin
    return f"{MONTHS[first.month]}-{end}" if first.year == last.year else f"{begin}-{end}"


def _day(moment: Moment) -> str:
    return f"{moment.day} {MONTHS[moment.month]} {year_text(moment.year)}"


def _days(first: Moment, last: Moment) -> str:
    if first == last:
        return _day(first)
    if first[:2] == last[:2]:
        return f"{first.day}-{_day(last)}"
    return (
        f"{first.day} {MONTHS[first.month]}-{_day(last)}" if first.year == last.year else f"{_day(first)}-{_day(last)}"
    )


def _second_after(moment: Moment) -> Moment:
    whole = moment._replace(second=0)
    return moment._replace(second=moment.second + 1) if moment.second + 1 < DAY else _after(whole, "day")


def _clock(second: int) -> str:
    return f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"


def _times(first: Moment, last: Moment) -> str:
    """From one second to before another; a single second is its clock time, a minute has no seconds."""
    if _second_after(first) == last:
        return f"{_clock(first.second)} on {_day(first)}"
    if first[:3] == last[:3]:
        if first.second % 60 == 0 and last.second - first.second == 60:
            return f"{_clock(first.second)[:5]} on {_day(first)}"
        return f"{_clock(first.second)}-{_clock(last.second)} on {_day(first)}"
    return f"{_clock(first.second)} on {_day(first)}-{_clock(last.second)} on {_day(last)}"
