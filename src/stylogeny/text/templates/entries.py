"""Entries of a file of words: how each is read, and what it must be like.

A reader asks a :class:`WordFile` for entries of a type. What a whole file holds is a :class:`Table` of such entries
(:mod:`.contents`), and checked at once: a fault is an error that names file, entry and fault.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from ...errors import StylogenyError


@dataclass(frozen=True)
class WordFile:
    """One file, or a table within it.

    Parameters
    ----------
    name : str
        What it is called in an error: the file's name, and the way to the table.
    table : mapping
        Its entries.
    """

    name: str
    table: Mapping[str, object]

    def text(self, key: str) -> str:
        """An entry that is a text."""
        value = self._entry(key)
        if not isinstance(value, str):
            raise self._wrong(key, "a text", value)
        return value

    def number(self, key: str) -> int:
        """An entry that is a whole number."""
        value = self._entry(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self._wrong(key, "a whole number", value)
        return value

    def words(self, key: str) -> tuple[str, ...]:
        """An entry that is an array of texts, or one text of words with spaces between them."""
        value = self._entry(key)
        if isinstance(value, str):
            return tuple(value.split())
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise self._wrong(key, "an array of texts", value)
        return tuple(value)

    def within(self, key: str) -> WordFile:
        """An entry that is a table."""
        value = self._entry(key)
        if not isinstance(value, dict):
            raise self._wrong(key, "a table", value)
        return WordFile(f"{self.name}, {key}", value)

    def each(self, key: str) -> list[WordFile]:
        """An entry that is an array of tables."""
        value = self._entry(key)
        if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
            raise self._wrong(key, "an array of tables", value)
        return [WordFile(f"{self.name}, {key} {number}", table) for number, table in enumerate(value, 1)]

    def only(self, *keys: str) -> None:
        """Raise when there are other entries than these: a misspelt one would be silent."""
        other = sorted(set(self.table) - set(keys))
        if other:
            raise StylogenyError(f"{self.name}: an unknown entry", got=other[0], fix=f"one of {', '.join(keys)}")

    def _entry(self, key: str) -> object:
        if key not in self.table:
            raise StylogenyError(f"{self.name}: an entry is missing", got=key)
        return self.table[key]

    def _wrong(self, key: str, what: str, value: object) -> StylogenyError:
        return StylogenyError(f"{self.name}: {key} is {what}", got=repr(value)[:80])


class Entry(Protocol):
    """What an entry must be like."""

    def check(self, file: WordFile, key: str) -> None:
        """Raise a :class:`StylogenyError` that names file and entry unless the entry is so."""
        ...


class Sentence:
    """A text that is shown or asked, in which a reader fills places.

    Parameters
    ----------
    **places : type
        What is filled in, by the name of its place: ``words=str``, ``works=int`` (which may be said as ``{works:,}``).
    """

    def __init__(self, **places: type[str] | type[int]) -> None:
        self.places = places

    def check(self, file: WordFile, key: str) -> None:
        text = file.text(key)
        if not text.strip():
            raise StylogenyError(f"{file.name}: {key} is empty")
        try:
            text.format(**{name: kind() for name, kind in self.places.items()})
        except (LookupError, ValueError, AttributeError, TypeError) as error:
            unknown = f"{{{error.args[0]}}}" if isinstance(error, KeyError) else f"{error} in {text[:80]!r}"
            what = f"{file.name}: {key} has a place that is not filled, or a stray brace"
            fix = (
                f"places are {', '.join(f'{{{name}}}' for name in self.places)}" if self.places else "it has no places"
            )
            raise StylogenyError(what, got=unknown, fix=fix) from error


class Whole:
    """A whole number."""

    def check(self, file: WordFile, key: str) -> None:
        file.number(key)


@dataclass(frozen=True)
class Words:
    """An array of texts, or one text of words, none of them empty.

    Parameters
    ----------
    every, some : str
        Regular expressions: what each word is like, and what at least one of them begins with.
    least : int
        How many there are at least.
    """

    every: str = r"\S(.*\S)?"
    some: str = ""
    least: int = 1

    def check(self, file: WordFile, key: str) -> None:
        words = file.words(key)
        wrong = [word for word in words if not re.fullmatch(self.every, word)]
        if wrong:
            raise StylogenyError(f"{file.name}: {key} has a word that is none", got=repr(wrong[0]))
        if len(words) < self.least:
            raise StylogenyError(f"{file.name}: {key} has too few words", got=len(words), fix=f"at least {self.least}")
        if not any(re.match(self.some, word) for word in words):
            raise StylogenyError(f"{file.name}: {key} has no word that begins with {self.some}", got=words[0])


class Patterns:
    """An array of regular expressions."""

    def check(self, file: WordFile, key: str) -> None:
        Words().check(file, key)
        for pattern in file.words(key):
            try:
                re.compile(pattern)
            except re.error as error:
                what = f"{file.name}: {key} has a bad regular expression"
                raise StylogenyError(what, got=f"{pattern!r}: {error}") from error


@dataclass(frozen=True)
class Table:
    """A table of exactly these entries."""

    entries: Mapping[str, Entry]

    def check(self, file: WordFile, key: str) -> None:
        self.check_entries(file.within(key))

    def check_entries(self, file: WordFile) -> None:
        """Raise unless a file, or a table of one, holds these entries and no other."""
        file.only(*self.entries)
        for key, entry in self.entries.items():
            entry.check(file, key)


@dataclass(frozen=True)
class Each:
    """A table of any names, one or more, each for such an entry."""

    entry: Entry

    def check(self, file: WordFile, key: str) -> None:
        self.check_entries(file.within(key))

    def check_entries(self, file: WordFile) -> None:
        """Raise unless every entry of a file, or of a table of one, is so."""
        if not file.table:
            raise StylogenyError(f"{file.name}: it has no entries")
        for key in file.table:
            self.entry.check(file, key)


@dataclass(frozen=True)
class Tables:
    """An array of tables, one or more."""

    row: Table

    def check(self, file: WordFile, key: str) -> None:
        rows = file.each(key)
        if not rows:
            raise StylogenyError(f"{file.name}: {key} is an array of one table or more", got="none")
        for row in rows:
            self.row.check_entries(row)


class Kinds:
    """An array of kinds of text, these among them; :mod:`.kinds` checks the rest when it reads them."""

    def __init__(self, *names: str) -> None:
        self.names = names

    def check(self, file: WordFile, key: str) -> None:
        there = [kind.text("name") for kind in file.each(key)]
        missing = [name for name in self.names if name not in there]
        if missing:
            raise StylogenyError(f"{file.name}: a kind of text is missing", got=f"no {missing[0]!r}")
