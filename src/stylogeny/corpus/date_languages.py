"""Time words of German, French, Italian, Spanish, Portuguese, Dutch and the Scandinavian languages, put into English.

Each table maps what :mod:`.date_words` reads on to the words for it, as regular expressions on lowered text without
accents. A text in another language is refused: "before 1880" read as "1880" would be a guess.
"""

from __future__ import annotations

import re

from ..errors import StylogenyError

# "der", "del", "du": what stands between a part and the century it is of
_OF = (
    r"(?: (?:of|des|der|du|de|d\.|del|della|dello|degli|dei|delle|do|da|dos|das|van|af|av|i|el|la|las|le|los|les|il|het"
    r"|den|det|the|die)(?= )| (?:dell'|d'|de l'|l'))*"
)
_ORDINALS = {
    1: r"erste[nrs]?|premiere?|1(?:re|ere|er|a|o|e|ste)|prim[oa]|primer[oa]?|primeir[oa]|eerste|forste|forsta|1\.?",
    2: r"zweite[nrs]?|second[eoa]?|deuxieme|2(?:nde?|eme|de|a|o|e)|segund[oa]|tweede|and(?:en|et|re|ra)|annen|2\.?",
    3: r"dritte[nrs]?|troisieme|3(?:eme|de|o|e)|terzo|tercer|terceiro|derde|tredj?e|3\.?",
    4: r"vierte[nrs]?|quatrieme|4(?:eme|de|o|e)|quarto|cuarto|vierde|fj[ae]rde|4\.?",
    0: r"letzte[nrs]?|dernier(?:e)?|ultim[oa]|laatste|sidste|siste|sista|senare",
}
_FRACTIONS = {  # what is counted, and what the last of it is called
    "half": ("2", r"halfte|h\.|moitie|meta|mitad|metade|helft|halvdel(?:en)?|halften?"),
    "third": ("3", r"drittels?|tiers|terzo|tercio|terco|derde|tredjedel(?:en)?"),
    "quarter": ("4", r"viertels?|quart|quarto|cuarto|quartel|kwart|fj[ae]rdedel(?:en)?"),
    "decade": ("last", r"jahrzehnts?|decennie|decennio|decenio|decada|decennium"),
}
_TENS = {
    2: "zwanziger|vingt|venti|veinte|vinte|twintig",
    3: "dreissiger|trente|trenta|treinta|trinta|dertig",
    4: "vierziger|quarante|quaranta|cuarenta|quarenta|veertig",
    5: "funfziger|cinquante|cinquanta|cincuenta|cinquenta|vijftig",
    6: "sechziger|soixante|sessanta|sesenta|sessenta|zestig",
    7: "siebziger|soixante-dix|settanta|setenta|zeventig",
    8: "achtziger|quatre-vingts?|ottanta|ochenta|oitenta|tachtig",
    9: "neunziger|quatre-vingt-dix|novanta|noventa|negentig",
}
# "Quattrocento" is the 15th century
_HUNDREDS = {"due": 13, "tre": 14, "quattro": 15, "cinque": 16, "sei": 17, "sette": 18, "otto": 19, "nove": 20}
_NUMBER = r"(?:(?:ca\.?|c\.|circa|um|vers|approx\.?|the|dem|den|le|l'an|el|il|de|del|di|o|anno|jahr|jahre|ano) ?)*"
_AHEAD = rf"(?= ?{_NUMBER}['?\[]?\d)"  # a date follows
_CENTURY = r"[ivx]{1,6}(?:e|eme|\.)?\b"

# in order; each pair is (what it is, the words for it)
_PHRASES: tuple[tuple[str, str], ...] = (
    (
        " bce ",
        r"\bvor (?:christus|christi geburt|unserer zeit(?:rechnung)?|der zeitenwende)\b|\bv\. ?u\. ?z\b\.?"
        r"|\bv\.? ?chr\b\.?|\bavant (?:j(?:esus|\.)[- ]*c(?:hrist|\.)?|notre ere|l'ere (?:chretienne|commune))"
        r"|\bav\b\.? ?j\.?[- ]?c\b\.?|\bav\. n\. e\.|\bavanti cristo\b|\bantes de (?:cristo|la era comun|nuestra era)\b"
        r"|(?<=[\divxeory.]) ?\ba\. ?(?:de ?)?c\b\.?|(?<=\d) ac\b(?=\W*$)|\ba\. ?e\. ?[cv]\b\.?"
        r"|\bvoor (?:christus|onze jaartelling|de jaartelling)\b|\bv\. ?o\. ?j\b\.?"
        r"|\bf\. ?kr\b\.?|\bfore? kristi?(?:us)?(?: fodelse| fodsel)?\b",
    ),
    (
        " ce ",
        r"\bnach (?:christus|christi geburt|unserer zeit(?:rechnung)?)\b|\bn\. ?u\. ?z\b\.?|\bn\.? ?chr\b\.?"
        r"|\b(?:apres|ap\.|apr\.) ?j(?:esus|\.)?[- ]*c(?:hrist|\b\.?)|\bde notre ere\b|\bdopo cristo\b"
        r"|\b(?:despues|depois) de cristo\b|(?<=[\divxeory.]) ?\bd\. ?(?:de ?)?c\b\.?|\bna christus\b"
        r"|\be\. ?kr\b\.?|\be[ft]ter kristus\b",
    ),
    (
        " century ",
        r"\bsiecles?\b|\bjahrhundert(?:e?s|en?)?\b|(?<![a-z])jhd?t?s?\b\.?|\bsecol[oi]\b|\bsiglos?\b|\bseculos?\b"
        r"|\beeuw(?:en|s|se)?\b|\barhundre(?:de|det|t|n|den)?\b|\bse[ck](?:el|let|ler)\b"
        r"|\bs(?:ec)?[cs]?s?\. ?(?=[ivx]+\b)|(?<=[ivx]) secc?\b\.?|(?<=[ivx]e) s\b\.?",
    ),
    (" millennium ", r"\bjahrtausend(?:s|e)?\b|\bmillenaires?\b|\bmillenn?i[oi]?\b|\bmilenios?\b"),
    (" orlater ", r",? \(?\b(?:oder|und|ou|o|of|eller) (?:spater|plus tard|apres|dopo|posterior|later|sena?re)\b"),
    (" orearlier ", r",? \(?\b(?:oder|ou|o|of|eller) (?:fruher|avant|prima|anterior|eerder|tidligere|tidigare)\b"),
    (
        " after ",
        r"\b(?:nach|ab|seit|fruhestens|apres|depuis|a partir de|dopo|despues de|posterior a|depois de|apos|na|sinds"
        rf"|vanaf|e[ft]ter)\b{_AHEAD}",
    ),
    (
        " before ",
        r"\b(?:vor|spatestens|avant|prima de?l?|entro|antes de|anterior a|voor|fore?|innan|senest|senast)\b"
        rf"{_AHEAD}|(?<![\w.)?] )\b(?:bis|tot|ate)\b{_AHEAD}",
    ),
)
_PARTS: tuple[tuple[str, str], ...] = (
    (
        " early ",
        r"\b(?:anfang|anf\.|beginn|fruh(?:es|er|e|en)?|debut|commencement|inizio?|principi(?:o|os)?|comienzos?|inicios?"
        r"|comecos?|begin|vroege?|begyndelsen|begynnelsen|borjan|tidlige?|tidiga?)\b",
    ),
    (" mid ", r"\b(?:mitte|mittleres|milieu|meta|mediados|meados|midden|mitten|midten)\b"),
    (
        " late ",
        r"\b(?:ende|ausgehendes|spat(?:es|er|e|en)?|finales|finais|fim|einde?|laat|slutet|slutningen|slutten)\b"
        r"|\bfin(?:e|al|es)?(?= (?:del?|du|des|do|da|dell[ao']|\d|[ivx]+e?\b))",
    ),
)
_JOINS: tuple[tuple[str, str], ...] = (
    (" - ", r"(?<=[\da-z.']) (?:bis(?: zum)?|tot|t/m|ate|til|till|hasta|fino al?|jusqu'(?:en|au|a)|al|aan) (?=\S)"),
    (" - ", r"(?<=\d) ad? (?=\d)"),
    (" and ", r"(?<=\d) (?:e|y|en|og|och|u\.|oder|ou|o|of|eller) (?=\d)"),
    (" and ", rf"(?<=[\dse.ivx]) (?:e|y|et|en|und|og|och|u\.) (?=(?:{_CENTURY}|\d{{1,2}}(?:e|de|\.)))"),
    (" - ", rf"(?<=[ivxe]) a (?={_CENTURY})"),
    (" ", r"\b(?:tussen|mellem|mellan|mellom|fra)\b(?=.*\d)"),
)
_UNDATED = r"\bsans date\b|\bnon date\b|\bsenza data\b|\bsin fecha\b|\bsem data\b|\bundatiert\b|\bohne jahr\b" + (
    r"|\bongedateerd\b|\bzonder jaar\b|\bs\. ?f\.|\bz\. ?j\.|\bu\. ?a\.|\budateret\b|\bodaterad\b"
)


def _compiled(table: tuple[tuple[str, str], ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), meaning) for meaning, pattern in table)


_FIRST, _SECOND, _THIRD = _compiled(_PHRASES), _compiled(_PARTS), _compiled(_JOINS)
_FRACTION = tuple(
    (re.compile(rf"(?<![a-z\d])(?:{words})\.? ?(?:{noun})(?![a-z])\.?{_OF}"), f" {name}{number or last} ")
    for name, (last, noun) in _FRACTIONS.items()
    for number, words in _ORDINALS.items()
    if last == "last" or number <= int(last)
)
_OF_PART = re.compile(rf" (early|mid|late){_OF} ?(?=[\divx'])")
_YEARS_OF = r"(?:annees|anni|anos|jaren|decadas? de(?: los| l')?)"
_DECADES = re.compile(rf"\b{_YEARS_OF} '?(\d{{3}}0)(?:( ?[-/] ?| (?:et|e|y|en|a|and) )'?(\d{{1,3}}0))?\b")
_DECADE = re.compile(r"\b(\d{2,4})(?:ern?(?:[- ]jahren?)?|[- ]?(?:tall?ets?|tals?|arene)|'?erne)\b")
_HUNDRED_PAIR = re.compile(r"\b(\d\d)(?:00)?- ?(?:och |og |eller )?(\d\d)00-?tall?e?t?s?\b")
_HALF_DECADES = re.compile(r"\b(\d{2,4})(?:er)?( ?[-/] ?| und | bis )(\d{2,4})er(?:[- ]jahren?)?\b")
_NAMED_DECADE = tuple(
    (re.compile(rf"\b(?:{_YEARS_OF} )?(?:{words})(?: jahren?)?\b(?={_OF} (?:\d|[ivx]+e?\b|{'|'.join(_HUNDREDS)}))"), n)
    for n, words in _TENS.items()
)
_SHORT_DECADE = re.compile(rf"\b{_YEARS_OF} '?(\d0)\b(?={_OF} (?:\d|[ivx]+e?\b|century))")
_HUNDRED = re.compile(rf"\b({'|'.join(_HUNDREDS)})cento\b")

# letters and words that say that a text is in a language whose time words are not read
_SCRIPT = re.compile(r"[^\W\d_]")
_LETTERS = re.compile(r"[łęąśźćřěůőűğışățșžčŁĘĄŚŹĆŘĚŮŐŰĞİŞĂȚȘŽČ]")
_WORDS = re.compile(
    r"\d+[- ]luv?[ukn]\w*|^i\. ?e\.(?= ?\d)|^m\.?o\.?(?= ?\d)"
    r"|\b(?:wieku?|w\.(?= ?$)|przed|okolo|polowa|poczatek|koniec|lata|stoleti|stol\.|kolem|pred|szazad|yuzyil|yy\."
    r"|secolul|segles?|ekr|eaa|jaan|jaanut|vuosi|p\.? ?n\. ?e\.|n\. ?e\.|pr\. ?n\. ?l\.|gadsimts|amzius"
    r"|sajand)(?![a-z])"
)
_BRACKETED = re.compile(r"[(\[（][^()\[\]（）]*[)\]）]")


def refuse_undeclared(text: str, plain: str) -> None:
    """Raise for a date in a language that is not read.

    Parameters
    ----------
    text, plain : str
        The date as it was written, and lowered without accents. What stands in brackets beside it may be in any script.

    Raises
    ------
    StylogenyError
    """
    outside = _BRACKETED.sub(" ", text)
    foreign = any(ord(c) > 0x24F and not 0x1E00 <= ord(c) <= 0x1EFF for c in _SCRIPT.findall(outside) if c not in "ªº")
    if foreign or _LETTERS.search(outside) or _WORDS.search(plain):
        raise StylogenyError("the date is in a language that is not read", got=repr(text[:80]))


def in_english(words: str) -> str:
    """The time words of the languages read here as the English ones; `words` is lowered and has no accents."""
    words = re.sub(_UNDATED, " undated ", words)
    words = _HUNDRED.sub(lambda m: f"{_HUNDREDS[m[1]]}th century", words)
    words = _HUNDRED_PAIR.sub(r"\g<1>00s - \g<2>00s", words)
    words = _HALF_DECADES.sub(lambda m: f"{m[1]}s - {m[3]}s", words)
    words = _DECADES.sub(lambda m: f"{m[1]}s - {m[3]}s" if m[3] else f"{m[1]}s", words)
    for pattern, tens in _NAMED_DECADE:
        words = pattern.sub(f"{tens}0s", words)
    words = _DECADE.sub(r"\1s", _SHORT_DECADE.sub(r"\1s", words))
    for pattern, meaning in (*_FIRST, *_FRACTION, *_SECOND):
        words = pattern.sub(meaning, words)
    words = _OF_PART.sub(r" \1 ", re.sub(r" +", " ", words))
    for pattern, meaning in _THIRD:
        words = pattern.sub(meaning, words)
    return words
