"""Which of many names a name stands for, and which are nearest to one that stands for none."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from .spelling import PARTICLES, plain, sounds, without_article

Words = tuple[str, ...]
NEAR = 0.66  # likeness from which a name is suggested, 1 for the same


@dataclass(frozen=True, eq=False)
class NameIndex:
    """The different names of one kind.

    Parameters
    ----------
    names : sequence of str
        As they are written; an empty one is nobody's.
    personal : bool
        Whether they are people's: a surname is enough, and first names may come last.
    """

    names: Sequence[str]
    personal: bool = False

    @property
    def stages(self) -> tuple[Callable[[str], list[str]], ...]:
        """Ways to find a name, the strictest first; each gives the names that answer."""
        return (self._as_written, self._plain, self._by_surname, self._by_words, self._by_sound)

    def nearest(self, name: str) -> list[tuple[float, str]]:
        """Names that may have been meant, with their likeness in (0, 1], the likest first."""
        asked = " ".join(plain(name)) or name.casefold()
        out = []
        for each, words in self._words.items():
            likest = _likeness(asked, " ".join(words) or each.casefold())
            if self.personal:
                likest = max([likest, *(0.99 * _likeness(asked, word) for word in words if word not in PARTICLES)])
            if likest >= NEAR:
                out.append((likest, each))
        return sorted(out, key=lambda e: (-e[0], e[1]))

    @cached_property
    def _known(self) -> list[str]:
        return [str(name) for name in dict.fromkeys(self.names) if str(name).strip()]

    @cached_property
    def _words(self) -> dict[str, Words]:
        return {name: self._read(name) for name in self._known}

    @cached_property
    def _sounds(self) -> dict[str, Words]:
        return {name: sounds(words) for name, words in self._words.items()}

    @cached_property
    def _casefolded(self) -> dict[str, list[str]]:
        return _grouped((name.casefold(), name) for name in self._known)

    @cached_property
    def _spelt(self) -> dict[Words, list[str]]:
        return _grouped((words, name) for name, words in self._words.items())

    def _read(self, name: str) -> Words:
        return plain(name) if self.personal else without_article(plain(name))

    def _as_written(self, name: str) -> list[str]:
        return self._casefolded.get(name.casefold(), [])

    def _plain(self, name: str) -> list[str]:
        words = self._read(name)
        return self._spelt.get(words, []) if words else []

    def _by_surname(self, name: str) -> list[str]:
        words = plain(name)
        if not self.personal or not _says_something(words):
            return []
        return [each for each, whole in self._words.items() if whole[-len(words) :] == words]

    def _by_words(self, name: str) -> list[str]:
        """Names that have all the words of this one, in any order; of people, initials stand for first names."""
        words = plain(name)
        if not _says_something(words):
            return []
        if not self.personal:
            return [each for each, whole in self._words.items() if len(words) > 1 and _runs_through(words, whole)]
        return [each for each, whole in self._words.items() if _all_in(words, whole)]

    def _by_sound(self, name: str) -> list[str]:
        words = plain(name)
        if not self.personal or not _says_something(words):
            return []
        asked = sounds(words)
        same = [each for each, whole in self._sounds.items() if whole == asked]
        if same:
            return same
        ends = [each for each, whole in self._sounds.items() if whole[-len(asked) :] == asked]
        return ends or [each for each, whole in self._sounds.items() if _all_in(asked, whole)]


def nearest(name: str, indices: Iterable[NameIndex], *, limit: int = 3) -> list[str]:
    """The likest names of several kinds."""
    found = sorted((pair for index in indices for pair in index.nearest(name)), key=lambda e: (-e[0], e[1]))
    return list(dict.fromkeys(each for _, each in found))[:limit]


def _grouped(pairs: Iterable[tuple[Words | str, str]]) -> dict:
    groups: dict[Words | str, list[str]] = {}
    for key, name in pairs:
        groups.setdefault(key, []).append(name)
    return groups


def _says_something(words: Words) -> bool:
    """Whether words are more than particles and initials."""
    return any(len(word) > 1 and word not in PARTICLES for word in words)


def _runs_through(words: Words, whole: Words) -> bool:
    return any(whole[k : k + len(words)] == words for k in range(len(whole) - len(words) + 1))


def _all_in(words: Words, whole: Words) -> bool:
    left = list(whole)
    for word in sorted(words, key=len, reverse=True):
        match = next((w for w in left if w == word or (len(word) == 1 and w.startswith(word))), None)
        if match is None:
            return False
        left.remove(match)
    return True


def _likeness(a: str, b: str) -> float:
    pair = difflib.SequenceMatcher(None, a, b, autojunk=False)
    return pair.ratio() if pair.real_quick_ratio() >= NEAR and pair.quick_ratio() >= NEAR else 0.0
