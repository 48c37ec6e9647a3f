"""One template: a sentence with places for facts, and what must be the case for it to be said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ...errors import StylogenyError
from ..agreement import capitalised, is_plural, with_articles
from ..wording import Vocabulary

FACT = re.compile(r"\{(\w+)\}")
AGREEMENT = re.compile(r"\{(\w+)\|([^|{}\[\]]*)\|([^|{}\[\]]*)\}")
CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")


@dataclass(frozen=True)
class Template:
    """A sentence in the notation of the files (``templates/README.md``).

    Parameters
    ----------
    text : str
        With ``{fact}``, ``{fact|is|are}`` and ``[one|other]``.
    conditions : tuple of str
        Names of facts that must be known or flags that must hold, whether they are said or not.
    """

    text: str
    conditions: tuple[str, ...] = ()

    @cached_property
    def key(self) -> str:
        """What random draws about this template are keyed by, and its uses counted by."""
        return "".join(f"{{?{name}}}" for name in self.conditions) + self.text

    @cached_property
    def placeholders(self) -> tuple[str, ...]:
        """The facts that the sentence says."""
        return tuple(FACT.findall(self.text))

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The facts that must be known."""
        return (*self.conditions, *self.placeholders)

    def fill(self, texts: Mapping[str, str], turn: int = 0) -> str:
        """The sentence about these facts; `turn` decides which side of every choice is taken."""
        left = turn

        def side(match: re.Match[str]) -> str:
            nonlocal left
            options = match.group(1).split("|")
            left, k = divmod(left, len(options))
            return options[k]

        out = CHOICE.sub(side, self.text)
        out = AGREEMENT.sub(lambda m: m.group(3 if is_plural(texts[m.group(1)]) else 2), out)
        out = FACT.sub(lambda m: texts[m.group(1)], out)
        out = with_articles(re.sub(r"\s+", " ", out).strip())
        out = re.sub(r"(?<=[\w,;:] )The (?=[A-Z0-9])", "the ", out)  # a name's own article within a sentence
        return capitalised(re.sub(r"(?<=\w)'", "’", out))

    def check(self, vocabulary: Vocabulary, where: str) -> None:
        """Raise unless every name in it is one of the vocabulary, and every brace and bracket is closed.

        `where` is the file and entry that an error names.
        """

        def wrong(what: str, name: str, fix: str | None = None) -> StylogenyError:
            return StylogenyError(f"{where}: {what}", got=f"{name!r} in {self.text!r}", fix=fix)

        if not self.text.strip():
            raise StylogenyError(f"{where}: a template says nothing")
        for name in self.conditions:
            if name not in vocabulary.texts | vocabulary.flags:
                raise wrong("a condition on an unknown fact", name, _known(vocabulary))
        for name in self.placeholders:
            if name in vocabulary.flags:
                raise wrong("a flag cannot be said", name, "ask for it under `when`")
            if name not in vocabulary.texts:
                raise wrong("an unknown fact", name, _known(vocabulary))
        for name, _, _ in AGREEMENT.findall(self.text):
            if name not in self.required:
                raise wrong("a verb agrees with a fact that may be missing", name, "ask for it under `when`")
        for choice in re.findall(r"\[[^\[\]]*\]", self.text):
            if AGREEMENT.search(choice):
                raise wrong("a verb within a choice", choice)
        rest = FACT.sub("", AGREEMENT.sub("", self.text))
        rest = CHOICE.sub("", rest)
        if stray := re.search(r"[{}\[\]|]", rest):
            raise wrong("stray braces or brackets", stray.group())


def _known(vocabulary: Vocabulary) -> str:
    return f"one of {', '.join(sorted(vocabulary.texts | vocabulary.flags))}"
