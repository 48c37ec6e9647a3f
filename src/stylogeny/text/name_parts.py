"""What names are put together from: given names and parts of family names by language, and which language a name is of.

The parts are those of ordinary names (``templates/name_parts.toml``). Nobody is meant by any whole that is made of
them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from .word_files import read

VOWELS = frozenset("aeiouyáéíóúöüőűäåøæ")
SHORTEST, LONGEST = 4, 11  # letters of a family name


@dataclass(frozen=True)
class NameParts:
    """The parts of names of one language.

    Parameters
    ----------
    women, men : tuple of str
        Given names.
    heads, ends : tuple of str
        Family names are a head and an end; an end with a stroke has a form for men and one for women (``ov/ova``).
    marks : tuple of str
        Further ends by which a family name is known to be of this language.
    """

    women: tuple[str, ...]
    men: tuple[str, ...]
    heads: tuple[str, ...]
    ends: tuple[str, ...]
    marks: tuple[str, ...] = ()

    @cached_property
    def family(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """Family names by head, each as a man and as a woman bears it."""
        return tuple(tuple(n for e in self.ends if (n := _joined(head, e))) for head in self.heads)

    @cached_property
    def given(self) -> frozenset[str]:
        """Given names as they are compared."""
        return frozenset(plain(n) for n in (*self.women, *self.men))

    @cached_property
    def endings(self) -> tuple[str, ...]:
        """Ends of three letters and more as they are compared, and the marks."""
        own = {plain(e) for both in self.ends for e in both.split("/")}
        return (*(e for e in sorted(own) if len(e) > 2), *self.marks)


def _joined(head: str, end: str) -> tuple[str, str] | None:
    """A family name for a man and a woman; none where the parts do not go together."""
    man, _, woman = end.partition("/")
    first = man[0]
    if plain(head)[-2:] == plain(man)[:2] or plain(head) == plain(man) or head[-1] == first:
        return None
    if head[-1] in VOWELS and first in VOWELS:
        return None
    both = head + man, head + (woman or man)
    return both if SHORTEST <= len(man) + len(head) <= LONGEST and _speakable(both[0]) else None


def _speakable(name: str) -> bool:
    """Whether no more than four consonants meet (three of them where a name begins or ends), and no three vowels."""
    runs = [(vowel, len(list(run))) for vowel, run in _runs(name.casefold())]
    ends = max([n for vowel, n in (runs[0], runs[-1]) if not vowel] or [0])
    return ends <= 3 and all(n <= (3 if vowel else 4) for vowel, n in runs) and any(vowel for vowel, _ in runs)


def _runs(name: str) -> list[tuple[bool, str]]:
    out: list[tuple[bool, str]] = []
    for letter in name:
        vowel = letter in VOWELS or plain(letter) in "aeiouy"
        if out and out[-1][0] == vowel:
            out[-1] = (vowel, out[-1][1] + letter)
        else:
            out.append((vowel, letter))
    return out


def plain(name: str) -> str:
    """A name as it is compared and typed: small letters, no accents."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return bare.casefold().replace("ø", "o").replace("æ", "ae").replace("ł", "l").replace("’", "'")


def language_of(name: str) -> str:
    """The language that a whole name seems to be of, by its given name and the end of its last; empty for none."""
    words = plain(name).replace(".", " ").split()
    if not words:
        return ""
    scores = {
        key: 2.0 * any(part in t.given for part in words[0].split("-"))
        + max([0.0, *(0.4 * len(e) for e in t.endings if words[-1].endswith(e) and len(words[-1]) > len(e))])
        for key, t in languages().items()
    }
    best = max(scores, key=lambda key: scores[key])
    return best if scores[best] >= 1 else ""


def surname(name: str) -> str:
    """The last word of a name."""
    return name.split()[-1] if name.split() else name


@cache
def languages() -> Mapping[str, NameParts]:
    """The parts of names by language, or group of languages."""
    file = read("name_parts")
    return {
        language: NameParts(*(table.words(part) for part in ("women", "men", "heads", "ends", "marks")))
        for language in file.table
        for table in [file.within(language)]
    }
