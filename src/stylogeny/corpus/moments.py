"""Dates finer than a year: ISO 8601 and EDTF days and times, and months and days as people write them.

Only a text that is nothing but such a date is read here, so that nothing else can be mistaken for one.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from .calendar import DAY, Moment, TimeSpan, day, month, seconds
from .date_words import plain

# January to December in English, French, German, Italian, Spanish and Dutch, without accents
_NAMES = """
    january janvier januar gennaio enero januari jan | february fevrier februar febbraio febrero februari feb
    | march mars marz maerz marzo maart mar | april avril aprile abril apr | may mai maggio mayo mei
    | june juin juni giugno junio jun | july juillet juli luglio julio jul
    | august aout agosto augustus aug | september septembre settembre septiembre sept sep
    | october octobre oktober ottobre octubre oct okt | november novembre noviembre nov
    | december decembre dezember dicembre diciembre dec dez
"""
MONTH_NUMBERS = {name: n for n, names in enumerate(_NAMES.split("|"), 1) for name in names.split()}
_MONTH = rf"(?:{'|'.join(sorted(MONTH_NUMBERS, key=len, reverse=True))})\b\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|\.)?"
_ISO = r"(-?\d{4,})-(\d\d)(?:-(\d\d))?"
_WHEN = re.compile(
    rf"{_ISO}(?:[t ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?)? ?(z|utc|[+-]\d\d(?::?\d\d)?)?",
)
_DOUBT = re.compile(r"^(?:\?|(?:dated|circa|about|probably|perhaps|ca?\.|ca?|on|in|the|le|den) )+ ?")
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<d>{_DAY}) ?(?:of |de )?(?P<m>{_MONTH}) ?(?:of |de )?,? ?(?P<y>\d{{4}})",  # 12 June 1885
        rf"(?P<m>{_MONTH}) ?(?P<d>{_DAY}) ?, ?(?P<y>\d{{4}})",  # June 12, 1885
        rf"(?P<m>{_MONTH}) ?(?P<d>{_DAY}) (?P<y>\d{{4}})",
        rf"(?P<m>{_MONTH}) ?(?:of |de )?,? ?(?P<y>\d{{4}})",  # June 1885
        rf"(?P<y>\d{{4}}),? (?P<m>{_MONTH})(?: (?P<d>{_DAY}))?",  # 1885, June 12
        r"(?P<d>\d{1,2})\. ?(?P<n>\d{1,2})\. ?(?P<y>\d{4})",  # 12.6.1885
        # day before month or after it, where the numbers tell: 6/28/1885, but not 6/12/1885
        r"(?P<n>\d{1,2})/(?P<d>1[3-9]|2\d|3[01])/(?P<y>\d{4})",
        r"(?P<d>1[3-9]|2\d|3[01])/(?P<n>\d{1,2})/(?P<y>\d{4})",
        r"(?P<n>\d{1,2})/(?P<y>\d{4})",
    )
)
_DAYS = re.compile(  # June 19-20, 1964 and 19-20 June 1964
    rf"(?:(?P<m>{_MONTH}) )?(?P<d>{_DAY}) ?(?:-|/|and|to) ?(?P<e>{_DAY})(?(m) ?,? ?| (?P<k>{_MONTH}),? )(?P<y>\d{{4}})"
)
_MONTHS = re.compile(rf"(?P<m>{_MONTH}) ?(?:-|/|and|to) ?(?P<k>{_MONTH}),? ?(?P<y>\d{{4}})")  # May-June 1885


def read_moment(text: str) -> TimeSpan | None:
    """The span that a text names to the month, the day, the minute or the second; None when it names none.

    A time that is midnight says no time, and that of 1 January no day either: so tables write "a day" and "a year" in
    a column of times. A time with a zone is put in UTC; parts of a second are dropped.
    """
    words = re.sub(r"[‐-―−﹘]", "-", plain(text)).rstrip(".?~ ")
    words = re.sub(r"^\+(.*?)(?:/1[1-4])?$", r"\1", _DOUBT.sub("", words))  # Wikidata's, to the day or finer
    both = re.fullmatch(rf"({_ISO}(?:t[\d:.,z+]+)?)/({_ISO}(?:t[\d:.,z+]+)?)", words)
    try:
        if both:
            return _hull(_iso(both.group(1), months=True), _iso(both.group(5), months=True))
        found = _iso(words, months=False) or _worded(words)
        if found is not None:
            return found
        ends = re.split(r" ?- ?| to ", words)
        return _hull(_worded(ends[0]), _worded(ends[1])) if len(ends) == 2 else None
    except ValueError:  # 30 February
        return None


def _hull(first: TimeSpan | None, last: TimeSpan | None) -> TimeSpan | None:
    return None if first is None or last is None or first.start >= last.end else TimeSpan(first.start, last.end)


def _iso(words: str, *, months: bool) -> TimeSpan | None:
    """A day such as "1885-06-12", with a time or without.

    "1503-06" may be a range of years, and is for the grammar to tell, unless it is one end of two (`months`).
    """
    match = _WHEN.fullmatch(words)
    if not match:
        return None
    year, number, date, hour, minute, second, zone = match.groups()
    if date is None:
        return month(int(year), int(number)) if months and hour is None and 1 <= int(number) <= 12 else None
    if hour is None:
        return None if zone else day(int(year), int(number), int(date))
    moment = Moment(int(year), int(number), int(date), (int(hour) * 60 + int(minute)) * 60 + int(second or 0))
    if moment.second == 0 and second is not None:
        whole = moment[1:3] == (1, 1)
        return TimeSpan(float(moment.year), moment.year + 1.0) if whole else day(*moment[:3])
    return seconds(_in_utc(moment, zone or "z"), 1 if second is not None else 60)


def _in_utc(moment: Moment, zone: str) -> Moment:
    if moment.second >= DAY:
        raise ValueError("no such time")
    if zone in ("z", "utc"):
        return moment
    digits = zone[1:].replace(":", "").ljust(4, "0")
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    # datetime has years 1 to 9999 alone; any leap year stands for another
    here = datetime(2000 + moment.year % 400, *moment[1:3]) + timedelta(seconds=moment.second)
    there = here - shift if zone[0] == "+" else here + shift
    years = moment.year + there.year - here.year
    return Moment(years, there.month, there.day, there.hour * 3600 + there.minute * 60 + there.second)


def _number(name: str) -> int:
    return MONTH_NUMBERS[name.rstrip(".")]


def _date(name: str) -> int:
    return int(re.match(r"\d+", name).group())  # type: ignore[union-attr]


def _worded(words: str) -> TimeSpan | None:
    words = words.strip()
    for form in _FORMS:
        match = form.fullmatch(words)
        if match:
            said = match.groupdict()
            year, number = int(said["y"]), int(said["n"]) if said.get("n") else _number(said["m"])
            if not 1 <= number <= 12:
                return None
            return day(year, number, _date(said["d"])) if said.get("d") else month(year, number)
    match = _DAYS.fullmatch(words)
    if match:
        year, number = int(match["y"]), _number(match["m"] or match["k"])
        return _hull(day(year, number, _date(match["d"])), day(year, number, _date(match["e"])))
    match = _MONTHS.fullmatch(words)
    if match:
        return _hull(month(int(match["y"]), _number(match["m"])), month(int(match["y"]), _number(match["k"])))
    return None
