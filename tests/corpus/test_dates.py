"""Dates: known readings, generated formats, arbitrary text, and the readings of museums."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stylogeny as sg
from stylogeny.corpus.calendar import TimeSpan, day, month
from stylogeny.corpus.dates import LIKELY_YEARS, OPEN_YEARS, number_span, parse_date, parse_span

KNOWN = {
    "c. 1503-06": (1503, 1506), "1503": (1503, 1503), "1969–73": (1969, 1973), "1976–7": (1976, 1977),
    "1831 or 2": (1831, 1832), "1860 or 63": (1860, 1863), "1957–c.66": (1957, 1966), "1898-15": (1898, 1915),
    "1898-02": (1898, 1898), "1828-09": (1828, 1828), "1965-12": (1965, 1965), "1720/1725": (1720, 1725),
    "1648/50": (1648, 1650), "1833 and 1836": (1833, 1836), "1962,1982": (1962, 1982), "19th century": (1800, 1899),
    "17th-19th centuries": (1600, 1899), "18-19th century": (1700, 1899), "late 18th century": (1767, 1799),
    "mid-19th century": (1834, 1866), "early 20th century": (1900, 1933),
    "late 18th-first half 19th century": (1767, 1849), "mid-late 19th century": (1834, 1899),
    "3rd quarter 17th century": (1650, 1674), "18th century, second half": (1750, 1799),
    "late 18th c. to 19th century": (1767, 1899), "last decade of the 15th century": (1490, 1499),
    "turn of the 20th century": (1895, 1905), "1st century": (1, 99),
    "nineteenth to early twentieth century": (1800, 1933), "18th C": (1700, 1799), "1960s": (1960, 1969),
    "early 1860s": (1860, 1865), "mid-1970s": (1973, 1977), "late 1980s": (1985, 1989), "1870-1880s": (1870, 1889),
    "1960s-70s": (1960, 1979), "1500s": (1500, 1599), "late 1700s": (1767, 1799), "1900s-1910s": (1900, 1919),
    "Late 1960's": (1965, 1969), "January 20,1784": (1784, 1784), "10/28/1920": (1920, 1920), "3/1959": (1959, 1959),
    "1833/I": (1833, 1833), "December 1949 - January 1950": (1949, 1950), "June 19-20, 1964": (1964, 1964),
    "24 September 1888": (1888, 1888), "1888-12-25": (1888, 1888), "25.12.1888": (1888, 1888),
    "winter 1885-86": (1885, 1886), "dated early autumn 1892": (1892, 1892), "9 BCE-8 BCE": (-8, -7),
    "5th century BCE": (-499, -400), "206 BCE-220 CE": (-205, 220), "1300-1150 B.C.E.": (-1299, -1149),
    "1st century B.C.–A.D. 1st century": (-99, 99), "5th-4th century BCE": (-499, -300), "AD 265-316": (265, 316),
    "2nd millennium BCE": (-1999, -1000), "c. 50-320": (50, 320), "1-199 CE": (1, 199), "500s BCE": (-599, -500),
    "1928, cast 1955": (1928, 1928), "1958, printed no later than 1968": (1958, 1958),
    "1932, printed later": (1932, 1932), "published 1847": (1847, 1847), "1927 (block), 1946 (print)": (1927, 1927),
    "posthumous cast 1950": (1950, 1950), "1967 (designed) c. 1977 (manufactured)": (1967, 1977),
    "1976, reconstructed 1994": (1976, 1994), "1957, reworked 1967": (1957, 1967),
    "(1950). (Fabricated 1956)": (1950, 1956), "1968, cast c.1970, exhibited 1969": (1968, 1968),
    "c. 1747 with later 18th century mounts": (1747, 1747), "19th century in the style of 16th century": (1800, 1899),
    "after 1782": (1782, 1782 + OPEN_YEARS), "before 1907": (1907 - OPEN_YEARS, 1907),
    "by 1850": (1850 - OPEN_YEARS, 1850), "no earlier than 1906": (1906, 1906 + OPEN_YEARS),
    "1922 or earlier": (1922 - LIKELY_YEARS, 1922), "after 1945, before 1957": (1945, 1957),
    "18th century, after 1713": (1713, 1799), "between 1850 and 1860": (1850, 1860),
    "Edo period (1603-1867), 19th century": (1800, 1867), "Edo period (1603-1867), c. 1790-1830": (1790, 1830),
    "Ming Dynasty, 1368-1644, 16th century": (1500, 1599), "Qianlong period (1736-1795)": (1736, 1795),
    "Kangxi period, first third 18th century": (1700, 1722), "Late Edo period, 1804": (1804, 1804),
    "Meiji 21 (1888)": (1888, 1888), "New Kingdom, 18th Dynasty (c. 1570-1320 BCE), 1450-1410 BCE": (-1449, -1409),
    "Meiji period": (1868, 1912), "Qing dynasty, Qianlong mark and period": (1736, 1795),
    "Edo period, circa 1684-1688 (Jōkyō era)": (1684, 1688), "dated A.H. 1012/1603–4 CE": (1603, 1604),
    "A.H. 1012": (1603, 1604), "1012 AH (1603 CE)": (1603, 1603), "XIXe siècle": (1800, 1899),
    "1re moitié du XIXe siècle": (1800, 1849), "Ende 18. Jahrhundert": (1767, 1799),
    "17. Jahrhundert, 2. Hälfte": (1650, 1699), "um 1800": (1800, 1800), "sec. XVI": (1500, 1599),
    "vers 1760-1765": (1760, 1765), "first third 18th century": (1700, 1733),
    "20th century, second third": (1934, 1966), "last third of the 19th century": (1867, 1899),
    "17e eeuw": (1600, 1699), "début XIXe": (1800, 1833), "siglo XIX": (1800, 1899),
    "XVIII-XIX centuries": (1700, 1899), "2nd quarter of the 6th century BCE": (-574, -550), "1320-21": (1320, 1321),
    "5 May 1862–3 June 1863": (1862, 1863), "186-": (1860, 1869), "184?": (1840, 1849), "18--": (1800, 1899),
    "[19]45": (1945, 1945), "1280 H./1863": (1863, 1863), "1850 and later": (1850, 1850 + LIKELY_YEARS),
    "1860 and after 1870": (1860, 1860), "1810?-1820?": (1810, 1820), "150X": (1500, 1509), "15XX": (1500, 1599),
    "-0431": (-431, -431), "Y-12000": (-12000, -12000), "[1667,1668]": (1667, 1668),
    "?late 1810s to mid–1820s": (1815, 1827), "1896---1911": (1896, 1911), "1828 (or 1836": (1828, 1836),
    "Project: 1891-1895; this drawing no date.": (1891, 1895), "n.d. [c. 1920]": (1920, 1920),
    "1989-present": (1989, 1989),
    # eras that are shared, years below 100, blanks, decades, pairs of centuries
    "A.D. 14–37": (14, 37), "50-60 CE": (50, 60), "10–20 AD": (10, 20), "ca. A.D. 50–79": (50, 79),
    "192X": (1920, 1929), "192x": (1920, 1929), "18XX": (1800, 1899), "18xx": (1800, 1899),
    "180u": (1800, 1809), "18uu": (1800, 1899), "186-?": (1860, 1869), "[186-?]": (1860, 1869),
    "[18--?]": (1800, 1899), "[18--]": (1800, 1899), "c1920": (1920, 1920), "©1920": (1920, 1920),
    "[between 1880 and 1890?]": (1880, 1890), "[ca. 1880?]": (1880, 1880), "1920 [i.e. 1921]": (1921, 1921),
    "[1880 or 1881]": (1880, 1881), "192-": (1920, 1929), "192-?": (1920, 1929), "1920’s": (1920, 1929),
    "the 1920s and 1930s": (1920, 1939), "1920s–30s": (1920, 1939), "1920-30s": (1920, 1939),
    "early 1920’s": (1920, 1925), "1860's-70's": (1860, 1879), "first half of the 1860s": (1860, 1864),
    "second half of the 1860s": (1865, 1869), "the 20s of the 19th century": (1820, 1829),
    "second decade of the 19th century": (1810, 1819), "third decade of the 15th century": (1420, 1429),
    "16th/17th century": (1500, 1699), "16th and 17th centuries": (1500, 1699), "C19": (1800, 1899),
    "C18th": (1700, 1799), "beginning of the 17th century": (1600, 1633), "middle of the 17th century": (1634, 1666),
    "end of the 17th century": (1667, 1699), "late 16th/early 17th century": (1567, 1633),
    "50 BC - AD 50": (-49, 50), "A.D. 79": (79, 79), "79 AD": (79, 79), "14–37 A.D.": (14, 37), "AD 1-50": (1, 50),
    "500 BC to 400 BC": (-499, -399), "500–400 BC": (-499, -399), "XVIII-XIX c.": (1700, 1899),
    "Feb-03-1903": (1903, 1903), "180-": (1800, 1809),
}  # fmt: skip


@pytest.mark.parametrize("text", KNOWN)
def test_known_reading(text: str) -> None:
    assert parse_date(text) == KNOWN[text]


@pytest.mark.parametrize("text", KNOWN)
def test_a_span_is_the_years_of_a_reading_or_within_them(text: str) -> None:
    first, last = KNOWN[text]
    start, end = parse_span(text)
    assert first <= start < end <= last + 1
    assert (start, end) == (first, last + 1) or end - start < last + 1 - first


def test_a_span_is_as_fine_as_its_text() -> None:
    assert parse_span("24 September 1888") == day(1888, 9, 24)
    assert parse_span("1965-12") == parse_span("1965‐12") == month(1965, 12)
    assert parse_span("1503-06") == (1503, 1507)
    assert parse_span("signed 24 September 1888, reworked 1890") == (1888, 1891)
    assert parse_span("300 BCE") == (-299, -298)
    with pytest.raises(ValueError, match="plausible"):
        parse_span("9999-01-01")


def test_whole_numbers_are_years_and_others_moments() -> None:
    assert number_span(1885) == (1885, 1886) and number_span(1885, 1890.0) == (1885, 1891)
    assert number_span(2017.25) == (2017.25, 2017.25) and number_span(1885, 1885.5) == TimeSpan(1885, 1885.5)
    assert number_span(1890, 1885) is None and number_span(1959, 71959) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"), ("no date", "not dated"), ("n.d.", "not dated"), ("Date unknown", "not dated"),
        ("date not known", "not dated"), ("Unknown", "not dated"), ("posthumous reprint", "no year"),
        ("c.18799", "plausible"), ("12", "no year"), ("spring", "no year"),
    ],
)  # fmt: skip
def test_says_why_there_is_no_year(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as caught:
        sg.parse_date(text)
    assert isinstance(caught.value, sg.StylogenyError)


years = st.integers(1000, 2030)
qualifier = st.sampled_from(["", "c. ", "ca. ", "circa ", "?", "probably ", "about ", "possibly c."])
dash = st.sampled_from(["-", "–", "—", " - ", " – ", " to ", "--", "/"])


@given(years, qualifier)
def test_a_year_comes_back_whatever_its_doubt(year: int, doubt: str) -> None:
    assert parse_date(f"{doubt}{year}") == (year, year)


@given(years, years, dash, qualifier)
def test_a_range_comes_back(a: int, b: int, between: str, doubt: str) -> None:
    low, high = min(a, b), max(a, b)
    assert parse_date(f"{doubt}{low}{between}{high}") == (low, high)


@given(years, st.integers(1, 99), st.sampled_from(["-", "–", "/"]))
def test_a_two_digit_end_takes_its_century(year: int, more: int, between: str) -> None:
    end = year + more
    if end // 100 == year // 100 and not (between == "/" and end % 100 <= 12):  # "1800/05" is a month
        assert parse_date(f"{year}{between}{end % 100:02d}") == (year, end)


@given(st.integers(1, 3000), st.integers(1, 3000), dash)
def test_bce_ranges_are_astronomical_and_ordered(a: int, b: int, between: str) -> None:
    first, last = max(a, b), min(a, b)
    if between != "/":
        assert parse_date(f"{first} BCE{between}{last} BCE") == (1 - first, 1 - last)


@given(st.integers(2, 20))
def test_parts_of_a_century_lie_in_it_in_order(number: int) -> None:
    ordinal = f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number if number > 20 or number < 10 else 0, 'th') } century"
    whole = parse_date(ordinal)
    for parts in (
        ("early", "mid", "late"),
        ("first half of the", "second half of the"),
        ("1st quarter", "2nd quarter", "3rd quarter", "4th quarter"),
    ):
        spans = [parse_date(f"{part} {ordinal}") for part in parts]
        assert (spans[0][0], spans[-1][1]) == whole
        assert all(a[1] + 1 == b[0] for a, b in itertools.pairwise(spans))


@given(st.integers(100, 202))
def test_a_decade_is_ten_years(tens: int) -> None:
    if tens % 10:
        assert parse_date(f"{tens}0s") == (tens * 10, tens * 10 + 9)


WORDS = """
    early mid late 19th 1850 1850s century c. ? - – / , ; ( ) BCE CE AD AH and or to cast printed after before
    dynasty Ming edo siècle XIX Hälfte quarter half first last 12 3 99999 present X .. [ ] n.d. dated
"""
words = st.sampled_from(WORDS.split())


@settings(max_examples=300)
@given(
    st.one_of(
        st.text(max_size=60), st.lists(words, max_size=10).map(" ".join), st.lists(words, max_size=8).map("".join)
    )
)
def test_any_text_is_an_interval_or_a_value_error(text: str) -> None:
    try:
        earliest, latest = parse_date(text)
    except ValueError:
        return
    assert earliest <= latest


@pytest.mark.parametrize("said", ["1,885", "1.885", "1 885", "1’885", "1\u00a0885", "c. 1,885"])
def test_a_year_with_a_separator_of_thousands(said: str) -> None:
    assert parse_span(said) == TimeSpan(1885.0, 1886.0)


def test_what_only_looks_like_thousands() -> None:
    assert parse_date("1885, 1890") == (1885, 1890) and parse_date("1.5.1885") == (1885, 1885)
    assert parse_date("January 1,1885") == (1885, 1885)


def test_a_year_of_some_republic_is_not_one_of_china() -> None:
    assert parse_date("Republic of China") == parse_date("Republic period") == (1912, 1949)
    with pytest.raises(ValueError, match="no year"):
        parse_date("the Republic")
