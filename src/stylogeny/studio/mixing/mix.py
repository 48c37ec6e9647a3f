"""A mixture as the style room has it: names of styles, artists, works and gaps, each with a weight of either sign."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...corpus.lookup import select
from ...errors import StylogenyError, UnknownWork
from ...generation.styles import STYLE_KINDS, Corpus, at_point, mixture, of_name, resolve
from ...runs import digest, readable

if TYPE_CHECKING:
    from ...corpus.works import Works
    from ...embedding.gaps import Gaps
    from ...generation.named_styles import NamedStyles
    from ...generation.styles import Style

MAX_PARTS = 12
GAP = re.compile(r"gap ([1-9]\d?)")  # what a missing style is called
GAPS = 12  # that are looked for


@dataclass(frozen=True)
class Ingredient:
    """One part of a mixture: a name, and its weight from -1 to 1."""

    name: str
    weight: float

    def __post_init__(self) -> None:
        if not math.isfinite(self.weight) or not -1 <= self.weight <= 1:
            raise StylogenyError("a weight is a number from -1 to 1", got=self.weight, fix=f"weigh {self.name} anew")

    @property
    def gap(self) -> int | None:
        """The number of the gap that it is, from 1; None for what has works of its own."""
        found = GAP.fullmatch(self.name)
        return int(found[1]) if found else None


@dataclass(frozen=True)
class Mix:
    """A mixture.

    Parameters
    ----------
    parts : tuple of Ingredient
        Those of weight 0 are not heard, and stay.
    seed : int
        Owns the pictures.
    """

    parts: tuple[Ingredient, ...]
    seed: int = 0

    @classmethod
    def of(cls, names: Sequence[str], weights: Sequence[float], *, seed: int = 0) -> Mix:
        """Of names and their weights; of a name that is given twice the last counts.

        Raises
        ------
        StylogenyError
            For a weight beyond -1 and 1, too many parts, or not one weight for each name.
        """
        if len(names) != len(weights):
            raise StylogenyError("each part has one weight", got=f"{len(weights)} weights for {len(names)} parts")
        given = {" ".join(name.split()): round(weight, 4) for name, weight in zip(names, weights)}
        given.pop("", None)
        if len(given) > MAX_PARTS:
            raise StylogenyError(f"a mixture has at most {MAX_PARTS} parts", got=len(given), fix="take one away")
        return cls(tuple(Ingredient(name, weight) for name, weight in given.items()), seed)

    def with_part(self, name: str, weight: float) -> Mix:
        """With one part more, or another weight of it."""
        others = [p for p in self.parts if p.name != name]
        return Mix.of([*(p.name for p in others), name], [*(p.weight for p in others), weight], seed=self.seed)

    def without(self, name: str) -> Mix:
        """Without this part."""
        return replace(self, parts=tuple(p for p in self.parts if p.name != name))

    @property
    def heard(self) -> tuple[Ingredient, ...]:
        """The parts that are heard, those that are liked first."""
        return tuple(sorted((p for p in self.parts if p.weight), key=lambda p: p.weight < 0))

    @property
    def text(self) -> str:
        """As `stylogeny render` takes it: ``0.6*Paul Gauguin - 0.4*Ukiyo-e``; gaps without a name have none there."""
        heard = self.heard
        if len(heard) == 1 and heard[0].weight > 0:
            return heard[0].name
        liked = "+".join(f"{part.weight:g}*{part.name}" for part in heard if part.weight > 0)
        return liked + "".join(f" - {-part.weight:g}*{part.name}" for part in heard if part.weight < 0)

    @property
    def label(self) -> str:
        """As a file name."""
        return readable(" ".join(part.name for part in self.heard)) + "-" + digest([self.text, self.seed])[:8]

    def check(self) -> None:
        """Raise where no weight is positive: nothing could be seen."""
        if not any(part.weight > 0 for part in self.parts):
            raise StylogenyError("nothing can be seen of this mixture", fix="give one part a weight above 0")

    def style(self, corpus: Corpus, gaps: Gaps | None = None) -> Style:
        """What it means to a generator.

        Raises
        ------
        StylogenyError
            For a name that nothing has, or where no weight is positive.
        """
        self.check()
        parts = [(part.weight, _style(part, corpus, gaps)) for part in self.heard]
        if len(parts) == 1:
            return resolve(parts[0][1], corpus)
        return resolve(mixture(parts, name=self.text, corpus=corpus), corpus)


def canonical(name: str, works: Works, named: NamedStyles) -> str:
    """A name as the run has it: of a work its id, of an artist or a style as it is written there; gaps keep theirs.

    Raises
    ------
    UnknownWork, StylogenyError
        When nothing, or more than one thing, has the name.
    """
    name = " ".join(name.split())
    if GAP.fullmatch(name):
        return name
    try:
        return select(works, name, kinds=STYLE_KINDS).subject
    except UnknownWork:
        if (own := named.get(name)) is None:
            raise
        return own.name


def _style(part: Ingredient, corpus: Corpus, gaps: Gaps | None) -> Style:
    if part.gap is None:
        return of_name(part.name, corpus, name=part.name)
    if gaps is None or part.gap > len(gaps):
        raise StylogenyError("there is no such gap", got=part.name, fix=f"there are {0 if gaps is None else len(gaps)}")
    return at_point(gaps.vectors[part.gap - 1], corpus, name=part.name)
