"""A writer that needs no model: a deterministic grammar over measured facts, which never says a sentence twice.

A kind of text is a row of slots, a slot a set of sentences with holes (:mod:`.phrases`). A sentence is able when all its holes
have facts; of the able ones the least used so far is taken, chance of the seed deciding among equals, so that a whole
catalogue wears its phrases evenly. A slot without an able sentence is silent: nothing is said that was not measured.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import StylogenyError
from ..streams import key
from .templates.coinages import COINED, PLURALS, subject
from .templates.phrases import BREAKS, KINDS, ORDERS, SMALL
from .writer import Prompt

_HOLE = re.compile(r"\{\??(\w+)\}")
_SENTENCE = re.compile(r"(?<=[.!?:]) +")
_ASKED = re.compile(r"\{\?\w+\}")
_NUMBER = re.compile(r"\{(\w+)\|([^|{}]*)\|([^|{}]*)\}")
_EITHER = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
SUBJECT = frozenset(["name", "surname", "artist", "founder", "parent"])  # may be named again
ONCE = ("age_at_death",)  # facts that a text tells once, in whatever company
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
        self._orders: Counter[tuple[str, Sequence[int]]] = Counter()
        self._worded: Counter[str] = Counter()

    @property
    def used(self) -> Mapping[str, int]:
        """Every frame of a sentence, and how often it was used."""
        return dict(self._used)

    def going_on(self) -> Grammar:
        """A grammar that knows what this one said and does not say it again, but may use the frames again."""
        after = Grammar()
        after._said, after._used = set(self._said), Counter(self._used)
        return after

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
        facts = derived({k: _worded(v) for k, v in prompt.facts.items() if v not in (None, "", [], ())}, self._phrase)
        slots = KINDS[prompt.kind]
        if prompt.kind in SINGLE:
            name = self._pick([t for slot in slots for t in slot], facts, seed, prompt.kind, set())
            return " ".join(w if w in SMALL else w[:1].upper() + w[1:] for w in name.split()) or "Untitled"
        said: list[str] = []
        told: set[str] = set()
        for k in self._order(prompt.kind, facts, seed):
            new = self._pick(slots[k], facts, seed, f"{prompt.kind} {k}", told)
            said.append(("\n\n" if said and k in BREAKS.get(prompt.kind, ()) else " ") + new if new else "")
        return "".join(said).strip()

    def _order(self, kind: str, facts: Mapping[str, str], seed: int) -> Sequence[int]:
        """The order in which the slots are told: of those that can begin, the least used so far."""
        slots = KINDS[kind]
        orders = ORDERS.get(kind, (tuple(range(len(slots))),))
        able = [o for o in orders if self._able(slots[o[0]], facts, set())] or orders
        order = min(able, key=lambda o: (self._orders[kind, o], key(seed, kind, *o)))
        self._orders[kind, order] += 1
        return order

    def _able(self, sentences: Sequence[str], facts: Mapping[str, str], told: set[str]) -> list[str]:
        """The sentences that the facts bear out, that tell something new, and that are not worn out."""
        able = [s for s in sentences if all(hole in facts for hole in _HOLE.findall(s)) and _fresh(s, facts, told)]
        return [s for s in able if not self._used[s]] if self.once else able

    def _phrase(self, words: str | tuple[str, ...]) -> str:
        """Of several ways to word a fact the least used so far."""
        if isinstance(words, str):
            return words
        word = min(words, key=lambda w: self._worded[w])
        self._worded[word] += 1
        return word

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

    def _pick(self, sentences: Sequence[str], facts: Mapping[str, str], seed: int, where: str, told: set[str]) -> str:
        """The least worn able sentence that was not said yet and tells something new; none when there is none.

        `told` are the facts that this text has told, to which those of the sentence are added: a sentence that tells nothing else is
        not said, nor one that names a work again.
        """
        able = self._able(sentences, facts, told)
        chance = {s: key(seed, where, s, *facts.values()) for s in able}
        known = facts.get("surname") and facts.get("name") in told  # a person is named in full once
        spoken = {**facts, "name": facts["surname"]} if known else facts
        for turn in range(TURNS):
            for sentence in sorted(able, key=lambda s: (self._used[s], chance[s])):
                said = _spoken(sentence, spoken, chance[sentence] + turn)
                parts = {part.casefold() for part in _SENTENCE.split(said)}
                if not parts & self._said:
                    self._said |= parts
                    self._used[sentence] += 1
                    told |= {facts[hole] for hole in _HOLE.findall(sentence)}
                    told |= {_mark(hole) for hole in ONCE if _mark(hole) in sentence}
                    return said
        return ""


def _fresh(sentence: str, facts: Mapping[str, str], told: set[str]) -> bool:
    """Whether a sentence tells something besides what was told, names no work again, and no teacher twice."""
    holes = {h for h in _HOLE.findall(_ASKED.sub("", sentence)) if h not in SUBJECT}
    values = {facts[h] for h in holes}
    teacher_again = "teacher" in holes and facts["teacher"] in {facts[h] for h in holes - {"teacher"}}
    if teacher_again or any(_mark(h) in told for h in holes):
        return False
    if any(v in told for v in values if v.startswith("“")):
        return False
    return not values or bool(values - told)


def _mark(hole: str) -> str:
    """A hole as it stands in a sentence; among what was told it says that this fact was."""
    return f"{{{hole}}}"


def _worded(value: Any) -> str:
    return " and ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def derived(facts: dict[str, str], phrase: Callable[[str | tuple[str, ...]], str]) -> dict[str, str]:
    """The facts with the coinages that names are made of; of several words for one fact `phrase` takes one."""
    out = dict(facts)
    for name, words in COINED.items():
        out |= {f"{name}_{kind}": phrase(word) for kind, word in words.get(facts.get(name, ""), {}).items()}
        out |= {f"{name}_is_{facts[name]}": "yes"} if name in facts else {}
    if "founder" in facts:
        out["founder_surname"] = facts["founder"].split()[-1]
    if "parent" in facts:
        parent = facts["parent"].removeprefix("The ")
        if parent.endswith("ism") and " " not in parent and "-" not in parent:
            out["parent_ism"] = parent
        elif not re.match(r"(Generation|Young|Last|Society|Brothers)|.*Secession$", parent):
            out["parent_short"] = parent
            out |= {"parent_many": parent} if plural(parent) else {}
    shown = subject(facts.get("first_title", ""))
    if re.fullmatch(r"[A-Z][a-z]+( [A-Z][a-z]+)?", shown):
        out["first_subject"] = shown
    return out


def _spoken(sentence: str, facts: Mapping[str, str], chance: int) -> str:
    """A sentence with one side of every [either|or] taken, verbs agreeing ({name|is|are}), and its holes filled."""
    left = chance

    def side(match: re.Match[str]) -> str:
        nonlocal left
        options = match.group(1).split("|")
        left, k = divmod(left, len(options))
        return options[k]

    bare = _ASKED.sub("", sentence)
    agreed = _NUMBER.sub(lambda m: m.group(3 if plural(facts[m.group(1)]) else 2), _EITHER.sub(side, bare))
    out = _HOLE.sub(lambda m: facts[m.group(1)], agreed)
    out = re.sub(r"\s+", " ", out).strip()
    out = re.sub(r"\b([Aa])n? (?=([A-Za-z]))", lambda m: m.group(1) + _article(out[m.end() :]) + " ", out)
    out = re.sub(r"(?<=[\w,;:] )The (?=[A-Z0-9])", "the ", out)  # a name's own article within a sentence
    out = re.sub(r"(?<=\w)'", "’", out)
    return out[:1].upper() + out[1:]


def plural(name: str) -> bool:
    """Whether the name of a movement takes a verb in the plural."""
    head = name.split(" of ")[0].split()[-1:]
    return bool(head) and (head[0] in PLURALS or (head[0].endswith("s") and not head[0].endswith(("ss", "us"))))


def _article(rest: str) -> str:
    """``n`` when the word after an article begins with a vowel's sound."""
    word = re.match(r"\w*", rest.casefold())
    first = word.group(0) if word else ""
    vowel = first[:1] in tuple("aeiou") and not re.match(r"(one|uni|use|usu|eu)", first)
    return "n" if vowel or re.match(r"(hour|honest|heir)", first) else ""
