"""Years as machines and scientists write them: signed, as Wikidata's times, before present."""

from __future__ import annotations

import re

PRESENT = 1950  # the year that "before present" counts from, by the convention of radiocarbon dating
UNKNOWN = frozenset({-1, 0})  # what stands for "no year" where years are numbers
_SIGNED = re.compile(r"([-−]?)(\d{1,5})(?:(?: ?/ ?| to | [-–—,] |\.\.|[–—]|-(?=-))([-−]?)(\d{1,5}))?")
# Wikidata's data model writes BCE years as historians count, its RDF as astronomers do; only the first has "+", days
# and months of 00, and a precision (9 a year, 8 a decade, 7 a century, 6 a millennium)
_TIME = re.compile(r"([+-]?)(\d{4,})-(\d\d)-(\d\d)t[\d:.]+z(?:/(\d{1,2}))?")
_BEFORE_PRESENT = re.compile(
    r"(\d[\d,.]*)(?: ?(?:-|–|to) ?(\d[\d,.]*))? ?(ka|kya)?(?: years?)?"
    r" ?(?:cal\b\.? ?)?(?:\bb\. ?p\b\.?|\bbp\b|before (?:the )?present|years ago|(?<=ka)|(?<=kya))(?![a-z])"
)


def in_figures(words: str) -> str:
    """A date text (lowered, without accents) whose figures count years CE and BCE."""
    if signed := _signed(words):
        return signed
    return _BEFORE_PRESENT.sub(_before_present, _TIME.sub(_time, words))


def historical(year: int) -> str:
    """An astronomical year as a historian writes it: -499 is "500 bce"."""
    return f"{1 - year} bce" if year < 1 else f"{year} ce"


def _signed(words: str) -> str:
    """ "-500", "-500/-400", "-27–14": astronomical years, as EDTF has them; others as they are."""
    match = _SIGNED.fullmatch(words)
    if match is None or not match[1]:
        return ""
    first = -int(match[2])
    if match[4] is None:
        return "undated" if first in UNKNOWN else historical(first)
    second = -int(match[4]) if match[3] else int(match[4])
    return f"{historical(first)} - {historical(second)}"


def _time(match: re.Match[str]) -> str:
    sign, year, month, day, precision = match.groups()
    model = sign == "+" or (month, day) == ("00", "00") or precision is not None
    number, exact = int(year), int(precision or 9)
    if not number:
        return "undated"
    era = ""
    if sign == "-":
        number, era = (number, " bce") if model else (number + 1, " bce")
    if exact >= 9:
        return f"{number}{era or ' ce'}"
    if exact == 8:
        return f"{number // 10 * 10}-{number // 10 * 10 + 9}{era}" if not era else f"{number // 10 * 10}s{era}"
    if exact >= 6:
        width, name = (100, "century") if exact == 7 else (1000, "millennium")
        return f"{-(-number // width)}th {name}{era}"
    middle, reach = (-number if era else number), 10 ** (9 - exact) // 2
    return f"{historical(middle - reach)} - {historical(middle + reach)}"


def _before_present(match: re.Match[str]) -> str:
    scale = 1000 if match[3] else 1
    years = [PRESENT - round(float(_figure(n)) * scale) for n in match.group(1, 2) if n]
    return " - ".join(historical(year) for year in years)


def _figure(number: str) -> str:
    """ "12,000" and "12.000" without their thousands' marks; "12.5" as it is."""
    return re.sub(r"[,.](?=\d{3}(?!\d))", "", number).replace(",", ".").rstrip(".")
