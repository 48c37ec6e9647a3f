"""Facts in words: ``Years(12)`` is "twelve years", a tuple of names "A, B and C", a movement's founder lends a surname.

This is the only place where a fact turns into text. A template finds each fact under the name of its field; besides,
the names in :data:`APPEARANCE` have words of their own (``facture_said``), and some facts are said in a second way
(``parent_ism``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from types import UnionType
from typing import Union, get_args, get_origin, get_type_hints

from .agreement import is_plural
from .facts.types.base import Facts, is_unknown
from .facts.types.quantities import Between, Count, Difference, Figure, Maker, Number, Odds, Rank, Share, Title
from .numerals import count, listed, odds, part, spelt
from .templates.entries import WordFile
from .word_files import read
from .work_titles import subject

APPEARANCE = ("facture", "tone", "colour")
# facts that are said in further ways, where there are such ways: :func:`_second_names`
SECOND_NAMES: dict[str, tuple[str, ...]] = {
    "founder": ("founder_surname",),
    "parent": ("parent_ism", "parent_short", "parent_many"),
    "first_title": ("first_subject",),
}
Phrase = Callable[[Sequence[str]], str]  # takes one of several ways to word a fact


@dataclass
class Wording:
    """Facts as a template finds them.

    Parameters
    ----------
    texts : dict
        What can be said, by the name of the fact.
    flags : set
        Names of what is the case, which can be asked for and not said.
    draws : list of str
        All of it in order: what random draws about these facts are keyed by.
    """

    texts: dict[str, str] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    draws: list[str] = field(default_factory=list)

    def has(self, name: str) -> bool:
        """Whether there is such a fact."""
        return name in self.texts or name in self.flags

    def say(self, name: str, text: str) -> None:
        """Add a fact that can be said."""
        self.texts[name] = text
        self.draws.append(text)

    def flag(self, name: str) -> None:
        """Add what is the case."""
        self.flags.add(name)
        self.draws.append("yes")


def word_facts(facts: Facts | None, phrase: Phrase = lambda ways: ways[0]) -> Wording:
    """Facts in words; of several words for one fact `phrase` takes one."""
    out = Wording()
    for name, value in _flat(facts) if facts is not None else ():
        if value is True:
            out.flag(name)
        else:
            out.say(name, fact_text(value))
            if alias := _aliases().get(name):
                out.say(alias, str(value))
    for name in APPEARANCE:
        if name in out.texts:
            for kind, ways in _appearance()[name][out.texts[name]].items():
                out.say(f"{name}_{kind}", phrase(ways))
            out.flag(f"{name}_is_{out.texts[name]}")
    for name, said in _second_names(out.texts):
        out.say(name, said)
    return out


@dataclass(frozen=True)
class Vocabulary:
    """Names of facts that a template may say, and of those that it may only ask for."""

    texts: frozenset[str]
    flags: frozenset[str]


def vocabulary(kind: type[Facts]) -> Vocabulary:
    """What the templates of a kind of facts may name."""
    texts, flags = set[str](), set[str]()
    for name, is_flag in _names(kind):
        (flags if is_flag else texts).add(name)
    texts |= {alias for name, alias in _aliases().items() if name in texts}
    for name in APPEARANCE:
        if name in texts:
            flags |= {f"{name}_is_{value}" for value in _appearance()[name]}
            texts |= {f"{name}_{kind}" for words in _appearance()[name].values() for kind in words}
    texts |= {other for name, others in SECOND_NAMES.items() if name in texts for other in others}
    return Vocabulary(frozenset(texts), frozenset(flags))


def fact_text(value: object) -> str:
    """One fact in words, by its type."""
    phrases = _file().within("phrases")
    if isinstance(value, Title):
        return phrases.text("title").format(title=value)
    if isinstance(value, Maker):
        return value or phrases.text("unknown_maker")
    if isinstance(value, Between):
        return phrases.text("between").format(names=listed(value)) if value else phrases.text("nobody_between")
    if isinstance(value, Rank):
        return phrases.words("ranks")[value - 1]
    if isinstance(value, Share):
        return part(value)
    if isinstance(value, Odds):
        return odds(value)
    if isinstance(value, Number):
        return spelt(value)
    if isinstance(value, Figure):
        return f"{value:,}"
    if isinstance(value, tuple):
        return listed(map(fact_text, value))
    if isinstance(value, Difference):
        return _file().within("differences").text(value)
    if isinstance(value, Count):
        return count(value, _file().within("nouns").text(type(value).__name__))
    if type(value) in (str, int, float):
        return str(value)
    raise TypeError(f"no words for a fact of type {type(value).__name__}")


def _second_names(texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Other ways to say a movement's founder, its parent and its first picture, where there are such ways."""
    if "founder" in texts:
        yield "founder_surname", texts["founder"].split()[-1]
    if "parent" in texts:
        parent = texts["parent"].removeprefix("The ")
        if parent.endswith("ism") and " " not in parent and "-" not in parent:
            yield "parent_ism", parent
        elif not re.match(r"(Generation|Young|Last|Society|Brothers)|.*Secession$", parent):
            yield "parent_short", parent
            if is_plural(parent):
                yield "parent_many", parent
    shown = subject(texts.get("first_title", ""))
    if re.fullmatch(r"[A-Z][a-z]+( [A-Z][a-z]+)?", shown):
        yield "first_subject", shown


def _flat(facts: Facts, before: str = "") -> Iterator[tuple[str, object]]:
    """Names and values of what is known, those of facts within facts in their place."""
    for f in fields(facts):
        value = getattr(facts, f.name)
        if isinstance(value, Facts):
            yield from _flat(value, before if f.metadata.get("merged") else f"{before}{f.name}_")
        elif not is_unknown(value):
            yield before + f.name, value


def _names(kind: type[Facts], before: str = "") -> Iterator[tuple[str, bool]]:
    """Names of all that facts of a kind may say, and whether each is a flag."""
    hints = get_type_hints(kind)
    for f in fields(kind):
        within = [t for t in _alternatives(hints[f.name]) if isinstance(t, type) and issubclass(t, Facts)]
        if within:
            yield from _names(within[0], before if f.metadata.get("merged") else f"{before}{f.name}_")
        else:
            yield before + f.name, hints[f.name] is bool


def _alternatives(hint: object) -> tuple[object, ...]:
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def _file() -> WordFile:
    return read("wording")


@cache
def _aliases() -> dict[str, str]:
    aliases = _file().within("aliases")
    return {name: aliases.text(name) for name in aliases.table}


@cache
def _appearance() -> dict[str, dict[str, dict[str, tuple[str, ...]]]]:
    """By name and value of what is measured: kinds of words, and the ways to say each."""
    file = _file().within("appearance")
    return {
        name: {
            value: {kind: words.words(kind) for kind in words.table}
            for value in file.within(name).table
            for words in [file.within(name).within(value)]
        }
        for name in APPEARANCE
    }
