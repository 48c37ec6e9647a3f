"""Diversified pictures: each of n leans from one style toward a different missing style beside it."""

from __future__ import annotations

import numpy as np

from ..embedding.gaps import find_gaps
from ..errors import StylogenyError
from .styles import Corpus, Style, at_point, mixture

LEAN = 0.5  # how far from the style toward the missing one


def varied(style: Style, spread: str | None, corpus: Corpus, n: int, *, seed: int = 0) -> list[Style]:
    """What each of n pictures of a style is drawn from: all from it or, with ``missing``, each :func:`leaning` elsewhere."""
    if n < 1:
        raise StylogenyError("at least one picture is expected", got=n)
    if spread is None:
        return [style] * n
    if spread != "missing":
        raise StylogenyError("pictures spread toward missing styles or not at all", got=spread, fix="use 'missing'")
    return leaning(style, corpus, n, seed=seed)


def leaning(style: Style, corpus: Corpus, n: int, *, seed: int = 0) -> list[Style]:
    """n styles between this one and the missing styles next to it, the nearest gaps first in line.

    Parameters
    ----------
    style : Style
        With a point of the embedding.
    corpus : Corpus
    n : int
        With fewer gaps than n, they are taken again in turn, each time from further along the way.
    seed : int

    Raises
    ------
    StylogenyError
        No embedding, no point, or nothing missing nearby.
    """
    if corpus.space is None or style.vector is None:
        raise StylogenyError(
            "leaning toward missing styles needs an embedding", fix="fit the generator on an embedding"
        )
    holes = find_gaps(corpus.space, count=n, near=style.vector, seed=seed)
    if not len(holes):
        raise StylogenyError("no missing style beside this one", got=style.name)
    styles = []
    for i in range(n):
        hole, turn = holes.vectors[i % len(holes)], i // len(holes)
        share = LEAN * (1 + turn) / (1 + turn * LEAN)
        there = at_point(np.asarray(hole), corpus)
        styles.append(mixture([(1 - share, style), (share, there)], name=f"{style.name}, leaning {i + 1}"))
    return styles
