"""The exhibition catalogue of a simulated history: rooms, plates, manifestos, reviews and lives.

What is said comes from a writer, what it is said about from :mod:`..text.facts`; which works hang where is decided by
the tables alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..corpus.works import Works
from ..progress import Callback, progress
from ..streams import int_seed
from ..text.facts.history_facts import HistoryFacts
from ..text.facts.index import HistoryIndex, Simulated
from ..text.facts.lives import life_facts
from ..text.facts.overview import overlooked_artist, sleeper
from ..text.facts.types.base import Facts
from ..text.grammar import Grammar
from ..text.name_parts import surname
from ..text.word_files import read
from ..text.writer import Prompt, Writer
from .catalogue_page import Aside, Bar, Catalogue, Life, MovementRoom, Passage, Plate

PLATES = 4  # on the walls of a room
COVERS = 6  # pictures that one is chosen from for the cover
OF_ONE_MOVEMENT = 3  # lives of artists of one movement
VOICES = 2  # pictures that a manifesto or a review is written of


def catalogue(
    simulation: Simulated,
    *,
    writer: Writer | None = None,
    past: Works | None = None,
    rooms: int = 8,
    lives: int = 10,
    seed: int = 0,
    callback: Callback | None = None,
) -> Catalogue:
    """Compose the catalogue of a simulated history.

    Parameters
    ----------
    simulation : Simulation
    writer : Writer, optional
        By default a new grammar, which uses no sentence twice in one catalogue, nor the template of one with other
        names in it, and begins the books of histories whose seeds follow one another differently.
    past : Works, optional
        The works it grew from, so that sources among them are named.
    rooms, lives : int
        The most movements (those with most works, shown in order of birth) and artists.
    seed : int
        Owns the choice of words; the book names the seed of the history.
    """
    facts = HistoryFacts(simulation, past=past)
    index, editor = facts.index, _Editor(facts, writer or catalogue_writer(simulation, seed=seed), seed)
    movements = _movements(index, rooms)
    overview = facts.overview()
    introduction = editor.passage("introduction", overview)
    made = tuple(editor.room(m) for m in progress(movements, "catalogue", total=len(movements), callback=callback))
    shown = {plate.picture for room in made for plate in room.plates}
    biographies = tuple(editor.life(artist, shown) for artist in _artists(index, lives, movements))
    asides = tuple(aside for aside in editor.asides() if aside.passage)
    words, span = read("catalogue").within("page"), read("pages").within("years").text("span")
    return Catalogue(
        title=_title([room.name for room in made]),
        subtitle=words.text("subtitle").format(span=span.format(first=index.first, last=index.last)),
        introduction=introduction,
        rooms=made,
        lives=biographies,
        asides=asides,
        coda=editor.passage("coda", overview),
        bars=tuple(_bar(index, movement) for movement in movements),
        span=(index.first, index.last),
        seed=seed if index.seed is None else index.seed,
        works=len(index.works),
        cover=_cover(index, made),
    )


def catalogue_writer(simulation: Simulated, *, seed: int = 0) -> Grammar:
    """The grammar of one catalogue: no template twice, and another beginning than that of the next history's."""
    return Grammar(once=True, turn=seed + (HistoryFacts(simulation).index.seed or 0))


@dataclass(frozen=True)
class _Editor:
    """Whoever puts a book together: asks the writer for its passages, and hangs its rooms."""

    facts: HistoryFacts
    writer: Writer
    seed: int

    @property
    def history(self) -> str:
        """What tells this history from others, so that their books do not open alike."""
        index = self.facts.index
        return f"{index.seed} {index.start} {len(index.works)} {index.last}"

    def passage(self, kind: str, facts: Facts, *event: object, images: Sequence[np.ndarray | Path] = ()) -> Passage:
        """A text of a kind; `event` is what its random draws belong to."""
        prompt = Prompt(kind, facts, read("requests").within("catalogue").text(kind))
        text = self.writer.text(prompt, images=images, seed=int_seed(self.seed, kind, self.history, *event))
        return Passage(text.strip(), self.writer.source)

    def room(self, movement: str) -> MovementRoom:
        """A movement's room: three texts, and its plates."""
        index = self.facts.index
        rows = _hung(index, index.by_movement[movement])
        facts = self.facts.movement(movement, shown=rows)
        images = [index.pictures[index.ids[row]] for row in rows if index.ids[row] in index.pictures]
        words = read("catalogue").within("page")
        dates = words.text("alive" if facts.died is None else "ended")
        return MovementRoom(
            name=facts.name,
            dates=dates.format(born=facts.born, died=facts.died, last=index.last),
            essay=self.passage("movement essay", facts, movement, images=images),
            manifesto=self.passage("manifesto", facts, movement, images=images[:VOICES]),
            review=self.passage("review", facts, movement, images=images[:VOICES]),
            plates=tuple(map(self.plate, rows)),
        )

    def plate(self, row: int) -> Plate:
        """A work on the wall."""
        index, facts, work = self.facts.index, self.facts.work(row), self.facts.index.ids[row]
        picture = work if work in index.pictures else ""
        facts_beside = replace(facts, artist=surname(facts.artist))  # the label has the whole name
        images = [index.pictures[work]] if picture else ()
        return Plate(
            id=work,
            title=index.title(row),
            artist=facts.artist,
            year=int(index.works["year"].iloc[row]),
            text=self.passage("wall text", facts_beside, work, images=images),
            picture=picture,
        )

    def life(self, artist: str, shown: set[str]) -> Life:
        """An artist's life, with a picture that no room shows."""
        index, facts, life = self.facts.index, self.facts.artist(artist), self.facts.life(artist)
        painted = [i for i in (index.ids[r] for r in index.by_artist.get(artist, ())) if i in index.pictures]
        words = read("catalogue").within("page")
        dates = words.text("life" if life.died_year is None else "past_life")
        born = "?" if life.born_year is None else life.born_year
        return Life(
            name=facts.name,
            dates=dates.format(born=born, died=life.died_year),
            text=self.passage("biography", facts, artist),
            picture=next((i for i in painted if i not in shown), ""),
        )

    def asides(self) -> Iterator[Aside]:
        """What else there is to tell, where the history has it."""
        facts, headings = self.facts, read("catalogue").within("page").within("headings")
        row = sleeper(facts.index)
        if row is not None:
            yield Aside(headings.text("sleeper"), self.passage("sleeper", facts.sleeper(row), row))
        for kind, known in (("quarrel", facts.quarrel()), ("target", facts.target()), ("line", facts.line())):
            if known is not None:
                yield Aside(headings.text(kind), self.passage(kind, known))
        artist = overlooked_artist(facts.index)
        if artist:
            yield Aside(headings.text("overlooked"), self.passage("overlooked", facts.artist(artist), artist))


def _movements(index: HistoryIndex, most: int) -> list[str]:
    """The movements with most works, in order of birth."""
    largest = sorted(index.named_movements, key=lambda m: (-len(index.by_movement[m]), m))[:most]
    return sorted(largest, key=lambda m: (index.born(m), m))


def _bar(index: HistoryIndex, movement: str) -> Bar:
    stale, died = index.stale_from(movement), index.died(movement)
    return Bar(index.movement_name(movement), index.born(movement), index.last if died is None else died, stale)


def _cover(index: HistoryIndex, rooms: Sequence[MovementRoom]) -> str:
    """Of the best-followed pictures on the walls the one with the highest contrast, to be seen from farthest."""
    fame = dict(zip(index.works["id"], index.works["fame"]))
    hung = {plate.picture for room in rooms for plate in room.plates if plate.picture}

    def contrast(work: str) -> float:
        appearance = index.appearance([index.row_of[work]])
        return 0.0 if appearance is None or appearance.figures is None else appearance.figures.contrast

    best = sorted(hung, key=lambda i: (-float(fame[i]), i))[:COVERS]
    return max(best, key=lambda i: (contrast(i), i), default="")


def _title(rooms: Sequence[str]) -> str:
    """The title of a book with these rooms."""
    words = read("catalogue").within("page")
    if len(rooms) < 2:
        return rooms[0] if rooms else words.text("untitled")
    first, last = (re.sub(r"^The ", "the ", name) for name in (rooms[0], rooms[-1]))
    return words.text("title").format(first=first, last=last)


def _hung(index: HistoryIndex, rows: np.ndarray) -> list[int]:
    """The works on a room's walls, by date.

    Painted ones come first, among them the first, the last and the most famous, by different hands.
    """
    painted = np.array([r for r in rows if index.ids[r] in index.pictures] or list(rows), dtype=int)
    fame, artist = index.works["fame"].to_numpy()[painted], index.works["artist"]
    order = dict.fromkeys([0, len(painted) - 1, *np.argsort(-fame, kind="stable").tolist()])
    hung: list[int] = []
    for other_hands in (True, False):
        for row in (int(painted[k]) for k in order):
            hands = {artist.iat[r] for r in hung}
            if len(hung) < PLATES and row not in hung and (not other_hands or artist.iat[row] not in hands):
                hung.append(row)
    return sorted(hung, key=lambda r: (int(index.works["year"].iloc[r]), r))


def _artists(index: HistoryIndex, most: int, movements: Sequence[str]) -> list[str]:
    """Whom the reader has met: makers of the pictures that the rooms turn on, then founders, then the most followed.

    At most three of one movement; in order of birth.
    """
    fame = index.artist_fame
    centres = [str(index.works["artist"].iat[index.centre(m)]) for m in movements]
    followed = [str(a) for a in sorted(fame.index, key=lambda a: (-float(fame[a]), str(a)))]
    well_followed = set(followed[: len(followed) // 4])
    founders = [a for a in map(index.founder, movements) if a in well_followed]
    taken: list[str] = []
    homes: Counter[str] = Counter()
    for artist in dict.fromkeys([*followed[:2], *centres, *founders, *followed]):
        if artist not in index.artists.index or artist not in fame.index or len(taken) == most:
            continue
        home = index.home(artist)
        if not home or homes[home] < OF_ONE_MOVEMENT:
            homes[home] += 1
            taken.append(artist)
    return sorted(taken, key=lambda a: (life_facts(index, a).born_year or 0, a))
