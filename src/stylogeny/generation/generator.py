"""What every family of generators can do, what it is asked, and what it gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypedDict, Unpack

import numpy as np

from ..errors import StylogenyError
from .canvas import canvas_size, check_content
from .diversity import diversify
from .styles import Corpus, Style, resolve

StyleLike = str | np.ndarray | Style


class DrawOptions(TypedDict, total=False):
    """Keyword arguments of :meth:`Generator.draw` and :meth:`Generator.generate`, the same in every family.

    Parameters
    ----------
    n : int
        How many pictures (default 1). The i-th depends on (seed, i) alone.
    size : int or (height, width)
        In pixels, multiples of 8 from 32 to 1024; by default the side that the family draws best.
    seed : int
        Default 0.
    content : ndarray, optional
        uint8[H, W, 3] of that size: a picture whose composition is kept.
    prompt : str, optional
        What to draw, for families that understand words; the others raise.
    diversity : str, optional
        ``gaps``: each picture leans toward a different missing style beside this one.
    """

    n: int
    size: int | tuple[int, int] | None
    seed: int
    content: np.ndarray | None
    prompt: str | None
    diversity: str | None


@dataclass(frozen=True, eq=False)
class DrawRequest:
    """What a generator was asked for, checked.

    Parameters
    ----------
    named, styles : list of Style
        For each picture the style it was asked in, and the one it is drawn from: the same, or with `diversity` one
        between it and a gap.
    shape : (height, width)
    seed : int
    content, prompt : ndarray, str, optional
        As in :class:`DrawOptions`.
    """

    named: list[Style]
    styles: list[Style]
    shape: tuple[int, int]
    seed: int
    content: np.ndarray | None
    prompt: str | None

    @classmethod
    def of(
        cls,
        style: StyleLike | list[Style],
        corpus: Corpus,
        *,
        side: int,
        factor: int,
        words: bool = False,
        n: int = 1,
        size: int | tuple[int, int] | None = None,
        seed: int = 0,
        content: np.ndarray | None = None,
        prompt: str | None = None,
        diversity: str | None = None,
    ) -> DrawRequest:
        """Resolve and check what was asked of a family.

        Parameters
        ----------
        style : str, ndarray, Style or list of Style
            See :func:`stylogeny.generation.styles.resolve`; a list has one for each picture, in place of `n` and
            `diversity`, and is drawn from as it is.
        corpus : Corpus
        side, factor : int
            The family's own size, and what the sides of its pictures are multiples of.
        words : bool
            Whether it understands a prompt.
        n, size, seed, content, prompt, diversity
            The :class:`DrawOptions`.

        Raises
        ------
        StylogenyError
            A prompt to a family without words, a size or content that does not fit, no pictures, no such style.
        """
        if prompt is not None and not words:
            raise StylogenyError("this family understands no words", got=repr(prompt), fix="leave the prompt out")
        shape = canvas_size(side if size is None else size, factor)
        check_content(content, shape)
        if isinstance(style, list):
            named = styles = style
        else:
            one = resolve(style, corpus)
            styles = diversify(one, diversity, corpus, n, seed=seed)
            named = [one] * len(styles)
        return cls(named, styles, shape, seed, content, prompt)

    def drawn(self, drawing: Drawing) -> Drawing:
        """A drawing of what was asked for, with the names of its styles."""
        return replace(drawing, names=[style.name for style in self.styles])


@dataclass(frozen=True, eq=False)
class Drawing:
    """Pictures with the origin of every region.

    Parameters
    ----------
    pictures : ndarray
        uint8[n, H, W, 3].
    rows : list of ndarray
        For each picture int64[S]: the works it drew on.
    shares : list of ndarray
        For each picture float32[H / factor, W / factor, S]: how much of each region each work gave; sums to 1 over S.
    names : sequence of str
        For each picture the name of the style that it was drawn from, which with `diversity` says which gap it leans
        to; empty where no style was.
    """

    pictures: np.ndarray
    rows: list[np.ndarray]
    shares: list[np.ndarray]
    names: Sequence[str] = ()

    @classmethod
    def unattributed(cls, pictures: np.ndarray, factor: int) -> Drawing:
        """Pictures none of whose regions has a known origin."""
        n, height, width, _ = pictures.shape
        none = np.zeros((height // factor, width // factor, 0), dtype=np.float32)
        return cls(pictures, [np.zeros(0, dtype=np.int64)] * n, [none] * n)

    def works(self, picture: int) -> dict[int, float]:
        """Row of each work and its share of the whole picture, largest first."""
        totals = self.shares[picture].mean(axis=(0, 1))
        order = np.argsort(-totals, kind="stable")
        return {int(self.rows[picture][i]): float(totals[i]) for i in order if totals[i] > 0}


class Generator(Protocol):
    """What every family can do."""

    def draw(self, style: StyleLike | list[Style], **options: Unpack[DrawOptions]) -> Drawing:
        """Pictures of a style, and the origin of every region where the family can tell."""
        ...

    def generate(self, style: StyleLike | list[Style], **options: Unpack[DrawOptions]) -> np.ndarray:
        """The pictures alone, uint8[n, H, W, 3]."""
        ...

    def bound(self, pictures: Sequence[np.ndarray]) -> np.ndarray:
        """Upper bound on how surprising each picture is, bits per latent dimension, float64[n]."""
        ...

    def sources(self, picture: np.ndarray) -> Drawing:
        """Which works each region of a picture came from, where the family can tell."""
        ...
