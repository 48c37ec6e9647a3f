"""Facts about movements."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..appearance import differences
from ..name_parts import surname
from ..word_files import read
from ..work_titles import subject
from .comparison import MovementComparison
from .index import HistoryIndex, is_missing, whole_number
from .lives import life_facts
from .types.movements import MovementFacts
from .types.quantities import CriticCount, Odds, PainterCount, Share, WorkCount, Years
from .types.works import AppearanceFacts
from .works import age_at, label, work_facts

SMALL = 12  # painters up to which a movement is one of few
NAMED = 3  # members and heirs that are named
MAIN = 0.4  # share of a movement's works above which their maker is its main hand
SHARED = 0.5  # share of the pictures shown that have what is said of all
TOLD = 0.75  # share of them that the probe tells, from which on the movement is said to be recognised
DISTINCT = 0.7  # recognisability from which on a movement is told by its looks


def movement_facts(index: HistoryIndex, comparison: MovementComparison, movement: str) -> MovementFacts:
    """Facts about one movement."""
    rows = index.by_movement.get(movement, np.zeros(0, int))
    facts = _people(index, movement, rows)
    facts = _span(index, movement, _standing(index, movement, facts))
    facts = replace(
        facts,
        name=index.movement_name(movement),
        appearance=index.appearance(rows),
        size=WorkCount(len(rows)),
        superlatives=comparison.superlatives(movement),
        crossings=comparison.crossings(movement),
    )
    if len(rows):
        facts = _works(index, movement, rows, facts)
    origin = name_origin(facts)
    return replace(
        facts,
        name_title=origin == "title",
        name_founder=origin == "founder",
        name_insult=origin == "insult",
        name_colour=origin == "colour",
    )


def as_shown(index: HistoryIndex, facts: MovementFacts, movement: str, rows: Sequence[int]) -> MovementFacts:
    """Facts about a movement that hold for the works of it that are shown, at `rows`.

    Its looks are those that most of these pictures have; that it is recognised is said where most of them are told by
    the probe that measured it, and that it is not where most of them are not.
    """
    told, shown = index.told_apart(movement, rows), index.appearance(rows, least=SHARED)
    return replace(
        facts,
        appearance=shown,
        than_parent=() if facts.appearance is None else facts.than_parent,
        distinct=facts.distinct if told >= TOLD else None,
        indistinct=facts.indistinct if told < TOLD else None,
        name_colour=facts.name_colour and _named_after(facts.name, shown),
    )


def name_origin(facts: MovementFacts) -> str:
    """What a movement's name was taken from: ``title``, ``founder``, ``insult``, ``colour``, or nothing (empty)."""
    shown = subject(facts.first.title) if facts.first is not None else ""
    if shown and facts.name.startswith(f"The {shown} "):
        return "title"
    if facts.founder and re.search(rf"\b{re.escape(surname(facts.founder))}\b", facts.name):
        return "founder"
    if facts.name.removeprefix("The ") in read("movement_name").words("jeers"):
        return "insult"
    return "colour" if _named_after(facts.name, facts.appearance) else ""


def _named_after(name: str, looks: AppearanceFacts | None) -> bool:
    """Whether a colour that pictures share is in a name."""
    return looks is not None and any(colour.casefold() in name.casefold() for colour in looks.palette)


def _followed(index: HistoryIndex, rows: np.ndarray) -> bool:
    """Whether other hands' works of a movement, those at `rows`, go back to the first of them."""
    artist, first = index.works["artist"].astype(str).to_numpy(), int(rows[0])
    others = {index.ids[row] for row in rows if artist[row] != artist[first]}
    children = index.edges["child"][index.edges["parent"] == index.ids[first]]
    return bool(children.isin(others).any())


def _span(index: HistoryIndex, movement: str, facts: MovementFacts) -> MovementFacts:
    """When it began, ended, and went stale."""
    born, died = index.born(movement), index.died(movement)
    stale = index.stale_from(movement)
    return replace(
        facts,
        born=born,
        died=died,
        lasted=None if died is None else Years(died - born),
        alive=index.last if died is None else None,
        stale_from=stale,
        fresh_years=None if stale is None else Years(stale - born),
    )


def _people(index: HistoryIndex, movement: str, rows: np.ndarray) -> MovementFacts:
    """Who founded it, and who made its works."""
    makers = index.works["artist"].iloc[rows].value_counts()
    founder = index.founder(movement)
    life = life_facts(index, founder)
    main = len(makers) > 1 and makers.iloc[0] > MAIN * len(rows)
    return MovementFacts(
        painters=PainterCount(len(makers)),
        few=1 < len(makers) <= SMALL,
        founder=index.artist_name(founder) if founder else "",
        founder_teacher=life.teacher,
        founder_rival=life.rival,
        members=tuple(index.artist_name(str(a)) for a in makers.index if a != founder)[:NAMED],
        main_hand=index.artist_name(str(makers.index[0])) if main else "",
        main_share=Share(makers.iloc[0] / len(rows)) if main else None,
    )


def _standing(index: HistoryIndex, movement: str, facts: MovementFacts) -> MovementFacts:
    """What it came from and went into, and how it was received."""
    row = index.movement_of[movement]
    parent = "" if is_missing(row["parent"]) else str(row["parent"])
    named = bool(index.movement_name(parent))
    rows, before = (index.by_movement.get(m, np.zeros(0, int)) for m in (movement, parent))
    heirs = [index.movement_name(i) for i in index.movements["id"][index.movements["parent"].astype(str) == movement]]
    recognised = None if is_missing(row["recognisability"]) else Odds(row["recognisability"])
    advocates, opponents = (CriticCount(whole_number(row[side]) or 0) for side in ("advocates", "opponents"))
    return replace(
        facts,
        parent=index.movement_name(parent),
        than_parent=differences(index.appearance(rows), index.appearance(before)) if named else (),
        heirs=tuple(filter(None, heirs))[:NAMED],
        distinct=recognised if recognised is not None and recognised >= DISTINCT else None,
        indistinct=recognised if recognised is not None and recognised < DISTINCT else None,
        advocates=advocates if advocates > 1 else None,
        advocate=advocates if advocates == 1 else None,
        opponents=opponents if opponents > 1 else None,
        opponent=opponents if opponents == 1 else None,
    )


def _works(index: HistoryIndex, movement: str, rows: np.ndarray, facts: MovementFacts) -> MovementFacts:
    """Its first work, its last, and the one that it turns on."""
    first, best, last = int(rows[0]), index.centre(movement), int(rows[-1])
    centre = work_facts(index, best)
    return replace(
        facts,
        first=label(index, first),
        best=label(index, best),
        last=label(index, last),
        first_followed=_followed(index, rows),
        best_is_first=best == first,
        best_source=centre.source,
        best_source_artist=centre.source_artist,
        best_answered=centre.answered,
        first_age=age_at(index, first),
    )
