"""Prompts that name a style: "harbour at night, in the manner of early Impressionism" is a content and a style."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ...errors import StylogenyError
from ...generation.styles import Corpus, Style, of_group, resolve
from ...streams import int_seed

if TYPE_CHECKING:
    from ..transfer.optimisation import Look

_IN_THE_STYLE_OF = re.compile(r"(.+?)[\s,;:]+in\s+the\s+(?:manner|style)\s+of\s+(.+)", re.IGNORECASE | re.DOTALL)
_PART = re.compile(r"(early|late)\s+(.+)", re.IGNORECASE)
STEPS, BETA, TV = 60, 4.0, 0.15  # of style transfer, gentler than its defaults: what is painted over is small
THIRD = 1 / 3  # of a style's works are its early or late ones


def split(prompt: str, corpus: Corpus) -> tuple[str, Style | None]:
    """What a prompt shows, and the style it is to be shown in; (`prompt`, None) when it names no style of the corpus.

    The style is anything :func:`~stylogeny.generation.styles.resolve` knows, with ``early`` or ``late`` before it for
    the first or last third of its dated works.
    """
    match = _IN_THE_STYLE_OF.fullmatch(prompt.strip())
    if match is None:
        return prompt, None
    name = match[2].strip().strip(".")
    part = _PART.fullmatch(name)
    for text, when in ((name, None), *(((part[2], part[1].lower()),) if part else ())):
        try:
            style = resolve(text, corpus)
        except StylogenyError:
            continue
        return match[1].strip(), style if when is None else _third(style, corpus, early=when == "early", name=name)
    return prompt, None


def _third(style: Style, corpus: Corpus, *, early: bool, name: str) -> Style:
    rows = np.flatnonzero((style.weights > 0) & corpus.works.dated)
    if len(rows) < 6:
        return style
    rows = rows[np.argsort(corpus.works.year[rows], kind="stable")]
    count = max(2, round(THIRD * len(rows)))
    return of_group(rows[:count] if early else rows[-count:], corpus, name)


def answer(style: Style, scores: np.ndarray, rows: np.ndarray) -> Style:
    """A style spoken for by those of its works that answer a prompt best: how this style paints that.

    `scores` [m] are the works' at `rows` [m], in standard deviations (:meth:`.library.Library.scores`).
    """
    weights = np.zeros_like(style.weights)
    weights[rows] = style.weights[rows] * np.exp(scores - scores.max())
    return Style(style.name, weights / weights.sum(), style.vector)


def repaint(
    pictures: Sequence[np.ndarray],
    looks: Sequence[Look],
    weights: Sequence[float] | None = None,
    *,
    beta: float = BETA,
    steps: int = STEPS,
    seed: int = 0,
) -> list[np.ndarray]:
    """Pictures uint8[H, W, 3] in the texture and colours of others; their layout stays.

    The more of the style (`beta`), the less of the picture.
    """
    from ..transfer.optimisation import stylise

    return [
        stylise(
            picture,
            looks,
            weights=weights,
            size=max(picture.shape[:2]),
            beta=beta,
            tv=TV,
            steps=steps,
            seed=int_seed(seed, "manner", i),
        ).picture
        for i, picture in enumerate(pictures)
    ]
