"""A writer that needs no model: a deterministic grammar over measured facts, which never says a sentence twice.

A kind of text is a row of slots, a slot a set of templates (:mod:`.templates.kinds`). A template can be used when all
the facts that it needs are known; of those that can, the least used so far is taken, chance of the seed deciding
among equals, so that a whole catalogue wears its templates evenly. A slot without such a template is silent: nothing
is said that was not measured.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import StylogenyError
from ..streams import key
from .agreement import title_case
from .templates.kinds import NAME, TextKind, kinds
from .templates.template import Template
from .wording import Wording, word_facts
from .writer import Prompt

SENTENCE_END = re.compile(r"(?<=[.!?:]) +")
SUBJECT = frozenset(["name", "surname", "artist", "founder", "parent"])  # may be named again
ONCE = frozenset(["age", "age_at_death", "died_year"])  # facts that a text tells once, in whatever company
TURNS = 6  # how many ways of filling a template are tried before it is held to be worn out


@dataclass
class _Told:
    """What a text has told so far: facts in words, and names of those that are told once."""

    texts: set[str] = field(default_factory=set)
    once: set[str] = field(default_factory=set)

    def add(self, template: Template, words: Wording) -> None:
        self.texts |= {words.texts[name] for name in template.required if name in words.texts}
        self.once |= ONCE & set(template.placeholders)

    def adds_nothing(self, template: Template, words: Wording) -> bool:
        """Whether a template would tell nothing new, name a work again, or one person as teacher and as another."""
        said = {name for name in template.placeholders if name not in SUBJECT}
        values = {words.texts[name] for name in said}
        if "teacher" in said:
            teacher = words.texts["teacher"]
            if teacher in self.texts or any(teacher in words.texts[name] for name in said - {"teacher"}):
                return True
        if said & self.once or any(value in self.texts for value in values if value.startswith("“")):
            return True
        return bool(values) and not values - self.texts


class Grammar:
    """The default writer. One serves one history: it remembers its sentences so as not to repeat them.

    The same calls in the same order give the same words.

    Parameters
    ----------
    once : bool
        Whether even a template, names and numbers aside, is used only once; where all are used, the text is silent.
    turn : int, optional
        Which of equally worn templates and orders comes first: they follow one another in a fixed order, so that texts
        of turns in a row do not begin alike. By default chance of the seed decides.
    """

    source = "grammar"
    failures: Sequence[str] = ()

    def __init__(self, *, once: bool = False, turn: int | None = None) -> None:
        self.once, self.turn = once, turn
        self._sentences: set[str] = set()
        self._uses: Counter[str] = Counter()
        self._orders: Counter[tuple[str, Sequence[int]]] = Counter()
        self._phrases: Counter[str] = Counter()

    @property
    def uses(self) -> Mapping[str, int]:
        """Every template that was used, by its key, and how often."""
        return dict(self._uses)

    def successor(self) -> Grammar:
        """A grammar that repeats no sentence of this one, but may use the templates again."""
        after = Grammar()
        after._sentences, after._uses = set(self._sentences), Counter(self._uses)
        return after

    def text(
        self,
        prompt: Prompt | str,
        *,
        images: Sequence[np.ndarray | Path] = (),
        schema: Mapping[str, Any] | None = None,
        seed: int = 0,
    ) -> str:
        """Sentences of the prompt's kind that its facts bear out; `images` are not looked at.

        With a `schema` of an object, its string properties are filled with such sentences, other ones from the facts.

        Raises
        ------
        StylogenyError
            For a kind of text that there is not, or facts of another kind.
        """
        prompt = Prompt("answer", None, prompt) if isinstance(prompt, str) else prompt
        kind = _kind_of(prompt)
        if schema is not None:
            return json.dumps(self._filled(prompt, schema, seed), ensure_ascii=False)
        words = word_facts(prompt.facts, self._phrase)
        if kind.form == NAME:
            every = [template for slot in kind.slots for template in slot.templates]
            return title_case(self._sentence(every, words, seed, kind.name, _Told())) or "Untitled"
        out, told = "", _Told()
        for place in self._order(kind, words, seed):
            slot = kind.slots[place]
            if sentence := self._sentence(slot.templates, words, seed, f"{kind.name} {place}", told):
                out += ("" if not out else "\n\n" if slot.paragraph else " ") + sentence
        return out

    def choose(self, prompt: Prompt | str, options: Sequence[str], *, seed: int = 0) -> str:
        """One of the options, by the chance of prompt and seed."""
        if not options:
            raise StylogenyError("there is nothing to choose from")
        return options[key(seed, "choose", str(prompt), *options) % len(options)]

    def _order(self, kind: TextKind, words: Wording, seed: int) -> Sequence[int]:
        """The order in which the slots are told: of those that can begin, the least used so far."""
        able = [o for o in kind.orders if self._usable(kind.slots[o[0]].templates, words, _Told())] or kind.orders
        chance = self._chances({"-".join(map(str, o)): (kind.name, *o) for o in able}, seed)
        order = min(able, key=lambda o: (self._orders[kind.name, o], chance["-".join(map(str, o))]))
        self._orders[kind.name, order] += 1
        return order

    def _chances(self, events: Mapping[str, tuple[object, ...]], seed: int, *draws: str) -> dict[str, int]:
        """The places of choices in their order, by name: of chance, or fixed and begun at the turn."""
        if self.turn is None:
            return {name: key(seed, *event, *draws) for name, event in events.items()}
        fixed = sorted(events, key=lambda name: key(0, *events[name]))
        return {name: (place - self.turn) % len(fixed) for place, name in enumerate(fixed)}

    def _usable(self, templates: Sequence[Template], words: Wording, told: _Told) -> list[Template]:
        """The templates that the facts bear out, that tell something new, and that are not worn out."""
        known = [t for t in templates if all(map(words.has, t.required)) and not told.adds_nothing(t, words)]
        return [t for t in known if not self._uses[t.key]] if self.once else known

    def _phrase(self, ways: Sequence[str]) -> str:
        """Of several ways to word a fact the least used so far."""
        phrase = min(ways, key=lambda way: self._phrases[way])
        self._phrases[phrase] += 1
        return phrase

    def _sentence(self, templates: Sequence[Template], words: Wording, seed: int, event: str, told: _Told) -> str:
        """The least used template that makes a new sentence, filled; empty when there is none.

        What it tells is added to `told`.
        """
        usable = self._usable(templates, words, told)
        chance = self._chances({t.key: (event, t.key) for t in usable}, seed, *words.draws)
        texts = words.texts
        if texts.get("surname") and texts.get("name") in told.texts:  # a person is named in full once
            texts = {**texts, "name": texts["surname"]}
        for turn in range(TURNS):
            for template in sorted(usable, key=lambda t: (self._uses[t.key], chance[t.key])):
                sentence = template.fill(texts, chance[template.key] + turn)
                parts = {part.casefold() for part in SENTENCE_END.split(sentence)}
                if not parts & self._sentences:
                    self._sentences |= parts
                    self._uses[template.key] += 1
                    told.add(template, words)
                    return sentence
        return ""

    def _filled(self, prompt: Prompt, schema: Mapping[str, Any], seed: int) -> dict[str, object]:
        """An object of a JSON schema: facts of the same name, choices among enumerated values, else sentences."""
        known = {} if prompt.facts is None else prompt.facts.document()
        out: dict[str, object] = {}
        for name, what in schema.get("properties", {}).items():
            if name in known:
                out[name] = known[name]
            elif "enum" in what:
                out[name] = self.choose(prompt, what["enum"], seed=seed)
            else:
                inner = Prompt(name if name in kinds() else prompt.kind, prompt.facts, prompt.request)
                out[name] = self.text(inner, seed=seed)
        return out


def _kind_of(prompt: Prompt) -> TextKind:
    if prompt.kind not in kinds():
        raise StylogenyError(
            "no templates for this kind of text", got=repr(prompt.kind), fix=f"one of {', '.join(kinds())}"
        )
    kind = kinds()[prompt.kind]
    if prompt.facts is not None and not isinstance(prompt.facts, kind.facts):
        given = type(prompt.facts).__name__
        raise StylogenyError(f"templates of kind {kind.name!r} need {kind.facts.__name__}", got=given)
    return kind
