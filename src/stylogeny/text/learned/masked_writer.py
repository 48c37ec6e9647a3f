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
from ...errors import StylogenyError
from ...runs import Run, digest_file
from ..agreement import capitalised, title_case, with_articles
from ..facts.types.base import Facts
from ..grammar import Grammar
from ..templates.kinds import NAME, kinds
from ..wording import Wording, word_facts
from ..writer import Prompt, Writer
from .examples import Example, conditions_of, examples
from .model import FILE, TextModel
from .pieces import PLACE, told
from .training import TextPlan, stored_plan, train

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
        """The one that ``stylogeny words`` trained in a run; raises as :meth:`.TextModel.read`, and where it
        learned from other works."""
        file, works = run.file(FILE, needs="words"), run.file("works.parquet")
        source = stored_plan(file)[0].source
        if source and works.exists() and source != digest_file(works):
            fix = f"run `stylogeny words {run.path} --restart`"
            raise StylogenyError("these words were learned from other works than this run's", got=file, fix=fix)
        return cls(TextModel.read(file), fallback=fallback)

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
    text = with_articles(re.sub(r"\s+", " ", in_places(text, words)).strip())
    if kind in kinds() and kinds()[kind].form == NAME:
        return title_case(text)
    return "".join(capitalised(part) for part in re.split(r"(?<=[.!?] )", text))


def in_places(text: str, words: Wording) -> str:
    """A text with facts in their places, and all else as it is.

    Raises
    ------
    StylogenyError
        A place for a fact that is not known.
    """
    unknown = sorted(told(text) - set(words.texts))
    if unknown:
        known = ", ".join(sorted(words.texts)) or "none"
        raise StylogenyError("a place for a fact that is not known", got=unknown[0], fix=f"known are: {known}")
    return PLACE.sub(lambda m: m.group().replace(f"{{{m.group(1)}}}", words.texts[m.group(1)]), text)


def learn_words(run: Run, *, steps: int | None = None, texts: int | None = None, restart: bool = False) -> TextModel:
    """The run's writer: as it was trained, else trained, or its training resumed.

    Parameters
    ----------
    run : Run
    steps, texts : int, optional
        Of training, and by the grammar; by default as its checkpoint has them, else those of :class:`.TextPlan`.
    restart : bool
        Whether to forget the checkpoint.

    Raises
    ------
    StylogenyError
        A run without works, or a checkpoint made from other works or by another plan.
    """
    file, works = run.file(FILE), run.file("works.parquet", needs="load")
    plan, step = (TextPlan(), 0) if restart or not file.exists() else stored_plan(file)
    asked = replace(plan, steps=steps or plan.steps, texts=plan.texts if texts is None else texts)
    asked = replace(asked, source=digest_file(works))
    if asked == plan and step == plan.steps:
        return TextModel.read(file)
    given = examples(Works.read(works), count=asked.texts, seed=asked.seed)
    return train(TextModel.start(given, seed=asked.seed), given, asked, checkpoint=file, restart=restart)
