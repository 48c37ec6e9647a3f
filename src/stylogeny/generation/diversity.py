"""Diverse pictures of a style: each of n leans from it toward a different missing style beside it."""

from __future__ import annotations

import numpy as np

from ..corpus.calendar import year_text
from ..embedding.gaps import find_gaps
from ..errors import StylogenyError
from .styles import Corpus, Style, at_point, mixture

LEAN = 0.5  # how far from the style toward the missing one
GAPS = "gaps"


def diversify(style: Style, toward: str | None, corpus: Corpus, n: int, *, seed: int = 0) -> list[Style]:
    """What each of n pictures of a style is drawn from: all from it or, toward ``gaps``, each from
    :func:`lean_to_gaps`."""
    if n < 1:
        raise StylogenyError("at least one picture is expected", got=n)
    if toward is None:
        return [style] * n
    if toward != GAPS:
        raise StylogenyError("pictures lean toward missing styles or not at all", got=toward, fix=f"use '{GAPS}'")
    return lean_to_gaps(style, corpus, n, seed=seed)


def lean_to_gaps(style: Style, corpus: Corpus, n: int, *, seed: int = 0) -> list[Style]:
    """n styles between this one and the missing styles next to it, the nearest gaps first.

    Parameters
    ----------
    style : Style
        With a point of the embedding.
    corpus : Corpus
    n : int
        With fewer gaps than n, they are taken again in turn, each time from further along the way. A style's name says
        which gap it leans to, of about when and near which work.
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
    gaps = find_gaps(corpus.space, count=n, near=style.vector, seed=seed)
    if not len(gaps):
        raise StylogenyError("no missing style beside this one", got=style.name)
    styles = []
    for i in range(n):
        gap, turn = gaps.vectors[i % len(gaps)], i // len(gaps)
        share = LEAN * (1 + turn) / (1 + turn * LEAN)
        there = at_point(np.asarray(gap), corpus)
        row = gaps.table.iloc[i % len(gaps)]
        work = str(row["neighbours"]).split(", ")[0]
        near = corpus.works.column("title")[corpus.works.find(work)] or work
        label = f"gap {i % len(gaps) + 1} (about {year_text(row['year'])}, near {near})"
        further = "further " if turn else ""
        styles.append(mixture([(1 - share, style), (share, there)], name=f"{style.name}, leaning {further}to {label}"))
    return styles
