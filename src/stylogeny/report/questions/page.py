"""A page that answers a question: sections of pictures, pairs and tables, in one file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from ...artifacts import write_text
from ...corpus.works import Works
from ...display.html import thumbnail
from ...questions.debts import FOLDER
from ...questions.groups import title_of
from ...runs import Run
from ..standalone import self_contained

LARGE, SMALL = 380, 220  # longest sides of the pictures of pairs and of cards, px


@dataclass(frozen=True)
class WorkPlate:
    """A work as a page shows it: its picture as a data address (None without one), its words, what is said of it."""

    image: str | None
    title: str
    artist: str
    date: str
    said: str = ""
    more: str = ""


@dataclass(frozen=True)
class Couple:
    """An earlier and a later work side by side, with a line about the two."""

    elder: WorkPlate
    younger: WorkPlate
    heading: str
    said: str
    more: str = ""


@dataclass(frozen=True)
class ShareBar:
    """A row of a table with a bar: a name, a share in [0, 1] with the ends of its interval, and further cells."""

    name: str
    share: float
    low: float
    high: float
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class AnswerSection:
    """A part of a page.

    Parameters
    ----------
    heading, lede : str
    plates : sequence of WorkPlate
    couples : sequence of Couple
    headings : sequence of str
        Of the table of `bars`, the first two being the name and the share.
    bars : sequence of ShareBar
    scale : float
        The share at which a bar is full.
    figure : Markup, optional
    """

    heading: str
    lede: str = ""
    plates: Sequence[WorkPlate] = ()
    couples: Sequence[Couple] = ()
    headings: Sequence[str] = ()
    bars: Sequence[ShareBar] = ()
    scale: float = 1.0
    figure: Markup | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it."""
        return not (self.plates or self.couples or self.bars or self.figure)


def plate(works: Works, row: int, *, said: str = "", more: str = "", side: int = SMALL) -> WorkPlate:
    """A work of a table as a plate."""
    image = thumbnail(works.picture(row), side) if works.pictured[row] else None
    artist = str(works.table["artist"].iat[row])
    return WorkPlate(image, title_of(works, row), artist, works.date(row), said, more)


def rows_named(works: Works, ids: Iterable[object]) -> list[int]:
    """Rows of ids."""
    at = {str(i): k for k, i in enumerate(works.ids)}
    return [at[str(i)] for i in ids]


def write_page(
    folder: Path, name: str, *, heading: str, summary: str, sections: Iterable[AnswerSection], note: str = ""
) -> Path:
    """Write ``folder/NAME.html`` (`name` is a file name) and return its path; sections without content are left out."""
    file = folder / f"{name}.html"
    shown = [section for section in sections if not section.empty]
    page = self_contained("question.html", heading=heading, summary=summary, sections=shown, note=note)
    write_text(file, page)
    return file


def folder_of(run: Run) -> Path:
    """Where a run keeps these pages."""
    return run.path / FOLDER
