"""Facts for an artist who is asked something: age, colleagues, what the movement stood against, and others."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from .artists import artist_facts
from .comparison import MovementComparison
from .index import HistoryIndex, whole_number
from .types.people import ConversationFacts
from .works import work_facts

NAMED = 3  # colleagues


def conversation_facts(
    index: HistoryIndex, comparison: MovementComparison, artist: str, *, row: int | None = None, other: str = ""
) -> ConversationFacts:
    """Facts about an artist, and about a work (its row) and another artist (an id) that a message names."""
    facts = artist_facts(index, comparison, artist)
    life = facts.life
    return ConversationFacts(
        artist=facts,
        work=None if row is None else work_facts(index, row),
        age=index.last - life.born_year if life is not None and life.living and life.born_year is not None else None,
        colleagues=tuple(index.artist_name(a) for a in colleagues(index, artist)[:NAMED]),
        opposed=index.movement_name(opposed(index, index.home(artist))) if artist in index.artist_of else "",
        **_of_other(index, artist, other),
    )


def colleagues(index: HistoryIndex, artist: str) -> list[str]:
    """Ids of those who made works of an artist's movement while the artist was at work, the busiest first."""
    own = index.by_artist.get(artist, np.zeros(0, int))
    home = index.home(artist) if artist in index.artist_of else ""
    if not home or not len(own):
        return []
    years, rows = index.works["year"].to_numpy(), index.by_movement.get(home, np.zeros(0, int))
    at_once = rows[(years[rows] >= years[own].min()) & (years[rows] <= years[own].max())]
    tally = Counter(str(a) for a in index.works["artist"].to_numpy()[at_once] if a != artist)
    return sorted(tally, key=lambda a: (-tally[a], a))


def opposed(index: HistoryIndex, movement: str) -> str:
    """The id of the movement whose works those of this one turned against most often; empty for none."""
    if not movement or "response" not in index.works:
        return ""
    works = index.works
    against = works[(works["movement"] == movement) & (works["response"] == "negate")]
    tally: Counter[str] = Counter()
    for work in against["id"]:
        for parent, _ in index.parents_of(str(work))[:1]:
            home = str(works["movement"].iat[index.row_of[parent]]) if parent in index.row_of else ""
            if home not in ("", movement) and index.movement_name(home):
                tally[home] += 1
    return min(tally, key=lambda m: (-tally[m], m), default="")


def _of_other(index: HistoryIndex, artist: str, other: str) -> dict[str, Any]:
    """The other artist under the name of what they are to this one: one of these is known."""
    if not other or other == artist:
        return {}
    name = index.artist_name(other)
    took, gave = ([o for o, _ in index.ties(artist, forward=forward)] for forward in (False, True))
    kinds = (
        ("other_rival", other in index.rivals(artist) or artist in index.rivals(other)),
        ("other_teacher", index.teacher(artist) == other),
        ("other_pupil", index.teacher(other) == artist),
        ("other_source", other in took),
        ("other_follower", other in gave),
        ("other_colleague", other in colleagues(index, artist)),
    )
    kind = next((kind for kind, holds in kinds if holds), "other_stranger")
    born = whole_number(index.artist_of[other]["born"])
    return {kind: name, "other_born": born}
