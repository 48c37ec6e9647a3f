"""Pictures of a mixture, each by itself: drawn by the run's own generator, with the works that its regions came from.

These functions are answered in the worker that stays (:mod:`stylogeny.studio.warm`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...corpus.calendar import year_text
from ...embedding.gaps import Gaps, find_gaps
from ...errors import StylogenyError
from ...generation import fit
from ...generation.closed_form.generator import ClosedFormGenerator
from ...generation.generator import Drawing
from ...generation.named_styles import NamedStyles
from ...generation.saved_pictures import PictureRecord, picture_bytes
from ...generation.styles import Corpus, Style
from ...runs import Run
from ..state import Studio
from .mix import GAPS, Mix

SIDE = 128  # pixels at which samples are composed
SIDES = (128, 256, 512, 1024)  # at which one is given
SAMPLES = 8
MAX_STYLES = 64  # mixtures that are kept as they were resolved
NAMED = 12  # works that a picture names


@dataclass(frozen=True)
class StyleSample:
    """A picture and where it came from.

    Parameters
    ----------
    png : bytes
        With a record of how it was made.
    sources : list of dict
        ``id`` and ``share`` of the works it drew on, the most first.
    cells : list of list of int
        Which of `sources` each region came from most, row by row; -1 for one that is not named.
    """

    png: bytes
    sources: list[dict[str, object]]
    cells: list[list[int]]


def corpus_of(studio: Studio) -> Corpus:
    """The run as a generator sees it."""
    return studio.once("corpus", lambda: replace(Corpus.of(studio.graph), named=named_of(studio)))


def named_of(studio: Studio) -> NamedStyles:
    """The styles that were named in the run."""
    return NamedStyles.read(Run(studio.path))


def generator_of(studio: Studio) -> ClosedFormGenerator:
    """The run's own generator, open for good."""

    def make() -> ClosedFormGenerator:
        generator = fit(corpus_of(studio))
        assert isinstance(generator, ClosedFormGenerator)
        return generator

    return studio.once("generator", make)


def gaps_of(studio: Studio) -> Gaps | None:
    """The missing styles of the run; None where there are too few works to tell."""

    def make() -> Gaps | None:
        try:
            return find_gaps(corpus_of(studio).space or studio.graph.embedding, count=GAPS)
        except StylogenyError:
            return None

    return studio.once("gaps", make)


def gap_lines(studio: Studio) -> list[dict[str, object]]:
    """The gaps: name, year in words, ids of the nearest works."""
    gaps = gaps_of(studio)
    if gaps is None:
        return []
    return [
        {"name": f"gap {k}", "year": year_text(row["year"]), "near": str(row["neighbours"]).split(", ")}
        for k, row in enumerate(gaps.table.to_dict("records"), 1)
    ]


def style_of(studio: Studio, mix: Mix) -> Style:
    """A mixture resolved, from those that were asked for lately where it is one of them."""
    kept: dict[tuple[object, ...], Style] = studio.once("styles", dict)
    if mix.parts not in kept:
        corpus = replace(corpus_of(studio), named=named_of(studio))  # as they are named now
        gaps = gaps_of(studio) if any(part.gap for part in mix.parts) else None
        style = mix.style(corpus, gaps)
        while len(kept) >= MAX_STYLES:
            kept.pop(next(iter(kept)))
        kept[mix.parts] = style
    return kept[mix.parts]


def sample(studio: Studio, mix: Mix, index: int, size: int = SIDE) -> StyleSample:
    """The picture number `index` (from 1) of a mixture, as `stylogeny render` draws it with this seed.

    Raises
    ------
    StylogenyError
        For what cannot be drawn.
    """
    style = style_of(studio, mix)
    drawing = generator_of(studio).again(style, index=index - 1, size=SIDE, seed=mix.seed, enlarge=size // SIDE)
    sources, cells = _origins(studio, drawing)
    return StyleSample(picture_bytes(drawing.pictures[0], _record(studio, mix, index, sources)), sources, cells)


def _record(studio: Studio, mix: Mix, index: int, sources: list[dict[str, object]]) -> PictureRecord:
    named = []
    works = studio.works
    for source in sources[:NAMED]:
        row = studio.row(str(source["id"]))
        text = {name: str(works.table[name].iat[row] or "") for name in ("id", "title", "artist")}
        named.append({**text, "share": source["share"]})
    return PictureRecord(
        style=mix.text, seed=mix.seed, index=index, size=(SIDE, SIDE), sources=named, run=studio.path.resolve().name
    )


def _origins(studio: Studio, drawing: Drawing) -> tuple[list[dict[str, object]], list[list[int]]]:
    works = drawing.works(0)
    rows = list(works)
    sources: list[dict[str, object]] = [
        {"id": str(studio.works.ids[row]), "share": round(share, 4)} for row, share in works.items()
    ]
    shares = drawing.shares[0]
    if not shares.shape[2]:
        return sources, []
    heaviest = drawing.rows[0][shares.argmax(axis=2)]
    rank = np.full(int(heaviest.max()) + 1, -1)
    for k, row in enumerate(rows):
        if row < len(rank):
            rank[row] = k
    return sources, rank[heaviest].tolist()
