"""Free-text dates to spans of time, or to a closed interval of whole years, in the semantics of EDTF (ISO 8601-2).

EDTF strings are read by the `edtf` package; what museums write is brought to one vocabulary (:mod:`.date_words`), read
as chains of time expressions (:mod:`.date_grammar`), and put together here; what is finer than a year is read by
:mod:`.moments`. ``docs/dates.md`` lists the rules.
"""

from __future__ import annotations

import re

from ..errors import StylogenyError
from .calendar import TimeSpan, end_of, month
from .date_grammar import DECADE, PERIOD, YEAR, Chain, Interval, chains, interval, tokens
from .date_words import vocabulary
from .moments import read_moment

OPEN_YEARS = 25  # how far "after 1850" and "before 1850" reach: a generation
LIKELY_YEARS = 10  # how far "1850 or later" reaches
FIRST, LAST = -20_000, 2100  # years outside these are misprints
_NO_DATE = re.compile(
    r"\bno date\b|\bn\. ?d\b|\bundated\b|\bnot dated\b|\bunknown\b|\bnot known\b|\bs\. ?d\b|\bo\. ?j\b"
    r"|\bsans date\b|\bsenza data\b"
)
# what only EDTF writes; "1503-06" and "1320-21" are ranges to a museum, though a month and a season to EDTF
_EDTF = re.compile(
    r"-?\d{2,3}X|-?\d{2}XX|Y-?\d{5,}|[\[{][-\dX., ]+[\]}]|-\d{4}(?:-\d\d){0,2}"
    r"|(?:\.\.)?/-?\d{4}(?:-\d\d){0,2}|-?\d{4}(?:-\d\d){0,2}/(?:\.\.)?"
)
# a year as a spreadsheet writes a number of four digits; with a stop or a space only where nothing else is said
_GROUPED = re.compile(r"(?<![\d.,])([12])[,'\u2019\u00a0\u2009\u202f](\d{3})(?![\d.,]\d)(?!\d)|^([12])[. ](\d{3})$")


def ungrouped(text: str) -> str:
    """A text whose years have no separator of thousands: "1,885" is the year 1885."""
    return _GROUPED.sub(r"\1\2\3\4", text)


def parse_date(text: str) -> Interval:
    """The (earliest, latest) year that a date text allows.

    Parameters
    ----------
    text : str
        What a museum or a person wrote, e.g. ``"c. 1503-06"``, or EDTF, e.g. ``"150X"``.

    Returns
    -------
    (int, int)
        Astronomical years: 1 BCE is 0, 2 BCE is -1. Approximation ("c.") and doubt ("?") do not widen the interval.

    Raises
    ------
    StylogenyError
        A ValueError that says why the text names no year.
    """
    given = ungrouped(str(text).strip())
    years = _edtf(given) if _EDTF.fullmatch(given) else None
    if years is None:
        words = vocabulary(given[:500])
        spans = [(c, i) for c in chains(tokens(_common_era(words))) if (i := interval(c)) is not None]
        if not spans:
            if not given:
                raise StylogenyError("the date is empty")
            undated = _NO_DATE.search(words) is not None
            raise StylogenyError("the work is not dated" if undated else "no year in the date", got=repr(given[:80]))
        years = _combined(spans)
    if not FIRST <= years[0] <= years[1] <= LAST:
        raise StylogenyError("no plausible year in the date", got=repr(given[:80]))
    return years


def parse_span(text: str) -> TimeSpan:
    """The span of time [start, end) that a date text allows: to the second, the day or the month where it says them.

    Parameters
    ----------
    text : str
        As for :func:`parse_date`; also ``"June 12, 1885"``, ``"1885-06-12T14:03:22Z"``.

    Returns
    -------
    TimeSpan
        Astronomical years as floats: the year 1885 is (1885.0, 1886.0), 1 BCE is (0.0, 1.0).

    Raises
    ------
    StylogenyError
        A ValueError that says why the text names no year.
    """
    text = ungrouped(str(text).strip())
    moment = read_moment(text[:500])
    if moment is not None and FIRST <= moment.start <= LAST + 1:
        return moment
    first, last = parse_date(text)
    numbered = re.fullmatch(r"(\d{4})[-‐-―](0[1-9]|1[0-2])", text)
    if numbered and first == last:  # "1965-12", which is no range of years
        return month(first, int(numbered.group(2)))
    return TimeSpan(float(first), last + 1.0)


def number_span(earliest: float, latest: float | None = None) -> TimeSpan | None:
    """The span of a pair of numbers from a table: whole ones are years, both inclusive; others are moments.

    Parameters
    ----------
    earliest, latest : float
        Years; without `latest` the whole year, or the moment that a fraction names.

    Returns
    -------
    TimeSpan or None
        None when the numbers are no span, or beyond what years may be.
    """
    latest = earliest if latest is None else latest
    end = end_of(latest)
    return TimeSpan(float(earliest), end) if FIRST <= earliest <= end <= LAST + 1 else None


def _edtf(text: str) -> Interval | None:
    from edtf import EDTFParseException, parse_edtf

    try:
        date = parse_edtf(text)
        low, high = (getattr(t, "tm_year", None) for t in (date.lower_strict(), date.upper_strict()))
    except (EDTFParseException, ValueError, AttributeError, TypeError, IndexError, OverflowError, NotImplementedError):
        return None
    if low is None and high is None:
        return None
    low = int(high) - OPEN_YEARS if low is None else int(low)  # type: ignore[arg-type]
    return low, (low + OPEN_YEARS if high is None else int(high))


def _common_era(words: str) -> str:
    """Drop years AH where the text has a year CE too; else turn the AH year into the two years CE it spans."""
    pattern = r"\bah ?(\d{1,4})(?: ?- ?\d{1,4})? ?/?|(\d{1,4})(?: ?- ?\d{1,4})? ?ah\b ?/?"
    rest = re.sub(pattern, " ", words)
    if rest == words or re.search(r"\d{3,4}|\d century", rest):
        return rest

    def converted(match: re.Match[str]) -> str:
        # a lunar year is 354.367 days; 1 AH began on 19 July 622 (Gregorian)
        year = 622.55 + (int(match.group(1) or match.group(2)) - 1) * 354.36667 / 365.2425
        return f" {int(year)} - {int(year + 0.97)} "

    return re.sub(pattern, converted, words)


def _combined(spans: list[tuple[Chain, Interval]]) -> Interval:
    """One interval from all chains of a text.

    The finest kind of expression speaks: years over decades over centuries over periods. Coarser ones that it does not
    contradict only narrow decades and centuries; dates of what was done to the finished work count when nothing else is
    there.
    """
    spans = _with_own_ranges(spans)
    spans = [s for s in spans if not s[0].later] or spans[:1]
    bounded = [s for s in spans if (s[0].bound and s[1][0] == s[1][1]) or (s[0].bound and s[0].kind > YEAR)]
    plain = [s for s in spans if s not in bounded]
    if not plain:
        return _between([_opened(c.bound, i) for c, i in bounded])
    finest = min(c.kind for c, _ in plain)
    said = [i for c, i in plain if c.kind == finest]
    years = (
        _between(said) if finest == PERIOD else _hull(said)
    )  # a reign within a dynasty, but years from one to another
    for chain, other in sorted((s for s in plain if s[0].kind > finest), key=lambda s: s[0].kind):
        met = _meet(years, other)
        if met is None and chain.kind == DECADE:
            years = _hull([years, other])
        elif met is not None and finest > YEAR:
            years = met
    for chain, other in bounded:
        if chain.bound in ("after", "before"):
            half = (other[0], LAST) if chain.bound == "after" else (FIRST, other[1])
            years = _meet(years, half) or years
    return years


def _with_own_ranges(spans: list[tuple[Chain, Interval]]) -> list[tuple[Chain, Interval]]:
    """Give a period the years that its text says it has: "Edo period (1603-1867)", "Ming dynasty, 1368-1644"."""
    kept: list[tuple[Chain, Interval]] = []
    for chain, years in spans:
        before, its = kept[-1] if kept else (chain, years)
        own = chain.bracketed or max(abs(years[0] - its[0]), abs(years[1] - its[1])) <= OPEN_YEARS
        if kept and before.kind == PERIOD and not before.bracketed and own and years[0] < years[1]:
            kept[-1] = (before, years)
        else:
            kept.append((chain, years))
    return kept


def _opened(bound: str, years: Interval) -> Interval:
    reach = OPEN_YEARS if bound in ("after", "before") else LIKELY_YEARS
    return (years[0], years[1] + reach) if bound in ("after", "orlater") else (years[0] - reach, years[1])


def _between(opened: list[Interval]) -> Interval:
    years = opened[0]
    for other in opened[1:]:
        years = _meet(years, other) or _hull([years, other])
    return years


def _meet(a: Interval, b: Interval) -> Interval | None:
    low, high = max(a[0], b[0]), min(a[1], b[1])
    return (low, high) if low <= high else None


def _hull(spans: list[Interval]) -> Interval:
    return min(s[0] for s in spans), max(s[1] for s in spans)
