"""Conversation with fans who never lived, about what they follow, like and quarrel about.

As with artists, a message is matched to what it is about by words and titles alone, and whatever a fan says comes
through the writer from what that fan did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ...errors import StylogenyError
from ...society.public.crowd import Public
from ...streams import int_seed
from ...text.facts.types.publics import FanFacts
from ...text.facts.types.quantities import PictureCount, Title
from ...text.word_files import read
from ...text.writer import Prompt, Writer
from ..conversation import Turn, longest_named, matched, request_of, topic_of_words
from ..simulation import Simulation
from .feed import Feed, fan_table
from .replay_feed import public_at

NAMED = 3  # artists and friends whom a fan names


@dataclass(frozen=True, eq=False)
class FanWitness:
    """A fan at the end of a year.

    Parameters
    ----------
    id, name : str
    fan : Series, optional
        The row of :attr:`Feed.fans` as it was then; None before the fan came.
    likes : DataFrame
        What the fan had liked, of :attr:`Feed.likes`, in order.
    year : int
    simulation : Simulation
        Its works give titles and makers.
    """

    id: str
    name: str
    fan: dict[str, object] | None
    likes: pd.DataFrame
    year: int
    simulation: Simulation


def find_fan(feed: Feed, who: str) -> str:
    """The id of a fan by id or name; empty for nobody, or for a name that several have."""
    fans = feed.fans
    if who in set(fans["id"]):
        return who
    named = fans[fans["name"].str.casefold() == who.strip().casefold()]
    return str(named["id"].iloc[0]) if len(named) == 1 else ""


def witness(simulation: Simulation, fan: str, year: int, *, public: Public | None = None) -> FanWitness:
    """A fan as they were at the end of a year.

    Parameters
    ----------
    simulation : Simulation
        A history with fans.
    fan : str
        An id.
    year : int
    public : Public, optional
        The fans at that year, where the feed was replayed up to it before.
    """
    feed = simulation.require_feed()
    names = dict(zip(feed.fans["id"], feed.fans["name"].astype(str)))
    likes = feed.likes[(feed.likes["fan"] == fan) & (feed.likes["year"] <= year)]
    then = fan_table((public or public_at(feed, year)).fans, likes)
    rows = then[then["id"] == fan].to_dict("records")
    row = {str(k): v for k, v in rows[0].items()} if rows else None
    return FanWitness(fan, names.get(fan, fan), row, likes, year, simulation)


def fan_answer(who: FanWitness, message: str, *, writer: Writer, before: Sequence[Turn] = (), seed: int = 0) -> Turn:
    """What a fan says to a message; arguments are those of :func:`..conversation.answer`."""
    if not message.strip():
        raise StylogenyError("there is nothing to answer", fix="say something")
    words = read("feed")
    if who.fan is None:
        return Turn(message, "fan answer", words.text("absent_fan"))
    work = _named_work(who, message)
    about = "fan work" if work else fan_topic(message)
    facts = fan_facts(who, work)
    request = request_of("fan", who.name, message, before)
    number = int_seed(seed, "fan talk", who.id, who.year, len(before), message)
    for kind in (about, "fan answer"):
        if said := writer.text(Prompt(kind, facts, request), seed=number):
            return Turn(message, about, said)
    return Turn(message, about, words.text("silent"))


def fan_topic(message: str) -> str:
    """What a message to a fan is about: a kind of answer."""
    return topic_of_words("feed", matched(message)) or "fan answer"


def fan_facts(who: FanWitness, work: str = "") -> FanFacts:
    """What a fan may say, and of a work (an id) where one is asked about."""
    simulation, fan = who.simulation, who.fan or {}
    feed = simulation.require_feed()
    name = dict(zip(simulation.artists["id"], simulation.artists["name"].astype(str)))
    fans = dict(zip(feed.fans["id"], feed.fans["name"].astype(str)))
    works = simulation.works.set_index("id")
    shows = dict(zip(feed.posts["id"], feed.posts["work"]))
    liked = [
        (str(shows[p]), int(y)) for p, y in zip(who.likes["post"], who.likes["year"]) if shows.get(p) in works.index
    ]
    loyal, against = (_ids(fan, column) for column in ("loyal_to", "against"))
    last, when = liked[-1] if liked else ("", 0)
    maker = str(works["artist"].get(work, "")) if work else ""
    years = [year for other, year in liked if other == work]
    return FanFacts(
        name=who.name,
        since=int(str(fan["since"])),
        loyal_to=next((name[a] for a in loyal if a in name), ""),
        others=tuple(name[a] for a in loyal if a in name)[1 : NAMED + 1],
        against=next((name[a] for a in against if a in name), ""),
        peaceful=not against,
        friends=tuple(fans[f] for f in _ids(fan, "friends") if fans.get(f))[:NAMED],
        liked=PictureCount(len(liked)) if liked else None,
        last_title=Title(works["title"][last]) if last else None,
        last_artist=name.get(str(works["artist"][last]), "") if last else "",
        last_year=when or None,
        work_title=Title(works["title"][work]) if work else None,
        work_artist=name.get(maker, ""),
        work_liked=years[0] if years else None,
        work_passed=bool(work) and not years,
        work_loyal=maker in loyal,
        work_foe=maker in against,
    )


def _ids(fan: dict[str, object], column: str) -> list[str]:
    found = fan.get(column)
    return [str(i) for i in found] if isinstance(found, list) else []


def _named_work(who: FanWitness, message: str) -> str:
    """The id of the work of the time that a message names by its whole title, the longest; empty for none."""
    works = who.simulation.works[who.simulation.works["year"] <= who.year]
    titles = {str(i): matched(str(t)) for i, t in zip(works["id"], works["title"]) if t}
    return longest_named(titles, matched(message)) or ""
