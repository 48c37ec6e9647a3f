"""A catalogue as it is set: texts with whose words they are, plates, rooms, lives, as Markdown and as one HTML page."""

from __future__ import annotations

import base64
import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..artifacts import write_text
from ..corpus.pictures import pixels
from ..display.text import markdown_text
from ..text.numerals import count, listed
from ..text.word_files import read
from .environment import environment

LARGE = 720  # pixels of the longer side of a plate in the page


@dataclass(frozen=True)
class Passage:
    """A text and who found the words: ``grammar``, or the name of a model."""

    text: str
    by: str = "grammar"

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True)
class Plate:
    """A work on the wall; `picture` is its id in the simulation's pictures, empty when it was not painted."""

    id: str
    title: str
    artist: str
    year: int
    text: Passage
    picture: str = ""


@dataclass(frozen=True)
class MovementRoom:
    """One movement."""

    name: str
    dates: str
    essay: Passage
    manifesto: Passage
    review: Passage
    plates: tuple[Plate, ...]


@dataclass(frozen=True)
class Life:
    """One artist."""

    name: str
    dates: str
    text: Passage
    picture: str = ""


@dataclass(frozen=True)
class Aside:
    """A page of its own between the lives and the end."""

    heading: str
    passage: Passage


@dataclass(frozen=True)
class Bar:
    """A movement on the timeline, by years; it began to repeat itself in `stale_from`, None when it never did."""

    name: str
    born: int
    died: int
    stale_from: int | None = None


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The whole book, before it is set.

    Parameters
    ----------
    bars : tuple of Bar
        One for every room, for the timeline.
    span : tuple of int
        The first and the last year.
    seed, works : int
        The history's seed, and how many works it has.
    cover : str
        The id of the picture beside the title, empty for none.
    """

    title: str
    subtitle: str
    introduction: Passage
    rooms: tuple[MovementRoom, ...]
    lives: tuple[Life, ...]
    asides: tuple[Aside, ...]
    coda: Passage
    bars: tuple[Bar, ...]
    span: tuple[int, int]
    seed: int
    works: int
    cover: str = ""

    @property
    def texts(self) -> list[Passage]:
        """Every text, in order."""
        rooms = [t for r in self.rooms for t in (r.essay, r.manifesto, r.review, *(p.text for p in r.plates))]
        every = [
            self.introduction,
            *rooms,
            *(life.text for life in self.lives),
            *(aside.passage for aside in self.asides),
            self.coda,
        ]
        return [t for t in every if t]

    @property
    def colophon(self) -> str:
        """How the book was made, and whose words it has."""
        by = Counter(t.by for t in self.texts)
        grammar = by.pop("grammar", 0)
        words = read("catalogue").within("page")
        models = [words.text("share_of_a_model").format(number=n, model=name) for name, n in sorted(by.items())]
        source = words.text("words_of_the_grammar")
        if models:
            shares = [*models, words.text("share_of_the_grammar").format(number=grammar)]
            texts = count(len(self.texts), "text")
            source = words.text("words_of_models").format(texts=texts, shares=listed(shares))
        return words.text("colophon").format(works=self.works, seed=self.seed, words=source)

    def markdown(self) -> str:
        """The book as Markdown; pictures are those of the folder it lies in."""
        out = [f"# {self.title}", f"*{self.subtitle}*", self.introduction.text]
        for room in self.rooms:
            out += [f"## {room.name}", f"*{room.dates}*", room.essay.text]
            out += [
                f"> {room.manifesto.text}" if room.manifesto else "",
                f"**From a review.** {room.review.text}" if room.review else "",
            ]
            for p in room.plates:
                out += [f"![{markdown_text(p.title)}](pictures/{p.picture}.png)"] if p.picture else []
                out += [f"**{p.artist}, *{markdown_text(p.title)}*, {p.year}.** {p.text.text}".strip()]
        out += ["## Lives"] if self.lives else []
        out += [f"**{life.name}** ({life.dates}). {life.text.text}" for life in self.lives]
        for aside in self.asides:
            out += [f"## {aside.heading}", aside.passage.text]
        out += ["## The end of the record", self.coda.text, "---", f"*{self.colophon}*"]
        return "\n\n".join(part for part in out if part) + "\n"

    def html(self, pictures: Mapping[str, np.ndarray | Path]) -> str:
        """The book as one HTML page that needs nothing else."""
        plates = [plate.picture for room in self.rooms for plate in room.plates]
        wanted = filter(None, [*plates, *(life.picture for life in self.lives), self.cover])
        shown = {i: embedded(pictures[i]) for i in dict.fromkeys(wanted)}
        return environment().get_template("catalogue.html").render(book=self, shown=shown, timeline=self._timeline())

    def write(self, folder: Path | str, pictures: Mapping[str, np.ndarray | Path]) -> Path:
        """Write ``catalogue.html`` and ``catalogue.md`` into a folder; returns the path of the page."""
        folder = Path(folder)
        write_text(folder / "catalogue.md", self.markdown())
        write_text(folder / "catalogue.html", self.html(pictures))
        return folder / "catalogue.html"

    def _timeline(self) -> dict[str, Any]:
        """Bars in per cent of the width, for the template."""
        first, last = self.span
        wide = max(last - first, 1)

        def at(year: int) -> float:
            return round(100 * (min(max(year, first), last) - first) / wide, 2)

        bars = [
            {
                "name": bar.name,
                "left": at(bar.born),
                "width": max(at(bar.died) - at(bar.born), 1.0),
                "fresh": max(at(bar.stale_from) - at(bar.born), 0.5) if bar.stale_from else None,
                "years": f"{bar.born}–{bar.died}",
            }
            for bar in self.bars
        ]
        step = next(s for s in (5, 10, 20, 50, 100, 500) if wide / s <= 9)
        ticks = [(y, at(y)) for y in range(-(-first // step) * step, last + 1, step)]
        return {"bars": bars, "ticks": ticks}


def embedded(picture: np.ndarray | Path, *, side: int = LARGE) -> str:
    """A picture (array or file) as a JPEG data address, its longer side at most `side` pixels."""
    from PIL import Image

    image = Image.fromarray(pixels(picture))
    image.thumbnail((side, side))
    file = io.BytesIO()
    image.save(file, format="JPEG", quality=86)
    return "data:image/jpeg;base64," + base64.b64encode(file.getvalue()).decode()
