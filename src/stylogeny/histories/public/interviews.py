"""Interviews of artists and fans before an event and after it: the same questions, to who they were then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...errors import StylogenyError
from ...text.facts.history_facts import HistoryFacts
from ...text.word_files import read
from ...text.writer import Writer
from ..conversation import Turn, answer
from ..simulation import Simulation
from .as_of import as_of
from .fan_talk import fan_answer, find_fan, witness

AFTER = 3  # years after an event in which people are asked again


@dataclass(frozen=True)
class Interview:
    """What somebody said before an event and after it.

    Parameters
    ----------
    id, name : str
        Of the artist or fan.
    event : str
        The id of the work that was shown, or the year.
    years : tuple of int
        The two years at whose ends they were asked.
    before, after : tuple of Turn
        The same questions, and the answers.
    """

    id: str
    name: str
    event: str
    years: tuple[int, int]
    before: tuple[Turn, ...]
    after: tuple[Turn, ...]


def interview(
    simulation: Simulation,
    who: str,
    event: str,
    *,
    writer: Writer,
    questions: Sequence[str] = (),
    after: int = AFTER,
    seed: int = 0,
) -> Interview:
    """Ask an artist or a fan the year before an event, and some years after.

    Parameters
    ----------
    simulation : Simulation
    who : str
        An artist or a fan, by id or name.
    event : str
        The id of a work or of a post, in the year of which it is, or a year.
    writer : Writer
        Finds the words.
    questions : sequence of str
        What is asked; by default of whom they look at, with whom they quarrel, and of the event's work.
    after : int
        How many years after the event they are asked again; the history's end at the latest.
    seed : int
        Owns the choice of words.

    Raises
    ------
    StylogenyError
        For an event that is none, or before which there is nothing; or when nobody of the name is known.
    """
    year, work = event_of(simulation, event)
    last = min(year + after, simulation.start + simulation.years)
    fan = find_fan(simulation.feed, who) if simulation.feed is not None else ""
    index = HistoryFacts(simulation).index
    person = fan or index.find_artist(who)
    asked = tuple(questions) or _questions(simulation, work, fan=bool(fan))
    before, then = (_asked(simulation, person, when, asked, bool(fan), writer, seed=seed) for when in (year - 1, last))
    name = dict(zip(simulation.feed.fans["id"], simulation.feed.fans["name"])).get(fan, "") if simulation.feed else ""
    return Interview(person, str(name) or index.artist_name(person), work or str(year), (year - 1, last), before, then)


def event_of(simulation: Simulation, event: str) -> tuple[int, str]:
    """The year of an event, and its work (an id); empty for a year alone.

    Raises
    ------
    StylogenyError
        When it is none, or lies in the first year or outside the history.
    """
    years = dict(zip(simulation.works["id"], simulation.works["year"]))
    posts = {} if simulation.feed is None else dict(zip(simulation.feed.posts["id"], simulation.feed.posts["work"]))
    work = str(posts.get(event, event if event in years else ""))
    if not work and not event.strip().isdecimal():
        raise StylogenyError("no such event", got=repr(event), fix="name a work or a post by its id, or a year")
    year = int(years[work]) if work else int(event)
    first, end = simulation.start + 2, simulation.start + simulation.years
    if not first <= year <= end:
        raise StylogenyError(
            "nobody can be asked before an event of this year", got=year, fix=f"an event is of {first} to {end}"
        )
    return year, work


def _questions(simulation: Simulation, work: str, *, fan: bool) -> tuple[str, ...]:
    words = read("feed")
    asked = words.words("fan_questions" if fan else "artist_questions")
    row = simulation.works[simulation.works["id"] == work]
    if not len(row):
        return asked
    maker = simulation.artists.set_index("id")["name"].get(str(row["artist"].iloc[0]), "")
    return *asked, words.text("about_event").format(artist=maker, title=row["title"].iloc[0])


def _asked(
    simulation: Simulation, person: str, year: int, questions: Sequence[str], fan: bool, writer: Writer, *, seed: int
) -> tuple[Turn, ...]:
    turns: list[Turn] = []
    if fan:
        seen = witness(simulation, person, year)
        for question in questions:
            turns.append(fan_answer(seen, question, writer=writer, before=turns, seed=seed))
        return tuple(turns)
    then = as_of(simulation, year)
    if person not in set(then.artists["id"]):
        return tuple(Turn(question, "answer", read("feed").text("absent")) for question in questions)
    facts = HistoryFacts(then)
    for question in questions:
        turns.append(answer(facts, person, question, writer=writer, before=turns, seed=seed))
    return tuple(turns)
