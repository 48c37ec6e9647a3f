"""A writer that needs no model: a deterministic grammar over measured facts, which never says a sentence twice.

A kind of text is a row of slots, a slot a set of sentences with holes (:mod:`.phrases`). A sentence is able when all its holes
have facts; of the able ones the least used so far is taken, chance of the seed deciding among equals, so that a whole
catalogue wears its phrases evenly. A slot without an able sentence is silent: nothing is said that was not measured.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import StylogenyError
from ..streams import key
from .phrases import COINED, KINDS, SMALL
from .writers import Prompt

_HOLE = re.compile(r"\{\??(\w+)\}")
_SENTENCE = re.compile(r"(?<=[.!?:]) +")
_ASKED = re.compile(r"\{\?\w+\}")
_EITHER = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
SINGLE = ("movement name", "title")  # a name, not a paragraph
TURNS = 6  # how many ways of putting a sentence are tried before it is held to be worn out


class Grammar:
    """The default writer. One serves one history: it remembers what it said so as not to say it again.

    The same calls in the same order give the same words.

    Parameters
    ----------
    once : bool
        Whether even the frame of a sentence, names and numbers aside, is used only once; where all are, it is silent.
    """

    def __init__(self, *, once: bool = False) -> None:
        self.once = once
        self._said: set[str] = set()
        self._used: Counter[str] = Counter()

    @property
    def used(self) -> Mapping[str, int]:
        """Every frame of a sentence, and how often it was used."""
        return dict(self._used)

    def text(
        self,
        prompt: Prompt | str,
        *,
        images: Sequence[np.ndarray | Path] = (),
        schema: Mapping[str, Any] | None = None,
        seed: int = 0,
    ) -> str:
        """Sentences of the prompt's kind that its facts bear out; `images` are not looked at (facts hold what was measured).

        With a `schema` of an object, its string properties are filled with such sentences, other ones from the facts.

        Raises
        ------
        StylogenyError
            For a kind that no phrases are known for.
        """
        prompt = Prompt("answer", {}, prompt) if isinstance(prompt, str) else prompt
        if prompt.kind not in KINDS:
            raise StylogenyError(
                "no phrases for this kind of text", got=repr(prompt.kind), fix=f"one of {', '.join(KINDS)}"
            )
        if schema is not None:
            return json.dumps(self._filled(prompt, schema, seed), ensure_ascii=False)
        facts = derived({k: _worded(v) for k, v in prompt.facts.items() if v not in (None, "", [], ())})
        slots = KINDS[prompt.kind]
        if prompt.kind in SINGLE:
            name = self._pick([t for slot in slots for t in slot], facts, seed, prompt.kind)
            return " ".join(w if w in SMALL else w[:1].upper() + w[1:] for w in name.split()) or "Untitled"
        said = [self._pick(slot, facts, seed, f"{prompt.kind} {k}") for k, slot in enumerate(slots)]
        return " ".join(s for s in said if s)

    def choose(self, prompt: Prompt | str, options: Sequence[str], *, seed: int = 0) -> str:
        """One of the options, by the chance of prompt and seed."""
        if not options:
            raise StylogenyError("there is nothing to choose from")
        return options[key(seed, "choose", str(prompt), *options) % len(options)]

    def _filled(self, prompt: Prompt, schema: Mapping[str, Any], seed: int) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for name, what in schema.get("properties", {}).items():
            if name in prompt.facts:
                out[name] = prompt.facts[name]
            elif "enum" in what:
                out[name] = self.choose(prompt, what["enum"], seed=seed)
            else:
                inner = Prompt(name if name in KINDS else prompt.kind, prompt.facts, prompt.ask)
                out[name] = self.text(inner, seed=seed)
        return out

    def _pick(self, sentences: Sequence[str], facts: Mapping[str, str], seed: int, where: str) -> str:
        """The least worn able sentence that was not said yet; none when all were."""
        able = [s for s in sentences if all(hole in facts for hole in _HOLE.findall(s))]
        if self.once and where not in SINGLE:
            able = [s for s in able if not self._used[s]]
        chance = {s: key(seed, where, s, *facts.values()) for s in able}
        for turn in range(TURNS):
            for sentence in sorted(able, key=lambda s: (self._used[s], chance[s])):
                said = _spoken(sentence, facts, chance[sentence] + turn)
                parts = {part.casefold() for part in _SENTENCE.split(said)}
                if not parts & self._said:
                    self._said |= parts
                    self._used[sentence] += 1
                    return said
        return ""


def _worded(value: Any) -> str:
    return " and ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def derived(facts: dict[str, str]) -> dict[str, str]:
    """The facts with the nouns and coinages that names are made of."""
    out = dict(facts)
    for name, words in COINED.items():
        out |= {f"{name}_{kind}": word for kind, word in words.get(facts.get(name, ""), {}).items()}
        out |= {f"{name}_is_{facts[name]}": "yes"} if name in facts else {}
    if "founder" in facts:
        out["founder_surname"] = facts["founder"].split()[-1]
    if "parent" in facts:
        parent = facts["parent"].removeprefix("The ")
        out |= {"parent_short": parent} if not re.match(r"(Counter|After|Other)", parent) else {}
    return out


def _spoken(sentence: str, facts: Mapping[str, str], chance: int) -> str:
    """A sentence with one side of every [either|or] taken and its holes filled."""
    left = chance

    def side(match: re.Match[str]) -> str:
        nonlocal left
        options = match.group(1).split("|")
        left, k = divmod(left, len(options))
        return options[k]

    bare = _ASKED.sub("", sentence)
    out = _HOLE.sub(lambda m: facts[m.group(1)], _EITHER.sub(side, bare))
    out = re.sub(r"\s+", " ", out).strip()
    out = re.sub(r"\b([Aa])n? (?=([A-Za-z]))", lambda m: m.group(1) + _article(out[m.end() :]) + " ", out)
    out = re.sub(r"(?<=[\w,;] )The (?=[A-Z0-9])", "the ", out)  # a name's own article within a sentence
    return out[:1].upper() + out[1:]


def _article(rest: str) -> str:
    """``n`` when the word after an article begins with a vowel's sound."""
    word = re.match(r"\w*", rest.casefold())
    first = word.group(0) if word else ""
    vowel = first[:1] in tuple("aeiou") and not re.match(r"(one|uni|use|usu|eu)", first)
    return "n" if vowel or re.match(r"(hour|honest|heir)", first) else ""
