"""Makers' names as tables write them: "nobody known" is no artist, and a qualifier is no part of a name.

Half of a museum may be by "Unknown". Taken for a name, that is one artist of all ages, with a career and a following.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache


def _flat(name: str) -> str:
    """Lowered and without accents, character by character, so that places in it are places in the name."""
    return "".join((unicodedata.normalize("NFKD", c)[0].lower() or c)[0] for c in name)


_UNKNOWN_WORDS = """
    unknown unkown anon anonymous unidentified unrecorded unnamed unattributed undetermined various
    unbekannt unbekannte unbekannter unbekanntes anonym anonyme anonymer diverse
    inconnu inconnue inconnus anonymes anonimo anonima anonimi anonimos ignoto ignoti sconosciuto sconosciuta
    desconocido desconocida desconhecido desconhecida anoniem onbekend onbekende okand okent ukendt ukjent anonymt
    tuntematon nieznany nieznana neznamy neznama ismeretlen necunoscut bilinmiyor
    неизвестен неизвестный неизвестная аноним анонимный αγνωστος ανωνυμος 佚名 無款 不明 作者不詳 作者不明 無名
    na nn tba none null nan q4233718
"""
_UNKNOWN = frozenset(_flat(word) for word in _UNKNOWN_WORDS.split())
_PHRASES = re.compile(
    r"\b(?:not (?:known|recorded|identified|attributed)|no artist|n/a|n\. ?n\.|n\. ?a\.|s\. ?n\.|nicht bekannt"
    r"|non identifiee?|non identificato|no identificado|nao identificado|niet bekend)(?!\w)"
)
# what may stand beside it: a calling, an article, a nation
_CALLINGS = """
    artist artists maker makers painter painters author authors creator creators sculptor engraver printmaker
    draughtsman photographer hand master person persons workshop the a an
    kunstler kunstlerin maler meister urheber autor hersteller bildhauer der die ein eine
    artiste artistes peintre peintres auteur auteurs maitre graveur un une l'
    artista artisti pittore pittori autore maestro artistas pintor pintores autores
    kunstenaar kunstenaars schilder vervaardiger konstnar kunstner мастер художник автор
"""
_CALLING = frozenset(_flat(word) for word in _CALLINGS.split())
_NATION = re.compile(
    r"[a-z-]+(?:ish|ese|ian|ican|man|ench|utch|reek|iss|andais|ais|isch|ische|ischer|ano|ana)|\W*\d.*|century"
)
_NOBODYS_ADDRESS = re.compile(r".*\.well-known/genid/.*|_:\w+|[\W_]*")
# a school, or a nation and an age: "French School", "Scuola veneta", "Florentine 15th Century"
_SCHOOL = re.compile(
    r"[\w ()/-]+ (?:school|schule)(?:\W.*)?|(?:ecole|scuola|escuela|escola) [\w -]+"
    r"|[\w ()/,-]*\d{1,2}(?:st|nd|rd|th) century"
)
_OF = r"(?:of|von|des|der|vom|de l'|de la|de|du|d'|di|del|della|dell'|do|da|van|af|av|to|from)"
# doubt moves a name no more than "probably" moves a date
_DOUBT = re.compile(
    r"(?:attributed to|attr\.? to|attr\.|probably(?: by)?|possibly(?: by)?|perhaps(?: by)?|ascribed to|zugeschrieben"
    r"|attribue a|attribuito a|atribuido a|toegeschreven aan|tillskriven|tilskrevet|vermutlich|wahrscheinlich)\s+(.+)"
)
_DOUBT_BEHIND = re.compile(
    r"(.+?)[\s,]*(?:[(\[,]\s*(?:attributed(?: to)?|attr\.?|attribue(?: a)?|attribuito(?: a)?|atribuido(?: a)?"
    r"|zugeschrieben|toegeschreven(?: aan)?|\?)\s*[)\]]?|\?)"
)
_QUALIFIERS = {
    "Workshop of": "workshop|studio|atelier|werkstatt|bottega|taller|oficina|werkplaats|vaerksted|verkstad",
    "Circle of": "circle|umkreis|entourage|cercle|cerchia|ambito|circulo|kring",
    "Follower of": "follower|nachfolger|suiveur|seguace|seguidor|navolger|pupil|schuler|eleve|allievo",
    "Manner of": "manner|in the manner|style|in the style|stil|maniere|maniera|imitator|nachahmer|imitateur|imitatore",
    "After": "copy after|copy of|after|kopie nach|nach|copie d'apres|d'apres|copia da|copia de|kopie naar|naar",
}
_BEFORE = {
    name: re.compile(rf"(?:{words})\s+(?:{_OF}\s*(?<=['\s])){'?' if name == 'After' else ''}(.+)")
    for name, words in _QUALIFIERS.items()
}
_BEHIND = {
    name: re.compile(rf"(.+?)\s*[(\[,]\s*(?:{words})(?:\s+{_OF})?\s*[)\]]?") for name, words in _QUALIFIERS.items()
}


@lru_cache(maxsize=1 << 16)
def maker(name: str) -> str:
    """The maker that a table names.

    Parameters
    ----------
    name : str
        E.g. ``"Unbekannter Künstler"``, ``"Rembrandt (workshop of)"``, ``"Attributed to Titian"``.

    Returns
    -------
    str
        Empty for nobody known, a school or a nation. Doubt is dropped (``"Titian"``). A qualifier makes another maker
        of the name, spelt in one way (``"Workshop of Rembrandt"``): a copy is no part of a master's career.
    """
    name = unicodedata.normalize("NFC", name).strip()
    flat = _flat(name)
    if _nobody(flat):
        return ""
    for pattern in (_DOUBT, _DOUBT_BEHIND):
        if match := pattern.fullmatch(flat):
            return maker(name[slice(*match.span(1))])
    for patterns in (_BEFORE, _BEHIND):
        for qualifier, pattern in patterns.items():
            if match := pattern.fullmatch(flat):
                master = maker(name[slice(*match.span(1))])
                return f"{qualifier} {master}" if master else ""
    return name


def _nobody(flat: str) -> bool:
    if _NOBODYS_ADDRESS.fullmatch(flat) or _SCHOOL.fullmatch(flat):
        return True
    words = re.sub(r"[:.?/]", " ", _PHRASES.sub("unknown", flat))
    head = re.split(r"[,;(\[|]| - ", words.strip(" ,;([|-"))[0].split()
    return any(w in _UNKNOWN for w in head) and all(
        w in _UNKNOWN or w in _CALLING or _NATION.fullmatch(w) for w in head
    )
