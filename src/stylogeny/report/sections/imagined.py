"""Imagined works with their parents beside them, by generation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ...futures.imagined import ImaginedWorks
from ...runs import slug
from ..analysis import Analysis
from ..page_images import PageImage, write_image
from .cards import caption

PARENTS = 3  # shown beside each work
COLUMNS = ("id", "title", "year", "plausibility", "novelty", "jump", "generation")


@dataclass(frozen=True)
class ImaginedParent:
    """A parent: real, or imagined itself. `name` is what stands below its picture."""

    name: str
    title: str
    year: str
    weight: float
    image: PageImage | None


@dataclass(frozen=True)
class ImaginedCard:
    """One imagined work; plausibility and novelty in [0, 1]."""

    title: str
    year: int
    plausibility: float
    novelty: float
    jump: bool
    image: PageImage | None
    parents: tuple[ImaginedParent, ...]


@dataclass(frozen=True)
class ImaginedSection:
    """One future: its name, what it was imagined from, and the works of each generation."""

    name: str
    root: str
    generations: tuple[tuple[int, tuple[ImaginedCard, ...]], ...]


def imagined_section(
    history: ImaginedWorks, name: str, analysis: Analysis, folder: Path, images: Mapping[int, PageImage]
) -> ImaginedSection:
    """The section of one future; the pictures of its works are written into `folder`."""
    own: dict[str, PageImage] = {}
    for k, work in enumerate(history.table["id"]):
        picture = history.picture(k)
        if picture is not None:
            own[str(work)] = write_image(picture, folder, f"pictures/{slug(name)}-{k:03d}.jpg")
    rows = {str(i): row for row, i in enumerate(analysis.graph.works.ids)}
    table = history.table
    imagined = {str(i): (str(title), str(year)) for i, title, year in zip(table["id"], table["title"], table["year"])}

    def parent(name: str, weight: float) -> ImaginedParent | None:
        if name in rows:
            about = caption(analysis, rows[name])
            label = about.artist or about.title
            return ImaginedParent(label, about.title, about.year, weight, images.get(rows[name]))
        if name in imagined:
            title, year = imagined[name]
            return ImaginedParent(title, title, year, weight, own.get(name))
        return None

    cards: dict[int, list[ImaginedCard]] = {}
    for k, record in enumerate(zip(*(table[column] for column in COLUMNS))):
        work, title, year, plausibility, novelty, jump, generation = record
        parents = [parent(str(name), weight) for name, weight in history.parents_of(k)[:PARENTS]]
        card = ImaginedCard(
            title=str(title),
            year=int(year),
            plausibility=float(plausibility),
            novelty=float(novelty),
            jump=bool(jump),
            image=own.get(str(work)),
            parents=tuple(p for p in parents if p is not None),
        )
        cards.setdefault(int(generation), []).append(card)
    root = str(history.provenance.parameters.get("root", name))
    return ImaginedSection(name, root, tuple((g, tuple(cards[g])) for g in sorted(cards)))
