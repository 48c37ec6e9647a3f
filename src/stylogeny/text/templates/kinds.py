"""Kinds of text: for each its slots, a slot's templates, and the orders in which slots may be told.

They are read from the files of :data:`FILES` and checked whole: a template that names a fact which its kind does not
have is an error that names file, slot and sentence. The notation is in ``templates/README.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ...errors import StylogenyError
from ..facts.types import movements, people, publics, works
from ..facts.types.base import Facts
from ..word_files import read
from ..wording import APPEARANCE, Vocabulary, vocabulary
from .entries import WordFile
from .template import Template

FILES = (
    "movement_name", "title", "catalogue", "movement_essay", "biography", "wall_text", "manifesto", "review",
    "conversation", "feed",
)  # fmt: skip
NAME, PROSE = "name", "prose"


@dataclass(frozen=True)
class Slot:
    """One place in a text, which a sentence of its templates fills; `paragraph` begins a new one."""

    name: str
    templates: tuple[Template, ...]
    paragraph: bool = False


@dataclass(frozen=True)
class TextKind:
    """A kind of text.

    Parameters
    ----------
    name : str
        ``movement essay``.
    facts : type
        The facts that its templates name.
    slots : tuple of Slot
        In the order of the file; a slot's place is part of its random draws.
    orders : tuple of tuple of int
        Rows of slots: the ways in which such a text can be told.
    form : str
        ``prose``, or ``name`` for a few words that are no sentence.
    """

    name: str
    facts: type[Facts]
    slots: tuple[Slot, ...]
    orders: tuple[tuple[int, ...], ...]
    form: str = PROSE


@cache
def kinds() -> Mapping[str, TextKind]:
    """Every kind of text by name.

    Raises
    ------
    StylogenyError
        When a file is not as it should be; the entry is named.
    """
    out: dict[str, TextKind] = {}
    for file in FILES:
        for kind in parse(read(file)):
            if kind.name in out:
                raise StylogenyError("two kinds of text of one name", got=f"{kind.name!r} in {file}.toml")
            out[kind.name] = kind
    return out


def parse(file: WordFile) -> list[TextKind]:
    """The kinds of text in a file; errors as for :func:`kinds`."""
    return [_kind(entry, file.name) for entry in file.each("kind")]


def _kind(entry: WordFile, file: str) -> TextKind:
    entry.only("name", "facts", "form", "orders", "slot")
    name, facts = entry.text("name"), _facts(entry)
    where = f"{file}, {name}"
    words = vocabulary(facts)
    slots = tuple(_slot(slot, words, where) for slot in entry.each("slot"))
    names = [slot.name for slot in slots]
    if not slots:
        raise StylogenyError(f"{where}: a kind of text has one slot or more", got="none")
    if len(set(names)) < len(names):
        raise StylogenyError(f"{where}: two slots of one name", got=", ".join(names))
    form = entry.text("form") if "form" in entry.table else PROSE
    if form not in (NAME, PROSE):
        raise StylogenyError(f"{where}: an unknown form", got=form, fix=f"one of {PROSE}, {NAME}")
    return TextKind(name, facts, slots, _orders(entry, names, where), form)


def _facts(entry: WordFile) -> type[Facts]:
    name = entry.text("facts")
    found = next((vars(module)[name] for module in (works, people, movements, publics) if name in vars(module)), None)
    if not (isinstance(found, type) and issubclass(found, Facts)):
        raise StylogenyError(f"{entry.name}: unknown facts", got=name, fix="name a class of text/facts/types/")
    return found


def _orders(entry: WordFile, names: list[str], where: str) -> tuple[tuple[int, ...], ...]:
    """The orders by places of slots; one after the other where the file says nothing."""
    rows = entry.table.get("orders")
    if rows is None:
        return (tuple(range(len(names))),)
    if not isinstance(rows, list) or not all(isinstance(row, list) and row for row in rows):
        raise StylogenyError(f"{where}: orders are arrays of names of slots", got=repr(rows)[:80])
    for row in rows:
        strange = [name for name in row if name not in names]
        if strange or len(set(row)) < len(row):
            raise StylogenyError(f"{where}: an order names unknown slots, or one twice", got=strange or row)
    never = sorted(set(names) - {name for row in rows for name in row})
    if never:
        raise StylogenyError(f"{where}: slots in no order", got=", ".join(never))
    return tuple(tuple(names.index(name) for name in row) for row in rows)


def _slot(entry: WordFile, words: Vocabulary, where: str) -> Slot:
    entry.only("name", "paragraph", "templates")
    name, sentences = entry.text("name"), entry.table.get("templates")
    if not isinstance(sentences, list) or not sentences:
        raise StylogenyError(f"{where}, slot {name!r}: templates are an array of sentences", got=repr(sentences)[:80])
    templates = []
    for number, sentence in enumerate(sentences, 1):
        place = f"{where}, slot {name!r}, template {number}"
        templates.append(_template(sentence, place))
        templates[-1].check(words, place)
    paragraph = entry.table.get("paragraph", False)
    if not isinstance(paragraph, bool):
        raise StylogenyError(f"{where}, slot {name!r}: paragraph is true or false", got=repr(paragraph)[:80])
    return Slot(name, tuple(templates), paragraph)


def _template(value: object, where: str) -> Template:
    """A sentence, or a table of ``when`` and ``text``."""
    if isinstance(value, str):
        return Template(value)
    if not isinstance(value, dict):
        raise StylogenyError(
            f"{where}: a template is a sentence, or a table of `when` and `text`", got=repr(value)[:80]
        )
    table = WordFile(where, value)
    table.only("when", "text")
    when = table.table.get("when")
    conditions = [when] if isinstance(when, str) else table.words("when")
    return Template(table.text("text"), tuple(map(_condition, conditions)))


def _condition(condition: str) -> str:
    """The name of what is asked for: of a fact or flag, or for ``tone is dark`` that of a value."""
    name, asks_value, value = condition.partition(" is ")
    return f"{name}_is_{value}" if asks_value and name in APPEARANCE else condition
