"""Names of movements and titles of works, by a writer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from .appearance import Appearance, common_appearance
from .facts.types.works import MovementNameFacts, TitleFacts
from .numerals import roman
from .word_files import read
from .writer import Prompt, Writer

LONGEST = 80  # characters of a name


def name_movement(
    writer: Writer,
    facts: MovementNameFacts,
    *,
    images: Sequence[np.ndarray | Path] = (),
    taken: Sequence[str] = (),
    seed: int = 0,
) -> str:
    """A name for a movement, other than those taken.

    Parameters
    ----------
    writer : Writer
    facts : MovementNameFacts
        What is missing is not used; the appearance is measured on the images where the facts have none.
    images : sequence
        Pictures of its works.
    taken : sequence of str
        Names of other movements.
    """
    request = read("requests").within("names").text("movement name").format(taken=", ".join(taken) or "none")
    facts = replace(facts, appearance=facts.appearance or common_appearance([Appearance.of(image) for image in images]))
    return _unused(writer.text(Prompt("movement name", facts, request), images=images, seed=seed), taken)


def title_work(
    writer: Writer,
    facts: TitleFacts,
    *,
    images: Sequence[np.ndarray | Path] = (),
    taken: Sequence[str] = (),
    seed: int = 0,
) -> str:
    """A title for a work, other than those taken; arguments as for :func:`name_movement`."""
    request = read("requests").within("names").text("title")
    facts = replace(facts, appearance=facts.appearance or common_appearance([Appearance.of(image) for image in images]))
    return _unused(writer.text(Prompt("title", facts, request), images=images, seed=seed), taken)


def _unused(name: str, taken: Sequence[str]) -> str:
    """One short line, with a numeral when it is taken."""
    line = re.sub(r"\s+", " ", name.strip().splitlines()[0] if name.strip() else "Untitled").strip(" \"'“”.")
    line = line[:LONGEST] or "Untitled"
    others = {other.casefold() for other in taken}
    unused, number = line, 1
    while unused.casefold() in others:
        number += 1
        unused = f"{line} {roman(number)}"
    return unused
