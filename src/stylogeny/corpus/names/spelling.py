"""One name, many spellings: accents, scripts, ways to transliterate, the order of first and last name."""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii

ARTICLES = frozenset(
    ("the", "a", "an", "le", "la", "les", "l", "un", "une", "der", "die", "das", "el", "los", "las", "una", "il", "gli")
)
PARTICLES = frozenset(
    "van von vom zu der den de la le du des di da del della dos of the el al y e and sir".split()  # noqa: SIM905
)
# what one sound of another language is written as, longest first
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("tsch|tch|tsh|sch|sh|sz|ch|cz|zh|kh", "c"),
        ("dzh|dj", "g"),
        ("ph|ff", "f"),
        ("ck|q", "k"),
        ("ts|tz", "z"),
        ("ks|cs", "x"),
        ("w", "v"),
        ("ou|ue|oo", "u"),
        ("oe|aw|au", "o"),
        ("ae|ai|ei|ay|ey", "e"),
        ("[iyj]+", "i"),
        ("th", "t"),
        ("h", ""),
    )
)


@lru_cache(maxsize=1 << 16)
def plain(name: str) -> tuple[str, ...]:
    """The words of a name in plain lower-case letters: ``Dürer, Albrecht`` is ``("durer", "albrecht")``."""
    bare = re.sub(r"[’'`´]", "", anyascii(name).casefold())
    return tuple(re.findall(r"[a-z0-9]+", bare))


def without_article(words: tuple[str, ...]) -> tuple[str, ...]:
    """A title's words without the article before them."""
    return words[1:] if len(words) > 1 and words[0] in ARTICLES else words


@lru_cache(maxsize=1 << 16)
def sound(word: str) -> str:
    """A plain word as other languages spell it too: Malevich and Malewitsch, Duerer and Durer are one."""
    for pattern, to in _SOUNDS:
        word = pattern.sub(to, word)
    return re.sub(r"(.)\1+", r"\1", word)


def sounds(words: tuple[str, ...]) -> tuple[str, ...]:
    """The sounds of words."""
    return tuple(sound(word) for word in words)
