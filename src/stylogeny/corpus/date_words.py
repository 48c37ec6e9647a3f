"""Museum date texts to a small vocabulary: one spelling for dashes, eras, centuries, months, parts and verbs.

So that :mod:`.date_grammar` has one word for each thing. Other languages are put into English before
(:mod:`.date_languages`), and the signed years and times of machines into years CE and BCE.
"""

from __future__ import annotations

import re
import unicodedata

from .date_languages import in_english, refuse_undeclared

_PRESENT = 1950  # the year that "before present" counts from, by the convention of radiocarbon dating
_UNKNOWN = frozenset({-9999, -1, 0})  # what stands for "no year" where years are numbers
_SIGNED = re.compile(r"([-−]?)(\d{1,5})(?:(?: ?/ ?| to | [-–—,] |\.\.|[–—]|-(?=-))([-−]?)(\d{1,5}))?")
# Wikidata's data model writes BCE years as historians count, its RDF as astronomers do; only the first has "+", days
# and months of 00, and a precision (9 a year, 8 a decade, 7 a century, 6 a millennium)
_TIME = re.compile(r"([+-]?)(\d{4,})-(\d\d)-(\d\d)t[\d:.]+z(?:/(\d{1,2}))?")
_BEFORE_PRESENT = re.compile(
    r"(\d[\d,.]*)(?: ?(?:-|–|to) ?(\d[\d,.]*))? ?(ka|kya)?(?: years?)?"
    r" ?(?:cal\b\.? ?)?(?:\bb\. ?p\b\.?|\bbp\b|before (?:the )?present|years ago|(?<=ka)|(?<=kya))(?![a-z])"
)
_NUMBER_WORDS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "twenty-first": 21,
}  # fmt: skip
_ROMAN = {"i": 1, "v": 5, "x": 10}
_MONTH = (
    r"(?:jan(?:uary|uar|vier|\.)?|feb(?:ruary|ruar|\.)?|fevrier|mar(?:ch|z|s|\.)?|maerz|apr(?:il|\.)?|avril|may|mai|"
    r"june?|juin|juni|july?|juillet|juli|aug(?:ust|\.)?|aout|sept?(?:ember|embre|\.)?|oct(?:ober|obre|\.)?|okt(?:ober|\.)?|"
    r"nov(?:ember|embre|\.)?|dec(?:ember|embre|\.)?|dez(?:ember|\.)?)(?![a-z])\.?"
)
_JOIN = r"(?:-|/|and|to|&)"
_PART = r"(?:(?:early|mid|late|half\d|third\d|quarter\d|decade\w+)[ -]*)?"
_SEASON = r"(?:(?:early|mid|late)[ -])?(?:spring|summer|autumn|fall|winter|printemps|ete|automne|hiver)(?! and autumn)"
_DAY = r"(?:(?<!\d)(?:3[01]|[12]\d|0?[1-9])(?!\d)(?:st|nd|rd|th|er|\.)?)"
_DAYS = rf"{_DAY}(?: ?(?:-|/|and|&|to) ?{_DAY})?"
_MOMENT = rf"(?:{_DAYS} ?(?:of |de |- ?)?)?(?:{_MONTH}|{_SEASON}\b)(?: {_DAYS}(?= ?[,\-] ?| ))?"


# in order; each pair is (pattern, replacement) on lowered, accent-free text
_BLANKS: tuple[tuple[str, str], ...] = (
    # librarians' blanks: "18--", "18??", "18uu", "186-", "186?", "186u", "[19]45"; a correction: "1920 [i.e. 1921]"
    (r"(?<![\d-])(1[2-9])(?:--|\?\?|__)(?!\d)", r"\g<1>00s"),
    (r"(?<!\d)(\d\d)(?:uu|xx)(?![a-z\d])", r"\g<1>00s"),
    (r"\[(\d{1,2})\](?=\d)", r"\1"),
    (r"\d{4}\??,? ?[(\[]?i\. ?e\.,? ?(?=\d{4})", " "),
    (r"[‐-―−﹘-]+", "-"),
    (r"-{2,}", "-"),
    (r"\\", ""),
    (r"(?<!\d)(1[2-9]0|200)[-?_](?![\d ])(?=\W|$)|(?<!\d)(\d\d0)[ux](?![a-z\d])", r"\g<1>\g<2>0-\g<1>\g<2>9"),
    (r"(?<!\d)(1[2-9]\d|20\d)[-?_](?![\d ])(?=\W|$)|(?<!\d)(\d{3})[ux](?![a-z\d])", r"\g<1>\g<2>0s"),
    (r"\bc(1\d|20|21)(?:th)?\b(?! ?\d)", r"\1th century"),
)
_RULES: tuple[tuple[str, str], ...] = (
    (r"\b(?:design patent|patent|no\.|inv\.)(?: no\.?)? ?\d[\d,.]*\d", " "),
    # dates to the day, the month or the season: the year is what is kept
    (r"(?<!\d)(\d{4})-\d{2}-\d{2}(?:t[\d:.]+z?)?(?!\d)", r"\1"),
    (r"(?<!\d)\d{1,2}([./])\d{1,2}\1(\d{4})(?!\d)", r"\2"),
    (r"(?<![\d/])(?:0?[1-9]|1[0-2])/(\d{4})(?!\d)", r"\1"),
    (r"(?<!\d)(\d{4})/(?:x?i{1,3}|i?[vx]|vi{1,3}|xi{0,2})\b", r"\1"),
    (rf"(?<!\d)(\d{{4}}),? ?\(?(?:{_MONTH})(?: {_DAY})?\)?(?! ?\d)", r"\1"),
    (rf"\b{_MOMENT},? ?(?=(?:of |in )?(?:c\. ?|\?)?\d{{4}})", " "),
    (rf"\b{_MOMENT} ?(?:-|to|and|&|/|or) ?(?= ?\d{{4}})", " "),
    (r"\b(?:new year|easter|christmas)(?:'s)?(?: day)?(?=,? ?\d{4})", " "),
    # eras
    (r"\bb\. ?c\. ?e\.?|\bbce\b|\bb\. ?c\.?(?![a-z])|\bbc\b", " bce "),
    (r"\bc\. ?e\.?(?![a-z])|\bce\b", " ce "),
    (r"\ba\. ?d\.?(?![a-z])|\bad\b(?= ?\d|\W*$)|(?<=\d )\bad\b", " ce "),
    (r"\ba\. ?h\.?(?![a-z])|\bah\b|\bhijri\b|(?<=\d) ?\bh\b\.?(?=\W|$)", " ah "),
    # centuries
    (r"\bcenturies\b|\bcents?\b\.?|(?<=[ivx]{2}) c\b\.?", " century "),
    (r"\b(\d{1,2}) ?(?:st|nd|rd|th)\b", r"\1th"),
    (r"\b(\d{1,2}th) ?c(?:\.|\b)(?! ?e\b)(?! ?\d)", r"\1 century "),
    (r"\b(\d{1,2})(?:\.|er?|re|de|ste|eme)?[ -]*(?=(?:century|millennium)\b)", r"\1th "),
    (rf"\b(\d{{1,2}})(?:\.|e|de|ste|eme)?(?= ?{_JOIN} ?{_PART}\d{{1,2}}th (?:century|millennium))", r"\1th"),
    (r"(?<=\d)'s\b", "s"),
    # doubt and approximation do not move the bounds
    (r"\?", " "),
    (r"\b(?:ca|ci|cca|circ|c|vers|um|rond|hacia|verso)[.,]? ?(?=\d)", " "),
    (r"\b(?:circa|approximately|approx\.?|about|around|nearly|environ|etwa|gegen|wohl|vers|ca\.|c\.) ?"
     r"(?=\d|early|late|mid|first|second|third|last|the |[ivx]+e? s)", " "),
    # parts
    (r"\b(?:beginning|start|begin)(?: of)?(?: the)?\b", " early "),
    (r"\b(?:end|later part|latter part) of(?: the)?\b|\blater(?= \d)", " late "),
    (r"\bmiddle(?: of)?(?: the)?\b|\bmid\b\.?", " mid "),
    (r"\b(?:first|1th) half\b", " half1 "),
    (r"\b(?:second|last|latter|2th) half\b", " half2 "),
    (r"\b(?:first|1th) (quarter|third|decades?)\b", r" \g<1>1 "),
    (r"\b(?:second|2th) (quarter|third|decade)\b|\bmid(?:dle)? (third)\b", r" \1\g<2>2 "),
    (r"\b(?:third|3th) (quarter|third|decade)\b|\blast (third)\b", r" \1\g<2>3 "),
    (r"\b(?:fourth|4th) (quarter|decade)\b|\blast (quarter)\b", r" \1\g<2>4 "),
    *((rf"\b(?:{word}|{n}th) decade\b", f" decade{n} ") for word, n in _NUMBER_WORDS.items() if 4 < n < 10),
    (r"\b(first|last) (?:two |three |few )?(?:decades|years)\b", r" decades\1 "),
    (r"\bdecadesfirst\b", " decades1 "),
    (r"\blast decade\b", " decadelast "),
    (r"\bdecadeslast\b", " decades9 "),
    (r"\bturn of(?: the)?(?= \d)", " turn "),
    (rf"\b([ivx]{{1,6}})e(?:me)?\b(?! (?:century|millennium)| ?{_JOIN} ?{_PART}[ivx])", r"\1e century"),
    (r"\b(early|mid|late|half\d|third\d|quarter\d) *- *(?=\d)", r"\1 "),
    # bounds
    (r"\b(?:no|not) (?:earlier than|before)\b|\bterminus post quem\b|\bpost[- ]?(?=\d{3})|\bafter or in\b"
     r"|\bsince\b|\bon or after\b", " after "),
    (r"\b(?:no|not) (?:later than|after)\b|\bterminus ante quem\b|\bby(?= \d)"
     r"|\b(?:pre|ante)[- ]?(?=\d{3})|\bbefore or in\b|\bon or before\b", " before "),
    (r",? \(?\b(?:or|and) (?:later|after|thereafter)\b(?! ?(?:c\. ?)?\d)", " orlater "),
    (r",? \(?\b(?:or|and) (?:earlier|before)\b(?! ?\d)", " orearlier "),
    (r"\b(?:to|through|thru|until|till|up to)\b(?= )", " - "),
    (r"\bbetween\b|\bfrom\b|\bentre\b|\bzwischen\b|\btra\b|\bde(?= \d{4})", " "),
    (r"\b(?:or|and|und|et|plus)\b|&", " and "),
    (r"\b(?:present|today|ongoing|now)\b", " present "),
)  # fmt: skip
_ROMAN_CENTURY = re.compile(
    r"\b([ivx]{1,6})(?:er?|re|eme|th|\.)?(?= (?:century|millennium)\b)"
    rf"|\b([ivx]{{1,6}})(?:e|eme|th|\.)?(?= ?{_JOIN} ?{_PART}[ivx]{{1,6}}(?:e|eme|th|\.)? (?:century|millennium)\b)"
)
_DECADE_OF = re.compile(r"\b(\d0)s(?: (?:of|the|des|du|de|del|della|van|do))* (\d{1,2})th century\b")
_CENTURY_ROMAN = re.compile(rf"\bcentury ([ivx]{{1,6}})(?: ?({_JOIN}) ?(?:century )?([ivx]{{1,6}}))?\b")
_NUMBER_WORD = re.compile(
    r"(?<!first )(?<!second )(?<!last )(?<!middle )(?<!mid )\b("
    + "|".join(sorted(_NUMBER_WORDS, key=len, reverse=True))
    + r")\b"
    r"(?![ -](?:half|third|quarter|decade|year|two|three|few|part|state|edition|intermediate|empire))"
)
_BLANK = tuple((re.compile(pattern), replacement) for pattern, replacement in _BLANKS)
_COMPILED = tuple((re.compile(pattern), replacement) for pattern, replacement in _RULES)
# the commonest words: a text of these alone is not looked through for those of other languages
_COMMON = """
    c ca circa about s st nd rd th century centuries early mid late and or to after before printed cast bc bce
"""
_ENGLISH = frozenset(_COMMON.split())
_WORD = re.compile(r"[a-z]+")
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "o", "æ": "ae", "Æ": "ae", "œ": "oe", **dict.fromkeys("’‘′`´", "'")}
)


def plain(text: str) -> str:
    """Lowered, without accents and with single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", bare.casefold()).strip()


def roman(numeral: str) -> int:
    """A Roman numeral below 40 (``xviii``) as a number."""
    total = 0
    for a, b in zip(numeral, [*numeral[1:], "i"]):
        total += _ROMAN[a] if _ROMAN[a] >= _ROMAN[b] else -_ROMAN[a]
    return total


def _roman_century(match: re.Match[str]) -> str:
    return f"{roman(match[1] or match[2])}th"


def _century_roman(match: re.Match[str]) -> str:
    """ "century xvi" and "century xvi - xvii", as Romance languages write it."""
    first, join, second = match.groups()
    return f"{roman(first)}th {join} {roman(second)}th century" if second else f"{roman(first)}th century"


def _decade(match: re.Match[str]) -> str:
    """ "the 20s of the 19th century"."""
    return f"{int(match[2]) - 1}{match[1]}s"


def vocabulary(text: str) -> str:
    """A date text in the words that the grammar reads.

    Raises
    ------
    StylogenyError
        For a text in a language whose time words are not read.
    """
    words = plain(text.replace("dès ", "depuis "))  # without its accent it is an article
    refuse_undeclared(text, words)
    words = _in_figures(words)
    for pattern, blank in _BLANK:
        words = pattern.sub(blank, words)
    words = re.sub(r"\s*-\s*", "-", words)
    if not _ENGLISH.issuperset(_WORD.findall(words)):
        words = in_english(words)
    words = _NUMBER_WORD.sub(lambda m: f"{_NUMBER_WORDS[m.group(1)]}th", words)
    for pattern, replacement in _COMPILED:
        words = pattern.sub(replacement, words)
    words = _ROMAN_CENTURY.sub(_roman_century, _CENTURY_ROMAN.sub(_century_roman, re.sub(r"\s+", " ", words)))
    return re.sub(r"\s+", " ", _DECADE_OF.sub(_decade, words)).strip()


def _in_figures(words: str) -> str:
    """A date text (lowered, without accents) whose figures count years CE and BCE."""
    if signed := _signed(words):
        return signed
    return _BEFORE_PRESENT.sub(_before_present, _TIME.sub(_time, words))


def _historical(year: int) -> str:
    """An astronomical year as a historian writes it: -499 is "500 bce"."""
    return f"{1 - year} bce" if year < 1 else f"{year} ce"


def _signed(words: str) -> str:
    """ "-500", "-500/-400", "-27–14": astronomical years, as EDTF has them; others as they are."""
    match = _SIGNED.fullmatch(words)
    if match is None or not match[1]:
        return ""
    first = -int(match[2])
    if match[4] is None:
        return "undated" if first in _UNKNOWN else _historical(first)
    second = -int(match[4]) if match[3] else int(match[4])
    return f"{_historical(first)} - {_historical(second)}"


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
    return f"{_historical(middle - reach)} - {_historical(middle + reach)}"


def _before_present(match: re.Match[str]) -> str:
    scale = 1000 if match[3] else 1
    years = [_PRESENT - round(float(_figure(n)) * scale) for n in match.group(1, 2) if n]
    return " - ".join(_historical(year) for year in years)


def _figure(number: str) -> str:
    """ "12,000" and "12.000" without their thousands' marks; "12.5" as it is."""
    return re.sub(r"[,.](?=\d{3}(?!\d))", "", number).replace(",", ".").rstrip(".")
