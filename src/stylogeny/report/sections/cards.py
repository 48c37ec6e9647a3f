"""Captions, cards and pairs: works as the pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from ...corpus.calendar import year_text
from ..analysis import Analysis, Edge, UnlikelyEdge
from ..page_images import PageImage


@dataclass(frozen=True)
class Caption:
    """A work in words; `year` as its catalogue writes it, else the span that was read."""

    row: int
    id: str
    title: str
    artist: str
    year: str
    style: str


@dataclass(frozen=True)
class Card(Caption):
    """A work with its picture and what came of it; `href` leads to its page, from the report's folder."""

    image: PageImage | None
    importance: float
    importance_interval: tuple[int, int]
    fertility: float
    fertility_interval: tuple[int, int]
    styles: float
    href: str | None


@dataclass(frozen=True)
class Pair:
    """A parent and a child, the child's weight on the parent and the years between them."""

    elder: Card
    younger: Card
    weight: float
    lag: float


@dataclass(frozen=True)
class UnlikelyPair(Pair):
    """A pair, the probability that it is one, why it is odd, and the likeliest other parent, if there is one."""

    probability: float
    why: str
    instead: Caption | None


@dataclass(frozen=True, eq=False)
class Cards:
    """Makes captions, cards and pairs of works.

    Parameters
    ----------
    analysis : Analysis
    images : mapping
        Row to the work's picture, for works that have one in the report.
    files : mapping
        Row to the name of the work's page, for works that have one.
    """

    analysis: Analysis
    images: Mapping[int, PageImage]
    files: Mapping[int, str]

    def card(self, row: int) -> Card:
        """The card of a work."""
        analysis = self.analysis
        return Card(
            **asdict(caption(analysis, row)),
            image=self.images.get(row),
            importance=float(analysis.graph.importance[row]),
            importance_interval=analysis.descendants_interval(row),
            fertility=float(analysis.graph.fertility[row]),
            fertility_interval=analysis.offspring_interval(row),
            styles=analysis.styles_reached(row),
            href=f"works/{self.files[row]}.html" if row in self.files else None,
        )

    def pair(self, tie: Edge) -> Pair:
        """The two ends of a tie."""
        return Pair(self.card(tie.parent), self.card(tie.child), tie.weight, tie.lag)

    def unlikely(self, edge: UnlikelyEdge) -> UnlikelyPair:
        """The two ends of an unlikely tie."""
        tie = edge.tie
        return UnlikelyPair(
            elder=self.card(tie.parent),
            younger=self.card(tie.child),
            weight=tie.weight,
            lag=tie.lag,
            probability=edge.probability,
            why=edge.why,
            instead=None if edge.instead is None else caption(self.analysis, edge.instead),
        )


def caption(analysis: Analysis, row: int) -> Caption:
    """Title, artist, year and style of a work."""
    works = analysis.graph.works
    table = works.table
    return Caption(
        row=row,
        id=str(table["id"].iat[row]),
        title=str(table["title"].iat[row] or table["id"].iat[row]),
        artist=str(table["artist"].iat[row]),
        year=works.date(row) or year_text(analysis.graph.years[row]),
        style=str(table["style"].iat[row]),
    )
