"""Museum date texts to a small vocabulary: one spelling for dashes, eras, centuries, months, parts and verbs.

The words of six languages meet here, so that :mod:`.date_grammar` has one word for each thing.
"""

from __future__ import annotations

import re
import unicodedata

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
_SEASON = r"(?:(?:early|mid|late)[ -])?(?:spring|summer|autumn|fall|winter|printemps|ete|automne|hiver)(?! and autumn)"
_DAY = r"(?:(?<!\d)(?:3[01]|[12]\d|0?[1-9])(?!\d)(?:st|nd|rd|th|er|\.)?)"
_DAYS = rf"{_DAY}(?: ?(?:-|/|and|&|to) ?{_DAY})?"
_MOMENT = rf"(?:{_DAYS} ?(?:of |de |- ?)?)?(?:{_MONTH}|{_SEASON}\b)(?: {_DAYS}(?= ?[,\-] ?| ))?"

# in order; each pair is (pattern, replacement) on lowered, accent-free text
_RULES: tuple[tuple[str, str], ...] = (
    (r"(?<![\d-])(1[2-9])(?:--|\?\?|__)(?!\d)", r"\g<1>00s"),
    (r"[‐-―−﹘-]+", "-"),
    (r"-{2,}", "-"),
    (r"\\", ""),
    # librarians' blanks: "[19]45", "186-", "186?", "18--"
    (r"\[(\d{1,2})\](?=\d)", r"\1"),
    (r"(?<!\d)(1[2-9]\d|20\d)[-?_](?![\d ])(?=\W|$)", r"\g<1>0s"),
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
    (r"\bb\. ?c\. ?e\.?|\bbce\b|\bb\. ?c\.?(?![a-z])|\bbc\b"
     r"|\bav(?:ant)?\.? j\.?-?c\.?|\bv\. ?chr\.?|\ba\. ?c\.(?= ?$)", " bce "),
    (r"\bc\. ?e\.?(?![a-z])|\bce\b|\bn\. ?chr\.?|\bap(?:res)?\.? j\.?-?c\.?", " ce "),
    (r"\ba\. ?d\.?(?![a-z])|\bad\b(?= ?\d|\W*$)|(?<=\d )\bad\b", " ce "),
    (r"\ba\. ?h\.?(?![a-z])|\bah\b|\bhijri\b|(?<=\d) ?\bh\b\.?(?=\W|$)", " ah "),
    # centuries
    (r"\bsiecles?\b|\bjahrhunderts?\b|\bjhd?t?\b\.?|\bsecolo\b|\bsiglo\b|\beeuw\b|\bcenturies\b"
     r"|\bcents?\b\.?", " century "),
    (r"\bsecc?\. ?(?=[ivx]+\b)|\bs\. ?(?=[ivx]+\b)", " century "),
    (r"\b(\d{1,2}) ?(?:st|nd|rd|th)\b", r"\1th"),
    (r"\b(\d{1,2}th) ?c(?:\.|\b)(?! ?e\b)(?! ?\d)", r"\1 century "),
    (r"\b(\d{1,2})(?= ?- ?\d{1,2}th century)", r"\1th"),
    (r"\b(\d{1,2})\.? *(?=century\b)", r"\1th "),
    (r"\b(\d{1,2})e(?:me)?(?= +century)", r"\1th"),
    (r"(?<=\d)'s\b", "s"),
    # doubt and approximation do not move the bounds
    (r"\?", " "),
    (r"\b(?:ca|ci|cca|circ|c|vers|um|rond|hacia|verso)[.,]? ?(?=\d)", " "),
    (r"\b(?:circa|approximately|approx\.?|about|around|nearly|environ|etwa|gegen|wohl|vers|ca\.|c\.) ?"
     r"(?=\d|early|late|mid|first|second|third|last|the |anfang|ende|mitte|[ivx]+e? s)", " "),
    # parts
    (r"\b(?:beginning|start|anfang|debut|inizio|principios|begin)(?: (?:of|du|des|de|del)(?: the)?)?\b", " early "),
    (r"\b(?:end|ende|fin|fine|finales|eind|later part|latter part)(?: (?:of|du|des|de|del)(?: the)?)\b"
     r"|\bende\b|\blater(?= \d)", " late "),
    (r"\b(?:middle|mitte|milieu|meta|mediados|midden)(?: (?:of|du|des|de|del)(?: the)?)?\b|\bmid\b\.?", " mid "),
    (r"\b(?:first|1th|1re|1ere|premiere|erste|prima|1) ?\.? ?(?:half|moitie|halfte|meta)\b", " half1 "),
    (r"\b(?:second|last|latter|2th|2e|2de|seconde|zweite|seconda|2) ?\.? ?(?:half|moitie|halfte|meta)\b", " half2 "),
    (r"\b(?:first|1th|1er) (quarter|third|decades?)\b", r" \g<1>1 "),
    (r"\b(?:second|2th) (quarter|third)\b|\bmid(?:dle)? (third)\b", r" \1\g<2>2 "),
    (r"\b(?:third|3th) (quarter|third)\b|\blast (third)\b", r" \1\g<2>3 "),
    (r"\b(?:fourth|4th|last) quarter\b", " quarter4 "),
    (r"\b([1-4])(?:e|er|\.)? (?:quart|viertel|quarto|quarter)\b", r" quarter\1 "),
    (r"\b(first|last) (?:two |three |few )?(?:decades|years)\b", r" decades\1 "),
    (r"\bdecadesfirst\b", " decades1 "),
    (r"\blast decade\b", " decade9 "),
    (r"\bdecadeslast\b", " decades9 "),
    (r"\bturn of(?: the)?(?= \d)", " turn "),
    (r"\b([ivx]{1,6})e(?:me)?\b(?! (?:century|-))", r"\1e century"),
    (r"\b(early|mid|late|half\d|third\d|quarter\d) *- *(?=\d)", r"\1 "),
    # bounds
    (r"\b(?:no|not) (?:earlier than|before)\b|\bterminus post quem\b|\bpost[- ]?(?=\d{3})|\bafter or in\b"
     r"|\bsince\b|\bapres\b|\bnach\b|\bdopo\b|\bna\b(?= \d)|\bon or after\b", " after "),
    (r"\b(?:no|not) (?:later than|after)\b|\bterminus ante quem\b|\bby(?= \d)"
     r"|\b(?:pre|ante)[- ]?(?=\d{3})|\bbefore or in\b|\bavant\b|\bvor\b|\bprima del\b|\bon or before\b", " before "),
    (r",? \(?\b(?:or|and) (?:later|after|thereafter)\b(?! ?(?:c\. ?)?\d)", " orlater "),
    (r",? \(?\b(?:or|and) (?:earlier|before)\b(?! ?\d)", " orearlier "),
    (r"\b(?:to|through|thru|until|till|bis|tot|up to)\b(?= )", " - "),
    (r"\bbetween\b|\bfrom\b|\bentre\b|\bzwischen\b|\btra\b|\bde(?= \d{4})", " "),
    (r"\b(?:or|oder|ou|and|und|et|plus)\b|&", " and "),
    (r"\b(?:present|today|ongoing|now)\b", " present "),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern), replacement) for pattern, replacement in _RULES)
_ROMAN_CENTURY = re.compile(
    r"\b([ivx]{1,6})(?:e|eme|th)?(?:-([ivx]{1,6})(?:e|eme|th)?)? century|century ([ivx]{1,6})(?:-([ivx]{1,6}))?\b"
)
_NUMBER_WORD = re.compile(
    r"(?<!first )(?<!second )(?<!last )(?<!middle )(?<!mid )\b("
    + "|".join(sorted(_NUMBER_WORDS, key=len, reverse=True))
    + r")\b"
    r"(?![ -](?:half|third|quarter|decade|year|two|three|few|part|state|edition|intermediate|empire))"
)


def plain(text: str) -> str:
    """Lowered, without accents and with single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", bare.casefold()).strip()


def roman(numeral: str) -> int:
    """A Roman numeral below 40 (``xviii``) as a number."""
    total = 0
    for a, b in zip(numeral, [*numeral[1:], "i"]):
        total += _ROMAN[a] if _ROMAN[a] >= _ROMAN[b] else -_ROMAN[a]
    return total


def _roman_century(match: re.Match[str]) -> str:
    first, second = match.group(1) or match.group(3), match.group(2) or match.group(4)
    return f"{roman(first)}th - {roman(second)}th century" if second else f"{roman(first)}th century"


def vocabulary(text: str) -> str:
    """A date text in the words that the grammar reads."""
    words = plain(text)
    for number, (pattern, replacement) in enumerate(_COMPILED):
        words = pattern.sub(replacement, words)
        if number == 1:
            words = re.sub(r"\s*-\s*", "-", words)
        if number == 2:
            words = _NUMBER_WORD.sub(lambda m: f"{_NUMBER_WORDS[m.group(1)]}th", words)
    words = _ROMAN_CENTURY.sub(_roman_century, re.sub(r"\s+", " ", words))
    return re.sub(r"\s+", " ", words).strip()
