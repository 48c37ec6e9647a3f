"""A writer that learned from the run itself: facts in place first, then the words around them, in any order.

What it cannot write (a kind of text that it did not learn, JSON, a conversation) the grammar writes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ...corpus.works import Works
from ...runs import Run, digest_file
from ..agreement import capitalised, title_case, with_articles
from ..facts.types.base import Facts
from ..grammar import Grammar
from ..templates.kinds import NAME, kinds
from ..wording import Wording, word_facts
from ..writer import Prompt, Writer
from .examples import Example, conditions_of, examples
from .model import FILE, TextModel
from .pieces import PLACE
from .training import TextPlan, train, trained

NAMED = "words"  # what the writer is called on the command line


class MaskedWriter:
    """A writer by masked diffusion.

    Parameters
    ----------
    model : TextModel
    fallback : Writer, optional
        Who writes what was not learned; a new grammar by default.

    Attributes
    ----------
    source : str
        Whose words the last text was: ``words``, or the fallback's.
    failures : list of str
        Nothing: a kind of text that was not learned was never asked of it.
    """

    def __init__(self, model: TextModel, *, fallback: Writer | None = None) -> None:
        self.model = model
        self.source, self.failures = NAMED, list[str]()
        self._fallback = fallback or Grammar()

    @classmethod
    def of_run(cls, run: Run, *, fallback: Writer | None = None) -> MaskedWriter:
        """The one that ``stylogeny words`` trained in a run folder; raises as :meth:`.TextModel.read` does."""
        return cls(TextModel.read(run.file(FILE, needs="words")), fallback=fallback)

    def text(
        self,
        prompt: Prompt | str,
        *,
        images: Sequence[np.ndarray | Path] = (),
        schema: Mapping[str, Any] | None = None,
        seed: int = 0,
    ) -> str:
        """Words of the prompt's kind around its facts; `images` are not looked at."""
        if isinstance(prompt, str) or schema is not None or prompt.kind not in self.model.layouts:
            words = self._fallback.text(prompt, images=images, schema=schema, seed=seed)
            self.source = self._fallback.source
            return words
        self.source = NAMED
        return write(self.model, prompt.kind, prompt.facts, seed=seed)

    def choose(self, prompt: Prompt | str, options: Sequence[str], *, seed: int = 0) -> str:
        """One of the options, as the fallback chooses."""
        return self._fallback.choose(prompt, options, seed=seed)


def write(model: TextModel, kind: str, facts: Facts | None, *, order: str = "random", seed: int = 0) -> str:
    """A text of a kind about a record: places of facts first, then words around them, then the facts."""
    words = word_facts(facts)
    year = getattr(facts, "year", None)
    asked = Example(kind, "", conditions_of(words, year))
    return fill(model.write(asked, known=frozenset(words.texts), order=order, seed=seed), words, kind)


def fill(text: str, words: Wording, kind: str = "") -> str:
    """A text with facts in their places, articles and capitals put right."""
    text = PLACE.sub(lambda m: m.group().replace(f"{{{m.group(1)}}}", words.texts[m.group(1)]), text)
    text = with_articles(re.sub(r"\s+", " ", text).strip())
    if kind in kinds() and kinds()[kind].form == NAME:
        return title_case(text)
    return "".join(capitalised(part) for part in re.split(r"(?<=[.!?] )", text))


def learn_words(run: Run, plan: TextPlan, *, texts: int = 4000, restart: bool = False) -> TextModel:
    """The run's writer, trained, or its training resumed; `texts` by the grammar are learned beside the corpus's own.

    Raises
    ------
    StylogenyError
        A run without works, or a checkpoint made from other texts or by another plan.
    """
    file, works = run.file(FILE), run.file("works.parquet", needs="load")
    plan = replace(plan, source=f"{texts} texts about {digest_file(works)}")
    if not restart and trained(file, plan):
        return TextModel.read(file)
    given = examples(Works.read(works), count=texts, seed=plan.seed)
    return train(TextModel.start(given, seed=plan.seed), given, plan, checkpoint=file, restart=restart)
