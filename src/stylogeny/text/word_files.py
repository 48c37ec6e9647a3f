"""The word lists and sentences of this package: TOML files in ``templates/``, each entry checked as it is read."""

from __future__ import annotations

import importlib.resources
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ..errors import StylogenyError

FOLDER = "templates"


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


@cache
def read(name: str) -> WordFile:
    """The file ``templates/NAME.toml``."""
    file = importlib.resources.files(__package__) / FOLDER / f"{name}.toml"
    return parse(f"{name}.toml", file.read_text(encoding="utf-8"))


def parse(name: str, text: str) -> WordFile:
    """A file's entries.

    Raises
    ------
    StylogenyError
        When the text is not TOML; the line and column are named.
    """
    try:
        return WordFile(name, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise StylogenyError(f"{name}: not TOML", got=str(error)) from error
