"""Numbers, shares and lists in words."""

from __future__ import annotations

from stylogeny.text.numerals import count, listed, odds, part, roman, spelt


def test_roman_numerals() -> None:
    assert [roman(k) for k in (1, 4, 9, 14, 40, 1999)] == ["I", "IV", "IX", "XIV", "XL", "MCMXCIX"]


def test_numbers_are_spelt_up_to_a_hundred() -> None:
    assert [spelt(k) for k in (0, 1, 12, 20, 99, 100, 1300)] == [
        "no", "one", "twelve", "twenty", "ninety-nine", "100", "1,300",
    ]  # fmt: skip


def test_one_thing_is_singular() -> None:
    assert [count(k, "year") for k in (0, 1, 2)] == ["no years", "one year", "two years"]
    assert count(3, "child", "children") == "three children" and count(1300, "work") == "1,300 works"


def test_names_are_listed() -> None:
    assert [listed(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]


def test_shares_are_said_in_words() -> None:
    assert [part(x) for x in (0.01, 0.174, 0.51, 0.8, 0.99)] == [
        "almost nothing", "a sixth", "half", "four fifths", "nearly all",
    ]  # fmt: skip
    assert [odds(x) for x in (0.02, 0.33, 0.74, 0.9, 0.97)] == [
        "hardly any", "one in three", "three in four", "nine in ten", "nearly all",
    ]  # fmt: skip
