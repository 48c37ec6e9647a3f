"""Numbers, shares and lists as an English sentence has them."""

from __future__ import annotations

from collections.abc import Iterable

NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
FRACTIONS = (
    (1 / 20, "a twentieth"), (1 / 10, "a tenth"), (1 / 8, "an eighth"), (1 / 6, "a sixth"), (1 / 5, "a fifth"),
    (1 / 4, "a quarter"), (1 / 3, "a third"), (2 / 5, "two fifths"), (1 / 2, "half"), (3 / 5, "three fifths"),
    (2 / 3, "two thirds"), (3 / 4, "three quarters"), (4 / 5, "four fifths"), (5 / 6, "five sixths"),
    (9 / 10, "nine tenths"),
)  # fmt: skip
RATIOS = (
    (1 / 10, "one in ten"), (1 / 5, "one in five"), (1 / 4, "one in four"), (1 / 3, "one in three"),
    (2 / 5, "two in five"), (1 / 2, "half"), (3 / 5, "three in five"), (2 / 3, "two in three"),
    (3 / 4, "three in four"), (4 / 5, "four in five"), (5 / 6, "five in six"), (9 / 10, "nine in ten"),
)  # fmt: skip
ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def roman(number: int) -> str:
    """A Roman numeral, for 1 and more."""
    out = ""
    for value, sign in ROMAN:
        while number >= value:
            out, number = out + sign, number - value
    return out


def spelt(number: int) -> str:
    """A number as a sentence has it: ``twelve``, ``ninety-nine``, ``140``."""
    if not 0 <= number < 100:
        return f"{number:,}"
    tens, ones = divmod(number, 10)
    return NUMBERS[number] if number < 20 else TENS[tens] + (f"-{NUMBERS[ones]}" if ones else "")


def count(number: int, noun: str, plural: str = "") -> str:
    """A number of things: ``one work``, ``forty-two works``, ``140 works``."""
    return f"{spelt(number)} {noun if number == 1 else plural or noun + 's'}"


def part(share: float) -> str:
    """A share as the nearest plain fraction: ``a fifth``, ``nine tenths``, ``nearly all``."""
    if not 0.03 <= share <= 0.97:
        return "almost nothing" if share < 0.5 else "nearly all"
    return min(FRACTIONS, key=lambda p: abs(p[0] - share))[1]


def odds(share: float) -> str:
    """A share of things that can be counted: ``four in five``, ``nearly all``."""
    if not 0.05 <= share <= 0.96:
        return "hardly any" if share < 0.5 else "nearly all"
    return min(RATIOS, key=lambda p: abs(p[0] - share))[1]


def listed(names: Iterable[str]) -> str:
    """Names in a row: ``A``, ``A and B``, ``A, B and C``; empty for none."""
    each = list(names)
    return each[0] if len(each) == 1 else f"{', '.join(each[:-1])} and {each[-1]}" if each else ""
