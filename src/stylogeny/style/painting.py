"""Pictures of a run in a manner: a prompt, a content or neither, drawn by any family and painted over where it helps.

What is drawn is chosen by words and turned towards the manner; then the manner's texture and colours are laid over it.
A mixture is drawn of works of all its parts, so it needs no second layer; a style file does, for the works that come
nearest to it are not its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ..corpus.pictures import read
from ..corpus.works import Works
from ..errors import StylogenyError
from ..generation.closed_form.generator import ClosedFormGenerator
from ..generation.generator import Drawing, Generator
from ..generation.palette import Palette
from ..generation.styles import Corpus, Style, mixture
from .in_run import MOST, Manner
from .prompts.library import Library
from .prompts.prompt_style import BETA, STEPS, answer, repaint, split
from .transfer.optimisation import lineage

LEAN = 0.25  # of a prompt towards its style: the rest of the style is painted over
STRENGTH = 0.9  # at which a manner is laid on with BETA
CONTENT_BETA = 12.0  # the same where a content is painted, whose own texture has to go
STRONGEST = 25.0  # times BETA


@dataclass(frozen=True, eq=False)
class Piece:
    """What is to be painted.

    Parameters
    ----------
    prompt : str
        In words of the corpus; empty for a picture of the manner itself.
    avoid : str
        Words whose works are not drawn from.
    manner : Manner, optional
    content : ndarray, optional
        uint8[H, W, 3]: a picture whose layout is kept.
    strength : float
        0 draws and leaves it at that, 1 lays the manner on as thick as it goes.
    steps : int
        Of the painting over.
    draw : mapping
        Keyword arguments of the generator's ``draw``: `n`, `size`, `seed`, ...
    """

    prompt: str = ""
    avoid: str = ""
    manner: Manner | None = None
    content: np.ndarray | None = None
    strength: float = STRENGTH
    steps: int = STEPS
    draw: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.prompt and self.manner is None:
            raise StylogenyError("a style or a prompt is expected", got="neither")
        if not 0 <= self.strength <= 1:
            raise StylogenyError("strength lies between 0 and 1", got=self.strength)
        if self.content is not None and self.manner is None:
            raise StylogenyError("a content is painted in a style", got="a prompt alone", fix="name a style")

    @property
    def seed(self) -> int:
        """Of everything random."""
        return int(self.draw.get("seed", 0))

    def beta(self, usual: float) -> float:
        """The weight of the style where `usual` is that of the usual strength."""
        odds = self.strength / max(1 - self.strength, 1e-6) * (1 - STRENGTH) / STRENGTH
        return usual * min(odds, STRONGEST)


def paint(piece: Piece, generator: Generator, corpus: Corpus, library: Library | None = None) -> Drawing:
    """Draw a piece and paint it over; `library` is the run's words, needed for a prompt.

    The pictures are uint8[n, H, W, 3]; regions keep the origins of what was drawn.
    """
    manner, style, over = piece.manner, None, False
    if piece.prompt:
        assert library is not None
        style, manner = answered(piece, library, corpus)
        over = manner is not None
    elif manner is not None:
        style, over = manner.style, manner.learned or piece.content is not None
    assert style is not None
    if piece.avoid:
        assert library is not None
        style = without(style, library.scores(piece.avoid), library.rows)
    n = int(piece.draw.get("n", 1))
    if piece.content is not None:  # its layout is what is drawn
        drawing = Drawing.unattributed(np.stack([piece.content] * n), 8)
    else:
        drawing = generator.draw(style, **piece.draw)
    if not over or manner is None or not piece.strength:
        return drawing
    pictures = repaint(
        list(drawing.pictures), manner.looks, manner.weights, steps=piece.steps, seed=piece.seed,
        beta=piece.beta(BETA if piece.content is None else CONTENT_BETA),
    )  # fmt: skip
    return replace(drawing, pictures=np.stack(pictures))


def answered(piece: Piece, library: Library, corpus: Corpus) -> tuple[Style, Manner | None]:
    """What a prompt is drawn from, turned towards its manner, and that manner as it paints what was asked for.

    The manner is the piece's, else one that the prompt itself names ("harbour, in the manner of late Nocturnism").
    """
    words, manner = piece.prompt, piece.manner
    if manner is None:
        words, named = split(piece.prompt, corpus)
        if named is None:
            return library.style(piece.prompt), None
        manner = Manner(named, *lineage(named, corpus.works, most=MOST))
    rows = [int(r) for r in library.rows if manner.style.weights[r] > 0]
    e = library.learn(rows, weights=[float(manner.style.weights[r]) for r in rows])
    style = library.style(words, e=e, strength=LEAN * piece.strength / STRENGTH)
    if not manner.learned:  # those of its works that answer best say how it paints that
        best = answer(manner.style, library.scores(words), library.rows)
        manner = Manner(best, *lineage(best, corpus.works, most=MOST))
    return style, manner


def without(style: Style, scores: np.ndarray, rows: Sequence[int] | np.ndarray) -> Style:
    """A style in which works that answer other words (`scores`, standard deviations, at `rows`) speak less."""
    weights = style.weights.copy()
    weights[rows] *= np.exp(-2.0 * np.maximum(scores, 0.0))
    return replace(style, weights=weights, parts=())


def strip(
    one: Manner,
    other: Manner,
    generator: ClosedFormGenerator,
    *,
    count: int,
    size: int | tuple[int, int],
    seed: int = 0,
) -> list[np.ndarray]:
    """From one manner to another in `count` pictures uint8[H, W, 3] of one composition.

    It is drawn from works of both; colours move along the line between the two palettes, texture between the two
    manners' statistics.
    """
    if count < 2:
        raise StylogenyError("a strip has at least two pictures", got=count)
    both = mixture([(0.5, one.style), (0.5, other.style)], name=f"{one.style.name} and {other.style.name}")
    base = generator.again(both, index=0, size=size, seed=seed).pictures[0]
    own, works = Palette.of(base), generator.corpus.works
    ends = [palette_of(manner.style, works) for manner in (one, other)]
    pictures = []
    for share in np.linspace(0, 1, count):
        toned = own.towards(Palette.between(ends, np.array([1 - share, share])), base)
        looks = [*one.looks, *other.looks]
        weights = [(1 - share) * w / sum(one.weights) for w in one.weights]
        weights += [share * w / sum(other.weights) for w in other.weights]
        pictures += repaint([toned], looks, weights, beta=CONTENT_BETA, seed=seed)
    return pictures


def palette_of(style: Style, works: Works) -> Palette:
    """The palette between those of the works that speak loudest for a style."""
    rows, shares = style.representatives(MOST, pictured=works.pictured)
    return Palette.between([Palette.of(read(works.picture(int(r)), 64)) for r in rows], shares)
