"""Sheets and careers of a simulated history: a movement year by year, and what its painters made in a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ..artifacts import write_text
from ..corpus.pictures import pixels
from ..futures.imagined import ImaginedWorks
from ..generation.contact_sheet import save_sheet, sheet
from ..runs import slug
from ..text.facts.index import HistoryIndex, Simulated, whole_number
from ..text.word_files import read
from .catalogue_page import embedded
from .drawings.hues import Colour, hues
from .standalone import self_contained

ON_SHEET = 24  # pictures on a sheet
COLUMNS = 6
SIDE = 160  # pixels of a picture on a sheet and in a career


@dataclass(frozen=True)
class CareerWork:
    """One work of a career: `picture` is the id of its picture (empty for none), `own` whether it is the school's."""

    year: int
    title: str
    picture: str
    own: bool


@dataclass(frozen=True)
class Career:
    """One painter's works in the order in which they were made."""

    name: str
    dates: str
    works: tuple[CareerWork, ...]

    @property
    def painted(self) -> int:
        """How many of them have pictures."""
        return sum(bool(work.picture) for work in self.works)


@dataclass(frozen=True)
class School:
    """A movement and the careers of those who made most of it; `colour` as CSS."""

    id: str
    name: str
    dates: str
    summary: str
    colour: str
    careers: tuple[Career, ...]


def career_rows(simulation: Simulated, *, schools: int = 8, artists: int = 4, works: int = 8) -> list[int]:
    """Rows of works whose pictures sheets and careers would show, evenly over each career; the best first.

    Parameters
    ----------
    simulation : Simulation
    schools, artists, works : int
        The largest movements, the painters of most works in each, and works of each painter.
    """
    history = HistoryIndex(simulation)
    turns: list[list[int]] = []
    for movement in _largest(history, schools):
        for artist in _painters(history, movement, artists):
            picked = _evenly(history.by_artist[artist].tolist(), works)
            # first, last, then what lies between
            turns.append([*picked[:1], *picked[-1:], *picked[1:-1]])
    longest = max(map(len, turns), default=0)
    return list(dict.fromkeys(t[k] for k in range(longest) for t in turns if k < len(t)))


def schools_of(simulation: Simulated, *, schools: int = 8, artists: int = 4) -> list[School]:
    """The largest movements, in order of birth, each with the careers of the painters of most of its works."""
    history = HistoryIndex(simulation)
    largest = sorted(_largest(history, schools), key=lambda m: (int(history.movement_of[m]["born"]), m))
    return [_school(history, m, colour, artists) for m, colour in zip(largest, hues(len(largest)))]


def write_sheets(simulation: Simulated, folder: Path | str) -> list[Path]:
    """Write ``sheets/NAME.png`` of every movement that has pictures: up to 24 of its works, first to last."""
    history, folder = HistoryIndex(simulation), Path(folder)
    paths = []
    for movement, rows in history.by_movement.items():
        painted = [int(r) for r in rows if history.ids[r] in history.pictures]
        if not painted or not history.movement_name(movement):
            continue
        works = _evenly(painted, ON_SHEET)
        artist, year = history.works["artist"], history.works["year"]
        captions = [f"{year.iat[r]} {history.artist_name(str(artist.iat[r]))}" for r in works]
        pictures = [pixels(history.pictures[history.ids[r]]) for r in works]
        path = folder / "sheets" / f"{slug(history.movement_name(movement))}.png"
        save_sheet(path, sheet(pictures, COLUMNS, captions=captions, side=SIDE))
        paths.append(path)
    return paths


def write_careers(simulation: Simulated, folder: Path | str, *, schools: int = 8, artists: int = 4) -> Path:
    """Write ``careers.html``: one section per school, one strip per painter; it needs no other file."""
    words, path = read("pages").within("careers"), Path(folder) / "careers.html"
    history = read("catalogue").within("page").text("subtitle").format(span=span_of(simulation.works))
    return _write_page(
        path,
        schools_of(simulation, schools=schools, artists=artists),
        simulation.pictures,
        heading=words.text("heading"),
        summary=words.text("summary").format(history=history),
    )


def write_drawn(works: ImaginedWorks, path: Path | str) -> Path:
    """Write careers that were drawn (:mod:`stylogeny.futures.careers`) as the same kind of page."""
    careers = []
    for artist, own in works.table.groupby("artist", sort=False):
        strip = tuple(
            CareerWork(int(y), str(t), str(i) if i in works.pictures else "", own=True)
            for y, t, i in zip(own["year"], own["title"], own["id"])
        )
        careers.append(Career(str(artist), f"{strip[0].year}–{strip[-1].year}", strip))
    years, words = works.table["year"], read("pages").within("drawn careers")
    school = School(
        id="",
        name=str(works.provenance.parameters["root"]),
        dates=f"{years.min()}–{years.max()}",
        summary=words.text("school").format(works=len(works)),
        colour=_css(hues(1)[0]),
        careers=tuple(careers),
    )
    heading, summary = words.text("heading"), words.text("summary")
    return _write_page(path, [school], works.pictures, heading=heading, summary=summary)


def span_of(works: pd.DataFrame) -> str:
    """The first and the last year of some works in words."""
    words, years = read("pages").within("years"), works["year"]
    return words.text("span").format(first=years.min(), last=years.max()) if len(years) else words.text("none")


def _write_page(
    path: Path | str,
    schools: Sequence[School],
    pictures: Mapping[str, np.ndarray | Path],
    *,
    heading: str,
    summary: str,
) -> Path:
    """Write schools and their careers as one self-contained HTML page."""
    ids = dict.fromkeys(w.picture for s in schools for c in s.careers for w in c.works if w.picture)
    images = {i: embedded(pictures[i], side=2 * SIDE) for i in ids}
    page = self_contained("careers.html", schools=schools, pictures=images, heading=heading, summary=summary)
    write_text(path, page)
    return Path(path)


def _largest(history: HistoryIndex, count: int) -> list[str]:
    """The movements of most works among those with a name."""
    named = [m for m in history.by_movement if history.movement_name(m)]
    return sorted(named, key=lambda m: (-len(history.by_movement[m]), m))[:count]


def _painters(history: HistoryIndex, movement: str, count: int, *, with_pictures: bool = False) -> list[str]:
    """Painters of most of a movement's works, in order of birth; or those `with_pictures` before the others."""
    works = history.works["artist"].iloc[history.by_movement[movement]].value_counts()

    def rank(artist: str) -> tuple[int, int, str]:
        painted = sum(history.ids[r] in history.pictures for r in history.by_artist[artist]) if with_pictures else 0
        return -painted, -int(works[artist]), artist

    best = sorted((str(a) for a in works.index if a in history.artists.index), key=rank)[:count]
    return sorted(best, key=lambda a: (int(history.artist_of[a]["born"]), a))


def _school(history: HistoryIndex, movement: str, colour: Colour, artists: int) -> School:
    """A movement with the careers of this many of its painters."""
    facts, rows = history.movement_of[movement], history.by_movement[movement]
    words, painters = read("pages").within("careers"), history.works["artist"].iloc[rows].nunique()
    died, stale = whole_number(facts["died"]), whole_number(facts["stale_from"])
    dates = words.text("alive" if died is None else "ended")
    summary = words.text("school").format(works=len(rows), painters=painters)
    if stale is not None:
        summary = words.text("stale_school").format(school=summary, year=stale)
    shown = _painters(history, movement, artists, with_pictures=True)
    return School(
        id=movement,
        name=history.movement_name(movement),
        dates=dates.format(born=int(facts["born"]), died=died),
        summary=summary,
        colour=_css(colour),
        careers=tuple(_career(history, a, movement) for a in shown),
    )


def _career(history: HistoryIndex, artist: str, movement: str) -> Career:
    """All works of an artist."""
    life, works = history.artist_of[artist], []
    for r in history.by_artist[artist]:
        w = history.works.iloc[int(r)]
        picture = str(w["id"]) if w["id"] in history.pictures else ""
        works.append(CareerWork(int(w["year"]), str(w["title"] or w["id"]), picture, bool(w["movement"] == movement)))
    died = whole_number(life["died"])
    dates = read("catalogue").within("page").text("life" if died is None else "past_life")
    return Career(history.artist_name(artist), dates.format(born=int(life["born"]), died=died), tuple(works))


def _evenly(rows: Sequence[int], count: int) -> list[int]:
    """At most `count` of some rows, spread evenly over them."""
    at = np.linspace(0, len(rows) - 1, min(count, len(rows))).round().astype(int)
    return [int(rows[k]) for k in np.unique(at)]


def _css(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
