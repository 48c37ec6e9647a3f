"""Facts about a history as a whole, and about those that its fame passed over."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .index import HistoryIndex
from .lives import life_facts
from .types.movements import OverviewFacts
from .types.quantities import Figure, MovementCount, Number, PainterCount, Share, Title, WorkCount, Years
from .types.works import SleeperFacts
from .works import work_facts

NAMED = 3  # living movements that are named; more are counted
NAMELESS = 0.2  # share of works without a movement that is worth a word
FAMOUS, ENOUGH = 10, 50  # works whose share of all fame is told, and the works from which on it is
TOP_SHARE = 0.08  # of all fame, below which it was shared out evenly
WAITED, ANSWERS = 10, 3  # years, and later works by other hands, that make a work one that waited
ARTISTS = 20  # from which on one can be overlooked
OVERLOOKED, TAKEN_FROM = 0.1, 0.2  # shares of all ranks: the distance that is plain, and how much must have been taken


def overview_facts(index: HistoryIndex) -> OverviewFacts:
    """Facts about the whole."""
    works = index.works
    facts = OverviewFacts(
        first_year=index.first,
        last_year=index.last,
        works=WorkCount(len(works)),
        painters=PainterCount(works["artist"].nunique()),
        corpus=Figure(len(index.past)) if index.past else None,
    )
    return _fame(index, _movements(index, facts)) if len(works) else facts


def _movements(index: HistoryIndex, facts: OverviewFacts) -> OverviewFacts:
    """How many movements there were, and which of them lasted."""
    named = index.named_movements
    if not named:
        return facts
    alive = [index.movement_name(m) for m in named if index.died(m) is None]
    nameless = float((index.works["movement"] == "").mean())
    facts = replace(
        facts,
        movements=MovementCount(len(named)),
        one_alive=len(named) == 1 and bool(alive),
        one_dead=len(named) == 1 and not alive,
        alive_movements=tuple(alive) if len(alive) <= NAMED else MovementCount(len(alive)),
        all_dead=len(named) > 1 and not alive,
        all_alive=len(named) > 1 and len(alive) == len(named),
        dead=Number(len(named) - len(alive)) if 0 < len(alive) < len(named) else None,
        nameless=Share(nameless) if nameless >= NAMELESS else None,
        all_named=nameless < NAMELESS,
    )
    return _extremes(index, facts)


def _extremes(index: HistoryIndex, facts: OverviewFacts) -> OverviewFacts:
    """The longest movement and the shortest that ended, where there is one of each."""
    lives = [(_end(index, m) - index.born(m), m) for m in index.named_movements]
    ended = [(years, m) for years, m in lives if index.died(m) is not None]
    if len(lives) <= 2 or len(ended) <= 1:
        return facts
    (short, shortest), (long, longest) = min(ended), max(lives)
    tied = [y for y, _ in lives].count(long) > 1 or [y for y, _ in ended].count(short) > 1
    if tied or shortest == longest:
        return facts
    return replace(
        facts,
        longest=index.movement_name(longest),
        longest_years=Years(long),
        shortest=index.movement_name(shortest),
        shortest_years=Years(short),
    )


def _end(index: HistoryIndex, movement: str) -> int:
    died = index.died(movement)
    return index.last if died is None else died


def _fame(index: HistoryIndex, facts: OverviewFacts) -> OverviewFacts:
    """How fame and answers were shared out."""
    works, fame = index.works, index.works["fame"].to_numpy()
    best = int(fame.argmax())
    told = fame.sum() > 0 and len(fame) > ENOUGH
    top = float(np.sort(fame)[-FAMOUS:].sum() / fame.sum()) if told else 0.0
    others = index.answers["others"].to_numpy()
    unanswered = float((others == 0).mean())
    heard = np.unique(works["artist"].to_numpy()[others > 0])
    by_artist = works.assign(others=others).groupby("artist")["others"].sum()
    by_artist = by_artist.sort_values(ascending=False, kind="stable")
    return replace(
        facts,
        best_title=Title(index.title(best)),
        best_year=int(works["year"].iloc[best]),
        best_artist=index.artist_name(str(works["artist"].iloc[best])),
        top_share=Share(top) if told and top >= TOP_SHARE else None,
        level=bool(told and top < TOP_SHARE),
        mostly_unanswered=unanswered > 0.5,
        unanswered_share=Share(unanswered),
        unknown=Number(works["artist"].nunique() - len(heard)),
        foremost=index.artist_name(str(by_artist.index[0])) if by_artist.iloc[0] > 0 else "",
    )


def sleeper(index: HistoryIndex) -> int | None:
    """The row of the work that, of those answered by several later ones of other hands, waited longest.

    None where none waited for ten years.
    """
    answers = index.answers
    wait = np.where(answers["others"] >= ANSWERS, answers["first"] - index.works["year"], -np.inf)
    return int(wait.argmax()) if len(wait) and wait.max() >= WAITED else None


def sleeper_facts(index: HistoryIndex, row: int) -> SleeperFacts:
    """Facts about a work that waited."""
    answered_in = int(index.answers["first"].iloc[row])
    life = life_facts(index, str(index.works["artist"].iloc[row]))
    dead = life.died_year is not None and life.died_year < answered_in
    return SleeperFacts(
        work=work_facts(index, row),
        dead_by_then=dead,
        found_age=None if dead or life.born_year is None else answered_in - life.born_year,
    )


def overlooked_artist(index: HistoryIndex) -> str:
    """The artist whose rank by what others took is farthest above that by fame; empty where none is far."""
    table = index.works.assign(others=index.answers["others"]).groupby("artist")[["fame", "others"]].sum()
    if len(table) < ARTISTS:
        return ""
    rank = table.rank(ascending=False)
    gap = (rank["fame"] - rank["others"]).where(rank["others"] <= TAKEN_FROM * len(table), -np.inf)
    artist = str(gap.idxmax())
    return artist if gap.max() >= OVERLOOKED * len(table) and artist in index.artists.index else ""
