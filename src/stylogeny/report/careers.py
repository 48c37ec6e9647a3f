"""Sheets and careers of a simulated history: what a movement looked like year by year, and what its painters made in a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..artifacts import write_text
from ..corpus.pictures import pixels
from ..futures.imagined import ImaginedWorks
from ..generation.contact_sheet import save_sheet, sheet
from ..runs import slug
from ..text.facts.index import HistoryIndex, Simulated, is_missing
from .catalogue_page import embedded
from .film import hues

SHOWN = 24  # pictures on a sheet
COLUMNS = 6
SIDE = 160  # pixels of a picture on a sheet and in a career


@dataclass(frozen=True)
class Career:
    """One painter's works in the order in which they were made: (year, title, picture id or empty, whether the school's own)."""

    name: str
    dates: str
    works: tuple[tuple[int, str, str, bool], ...]

    @property
    def painted(self) -> int:
        return sum(bool(picture) for _, _, picture, _ in self.works)


@dataclass(frozen=True)
class School:
    """A movement and the careers of those who made most of it."""

    id: str
    name: str
    dates: str
    said: str
    colour: str
    careers: tuple[Career, ...]


def wanted(simulation: Simulated, *, schools: int = 8, artists: int = 4, works: int = 8) -> list[int]:
    """Rows of works whose pictures sheets and careers would show, evenly over each career; those most worth seeing first.

    Parameters
    ----------
    simulation : Simulation
    schools, artists, works : int
        The largest movements, the painters of most works in each, and works of each painter.
    """
    told = HistoryIndex(simulation)
    turns: list[list[int]] = []
    for movement in _largest(told, schools):
        for artist in _hands(told, movement, artists):
            rows = told.by_artist[artist]
            picked = rows[np.unique(np.linspace(0, len(rows) - 1, min(works, len(rows))).round().astype(int))]
            # first, last, then what lies between
            turns.append([int(r) for r in (*picked[:1], *picked[-1:], *picked[1:-1])])
    longest = max(map(len, turns), default=0)
    return list(dict.fromkeys(t[k] for k in range(longest) for t in turns if k < len(t)))


def schools_of(simulation: Simulated, *, schools: int = 8, artists: int = 4) -> list[School]:
    """The largest movements, in order of birth, each with the careers of the painters of most of its works."""
    told = HistoryIndex(simulation)
    found = sorted(_largest(told, schools), key=lambda m: (int(told.movement_of[m]["born"]), m))
    colours = hues(len(found))
    out = []
    for movement, colour in zip(found, colours):
        facts = told.movement_of[movement]
        rows = told.by_movement[movement]
        hands = told.works["artist"].iloc[rows].nunique()
        until = f"{int(facts['died'])}" if not is_missing(facts["died"]) else "still alive"
        said = f"{len(rows)} works by {hands} painters"
        stale = facts.get("stale_from")
        said += "" if stale is None or is_missing(stale) else f"; repeats itself from {int(stale)}"
        careers = tuple(_career(told, a, movement) for a in _hands(told, movement, artists, seen=True))
        dates = f"{int(facts['born'])}–{until}"
        out.append(
            School(movement, told.movement_name(movement), dates, said, "#{:02x}{:02x}{:02x}".format(*colour), careers)
        )
    return out


def write_sheets(simulation: Simulated, folder: Path | str) -> list[Path]:
    """Write ``sheets/NAME.png`` of every movement that has pictures: up to 24 of its works from the first to the last."""
    told, folder = HistoryIndex(simulation), Path(folder)
    paths = []
    for movement, rows in told.by_movement.items():
        painted = [int(r) for r in rows if told.ids[r] in told.pictures]
        if not painted or not told.movement_name(movement):
            continue
        shown = [painted[k] for k in np.unique(np.linspace(0, len(painted) - 1, min(SHOWN, len(painted))).round().astype(int))]  # fmt: skip
        captions = [f"{told.works['year'].iat[r]} {told.artist_name(str(told.works['artist'].iat[r]))}" for r in shown]
        pictures = [pixels(told.pictures[told.ids[r]]) for r in shown]
        path = folder / "sheets" / f"{slug(told.movement_name(movement))}.png"
        save_sheet(path, sheet(pictures, COLUMNS, captions=captions, side=SIDE))
        paths.append(path)
    return paths


def write_careers(simulation: Simulated, folder: Path | str, *, schools: int = 8, artists: int = 4) -> Path:
    """Write ``careers.html``: a school a section, a painter a strip to scroll through; one file that needs nothing else."""
    found = schools_of(simulation, schools=schools, artists=artists)
    years = simulation.works["year"]
    span = f"{years.min()} to {years.max()}" if len(years) else "no works"
    said = (
        f"A history that did not happen, {span}. Each strip is the whole of one painter's work, from left to right; narrow leaves "
        "are works that were not painted out. A line above marks what belongs to the school."
    )
    return page(found, simulation.pictures, Path(folder) / "careers.html", heading="Schools and careers", said=said)


def write_drawn(history: ImaginedWorks, path: Path | str) -> Path:
    """Write careers that were drawn (:mod:`.oeuvre`) as the same kind of page: a strip an artist."""
    careers = []
    for artist, mine in history.table.groupby("artist", sort=False):
        works = tuple(
            (int(y), str(t), str(i) if i in history.pictures else "", True)
            for y, t, i in zip(mine["year"], mine["title"], mine["id"])
        )
        careers.append(Career(str(artist), f"{works[0][0]}–{works[-1][0]}", works))
    root = str(history.params["root"])
    years = history.table["year"]
    colour = "#{:02x}{:02x}{:02x}".format(*hues(1)[0])
    found = School(
        "", root, f"{years.min()}–{years.max()}", f"{len(history)} works that do not exist", colour, tuple(careers)
    )
    said = "An artist is held still, and works are drawn in a row: each goes on from the one before it and falls back to the manner."
    pictures = {str(i): history.picture(row) for row, i in enumerate(history.table["id"]) if i in history.pictures}
    return page([found], pictures, path, heading="Careers drawn from a corpus", said=said)


def page(schools: Sequence[School], pictures: Mapping[str, Any], path: Path | str, *, heading: str, said: str) -> Path:
    """Write schools and their careers as one self-contained HTML page."""
    import jinja2

    ids = [p for s in schools for c in s.careers for _, _, p, _ in c.works if p]
    shown = {i: embedded(pictures[i], side=2 * SIDE) for i in dict.fromkeys(ids)}
    env = jinja2.Environment(
        loader=jinja2.PackageLoader("stylogeny.report", "templates"), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    text = env.get_template("careers.html").render(schools=schools, shown=shown, heading=heading, said=said)
    write_text(path, text)
    return Path(path)


def _largest(told: HistoryIndex, most: int) -> list[str]:
    named = [m for m in told.by_movement if told.movement_name(m)]
    return sorted(named, key=lambda m: (-len(told.by_movement[m]), m))[:most]


def _hands(told: HistoryIndex, movement: str, most: int, *, seen: bool = False) -> list[str]:
    """Painters of most of a movement's works, in order of birth; with `seen`, those with pictures come before the others."""
    count = told.works["artist"].iloc[told.by_movement[movement]].value_counts()

    def rank(artist: str) -> tuple[int, int, str]:
        shown = sum(told.ids[r] in told.pictures for r in told.by_artist[artist]) if seen else 0
        return -shown, -int(count[artist]), artist

    best = sorted((str(a) for a in count.index if a in told.artists.index), key=rank)[:most]
    return sorted(best, key=lambda a: (int(told.artist_of[a]["born"]), a))


def _career(told: HistoryIndex, artist: str, movement: str) -> Career:
    life = told.artist_of[artist]
    dates = (
        f"{int(life['born'])}–{int(life['died'])}" if not is_missing(life.get("died")) else f"born {int(life['born'])}"
    )
    works = []
    for r in told.by_artist[artist]:
        w = told.works.iloc[int(r)]
        seen = str(w["id"]) if w["id"] in told.pictures else ""
        works.append((int(w["year"]), str(w["title"] or w["id"]), seen, w["movement"] == movement))
    return Career(told.artist_name(artist), dates, tuple(works))
