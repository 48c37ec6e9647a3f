"""The pages of works, and of answers about an artist, a style or several works."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

import numpy as np
from markupsafe import Markup
from scipy import sparse

from ...runs import slug
from ..analysis import Analysis, Relatives
from ..drawings.lineage import Relative, lineage
from ..inputs import ReportInputs
from ..page_images import PageImage
from .answers import AnswerCard, answer_of
from .cards import Caption, Card, Cards, caption

MEMBERS = 6  # works shown of an answer about several
NEAR = 10  # parents and children in a page's tables


@dataclass(frozen=True)
class Numbers:
    """What the model says of a work."""

    innovation: float
    fertility: float
    fertility_interval: tuple[int, int]
    importance: float
    importance_interval: tuple[int, int]
    styles: float


@dataclass(frozen=True)
class Neighbour(Caption):
    """A parent or child, its weight and the years between."""

    weight: float
    lag: float


@dataclass(frozen=True)
class WorkPage:
    """One page.

    Parameters
    ----------
    file, title : str
    work : Caption, optional
        The one work it is about; None on the page of an answer about several.
    image : PageImage, optional
    wide, tall : Markup, optional
        The work's lineage, for a screen and for a phone.
    alone : bool
        Whether it has no relatives.
    numbers : Numbers, optional
    parents, children : tuple of Neighbour
    members : tuple of Card
        The foremost works that an answer is about.
    answers : tuple of AnswerCard
    """

    file: str
    title: str
    work: Caption | None = None
    image: PageImage | None = None
    wide: Markup | None = None
    tall: Markup | None = None
    alone: bool = True
    numbers: Numbers | None = None
    parents: tuple[Neighbour, ...] = ()
    children: tuple[Neighbour, ...] = ()
    members: tuple[Card, ...] = ()
    answers: tuple[AnswerCard, ...] = ()


def page_files(analysis: Analysis, rows: Iterable[int]) -> dict[int, str]:
    """The names of works' pages, by row."""
    return {row: f"{row:06d}-{slug(str(analysis.graph.works.ids[row]))[:60]}" for row in rows}


def work_pages(inputs: ReportInputs, cards: Cards) -> list[WorkPage]:
    """One page per work of `cards.files`, then one for every answer about an artist, a style or several works."""
    pages: dict[int | str, WorkPage] = {row: _work_page(cards, row) for row in cards.files}
    for answer in inputs.credits:
        rows = inputs.rows_of(answer)
        key: int | str = int(rows[0]) if len(rows) == 1 and int(rows[0]) in pages else answer.slug
        if key not in pages:
            best = foremost(cards.analysis, rows)
            pages[key] = WorkPage(
                file=f"answer-{answer.slug}",
                title=answer.name,
                image=cards.images.get(best[0]) if best else None,
                members=tuple(cards.card(row) for row in best),
            )
        pages[key] = replace(pages[key], answers=(*pages[key].answers, answer_of(answer)))
    return list(pages.values())


def foremost(analysis: Analysis, rows: np.ndarray) -> list[int]:
    """The works that an answer about several shows: those of most consequence."""
    return [int(r) for r in rows[np.argsort(-analysis.graph.importance[rows], kind="stable")][:MEMBERS]]


def _work_page(cards: Cards, row: int) -> WorkPage:
    analysis = cards.analysis
    about = caption(analysis, row)
    relatives = analysis.relatives(row)
    drawn = _drawn(cards, relatives)
    return WorkPage(
        file=cards.files[row],
        title=about.title,
        work=about,
        image=cards.images.get(row),
        wide=lineage(drawn, relatives.edges, upright=False, base="../"),
        tall=lineage(drawn, relatives.edges, upright=True, base="../"),
        alone=len(drawn) == 1,
        numbers=_numbers(analysis, row),
        parents=_neighbours(analysis, analysis.graph.parents, row),
        children=_neighbours(analysis, analysis.children, row),
    )


def _drawn(cards: Cards, relatives: Relatives) -> list[Relative]:
    """Relatives as the lineage draws them, by generation and then by year."""
    years = cards.analysis.graph.years
    out = []
    for row, generation in sorted(relatives.generation.items(), key=lambda e: (e[1], years[e[0]])):
        about = caption(cards.analysis, row)
        name = about.artist or about.title
        out.append(Relative(row, generation, name, about.year, cards.images.get(row)))
    return out


def _numbers(analysis: Analysis, row: int) -> Numbers:
    graph = analysis.graph
    return Numbers(
        innovation=float(graph.innovation[row]),
        fertility=float(graph.fertility[row]),
        fertility_interval=analysis.offspring_interval(row),
        importance=float(graph.importance[row]),
        importance_interval=analysis.descendants_interval(row),
        styles=analysis.styles_reached(row),
    )


def _neighbours(analysis: Analysis, table: sparse.csr_array, row: int) -> tuple[Neighbour, ...]:
    """The heaviest entries of a row, with captions."""
    span = slice(table.indptr[row], table.indptr[row + 1])
    pairs = sorted(zip(table.data[span], table.indices[span]), key=lambda e: (-e[0], e[1]))[:NEAR]
    years = analysis.graph.years
    return tuple(
        Neighbour(**asdict(caption(analysis, int(r))), weight=float(w), lag=abs(float(years[row] - years[r])))
        for w, r in pairs
    )
