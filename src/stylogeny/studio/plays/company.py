"""Societies that are open in the worker that stays: played from where they were last, looked at, talked to, painted.

These functions are answered by :mod:`stylogeny.studio.warm`.
"""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from ...errors import StylogenyError
from ...histories.controller import Controller, digest_of_past
from ...histories.conversation import Turn, answer
from ...histories.simulation import Simulation
from ...streams import int_seed
from ...text.facts.history_facts import HistoryFacts
from ...text.facts.index import ids_in
from ...text.grammar import Grammar
from ..mixing.painting import generator_of
from ..state import Studio
from .moment import SocietyMoment
from .scene import person, scene

OPEN = 24  # societies, and years of them looked at, that are kept open
MAX_SAID, MAX_LENGTH = 20, 500  # messages of a conversation, and their letters
SIDE = 96  # pixels of a picture


def past_of(studio: Studio) -> str:
    """The digest of the past that a society of this run grows from."""
    return studio.once("past", lambda: digest_of_past(studio.graph))


def first_year(studio: Studio) -> int:
    """The last year of the past, after which societies begin."""
    return studio.once("first year", lambda: society(studio, begun(studio, 2, 0)).year)


def society(studio: Studio, moment: SocietyMoment) -> Controller:
    """A society at its moment, played on from the nearest moment before that is open.

    Raises
    ------
    StylogenyError
        When it grew from another past than the run now has.
    """
    if moment.past != past_of(studio):
        raise StylogenyError(
            "this society grew from another past", got="the run was traced again since", fix="begin a new one"
        )
    kept: dict[str, Controller] = studio.once("societies", dict)
    found = kept.get(moment.id)
    if found is None:
        found = _played(studio, moment, kept)
        _put(kept, moment.id, found)
    return found


def _played(studio: Studio, moment: SocietyMoment, kept: dict[str, Controller]) -> Controller:
    before = next((y for y in range(moment.years, 0, -1) if moment.at(y).id in kept), 0)
    if before:
        controller = kept[moment.at(before).id].fork()
    else:
        first = moment.course[0].parameters
        controller = Controller(studio.graph, artists=moment.artists, seed=moment.seed, parameters=first)
    done = 0
    for stretch in moment.course:
        left = min(stretch.years, max(0, done + stretch.years - before))
        done += stretch.years
        if left:
            controller.change(**vars(stretch.parameters))
            controller.step(left)
    return controller


def simulation_of(studio: Studio, moment: SocietyMoment) -> Simulation:
    """What has happened until a moment, with movements found and named, unpainted."""
    kept: dict[str, Simulation] = studio.once("simulations", dict)
    if moment.id not in kept:
        _put(kept, moment.id, society(studio, moment).simulation(pictures=0))
    return kept[moment.id]


def seen(studio: Studio, moment: SocietyMoment, feed: str) -> dict[str, Any]:
    """A moment as its page tells of it (:func:`.scene.scene`)."""
    simulation = simulation_of(studio, moment)
    return scene(simulation, year=simulation.start + simulation.years, feed=feed)


def begun(studio: Studio, artists: int, seed: int) -> SocietyMoment:
    """A society that has not begun yet."""
    return SocietyMoment(past_of(studio), artists, seed)


def talk(studio: Studio, moment: SocietyMoment, artist: str, said: tuple[str, ...]) -> dict[str, Any]:
    """An artist, and what the artist answers to each message in turn.

    Raises
    ------
    StylogenyError
        When there is no such artist, or the conversation is too long.
    """
    if len(said) > MAX_SAID or any(len(text) > MAX_LENGTH for text in said):
        fix = "begin another"
        raise StylogenyError(f"a conversation has {MAX_SAID} messages of {MAX_LENGTH} letters at most", fix=fix)
    simulation = simulation_of(studio, moment)
    facts: HistoryFacts = _facts(studio, moment, simulation)
    name = facts.index.find_artist(artist)
    turns, writer = list[Turn](), Grammar()
    for message in said:
        turns.append(answer(facts, name, message, writer=writer, before=turns, seed=moment.seed))
    rows = simulation.artists[simulation.artists["id"] == name].to_dict("records")
    row = {str(key): value for key, value in rows[0].items()}
    movements = dict(zip(simulation.movements["id"], simulation.movements["name"]))
    known = dict(zip(simulation.artists["id"], simulation.artists["name"]))
    works = simulation.works[simulation.works["artist"] == name].sort_values("fame", ascending=False).head(12)
    teacher = str(row["teacher"] or "")
    return {
        "artist": person(row, movements),
        "teacher_name": known.get(teacher, ""),
        "rivals": [{"id": r, "name": known.get(r, "")} for r in ids_in(row["rivals"]) if r in known],
        "works": [
            {"id": str(w["id"]), "title": str(w["title"]), "year": int(w["year"]), "fame": round(float(w["fame"]), 1)}
            for w in works.sort_values("year").to_dict("records")
        ],
        "turns": [{"said": turn.message, "answer": turn.answer} for turn in turns],
        "year": simulation.start + simulation.years,
    }


def picture(studio: Studio, moment: SocietyMoment, work: str, side: int = SIDE) -> bytes:
    """A work of a society as `stylogeny simulate` paints it at this size, as the bytes of a PNG.

    Raises
    ------
    StylogenyError
        When no such work was shown by then.
    """
    simulation = simulation_of(studio, moment)
    rows = simulation.works.index[simulation.works["id"] == work]
    if not len(rows):
        raise StylogenyError("no such work was shown in this history", got=work[:40])
    seed = int_seed(moment.seed, "render", work)
    pixels = generator_of(studio).generate(simulation.vectors[int(rows[0])], n=1, size=side, seed=seed)[0]
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, format="PNG")
    return out.getvalue()


def _facts(studio: Studio, moment: SocietyMoment, simulation: Simulation) -> HistoryFacts:
    kept: dict[str, HistoryFacts] = studio.once("facts", dict)
    if moment.id not in kept:
        _put(kept, moment.id, HistoryFacts(simulation, past=studio.works))
    return kept[moment.id]


def _put(kept: dict[str, Any], name: str, value: object) -> None:
    while len(kept) >= OPEN:
        kept.pop(next(iter(kept)))
    kept[name] = value
