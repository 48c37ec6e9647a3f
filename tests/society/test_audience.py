"""What audiences say of an artist moves the liking of its works, from then on and of no one else's, and fades."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from stylogeny.influence.graph import InfluenceGraph
from stylogeny.society.audience import MAX_TALK, TALK_HALF_LIFE, talk_effect
from stylogeny.society.engine import step
from stylogeny.society.initial import begin


def adoptions(graph: InfluenceGraph, events: tuple[tuple[int, int, float], ...], years: int = 12) -> dict[int, float]:
    """Adoptions by artist after some years."""
    state, setting = begin(graph, artists=40, seed=2)
    setting = replace(setting, audience_events=events)
    for _ in range(years):
        state = step(state, setting)
    total: dict[int, float] = {}
    owner = {int(n): int(u) for m in state.records for n, u in zip(m.number, m.uid)}
    for m in state.records:
        for n, won in zip(m.adopted, m.adoptions):
            total[owner[int(n)]] = total.get(owner[int(n)], 0.0) + float(won)
    return total


def test_praise_is_heard_and_blame_too(graph: InfluenceGraph) -> None:
    plain = adoptions(graph, ())
    artist = sorted(plain, key=lambda a: -plain[a])[5]
    praised = tuple((artist, 1841 + k, 1.0) for k in range(8))
    blamed = tuple((artist, 1841 + k, -1.0) for k in range(8))
    assert adoptions(graph, praised)[artist] > 1.3 * plain[artist]
    assert adoptions(graph, blamed).get(artist, 0.0) < 0.7 * plain[artist]


def test_what_is_said_after_the_end_changes_nothing(graph: InfluenceGraph) -> None:
    assert adoptions(graph, ((3, 1990, 1.0),)) == adoptions(graph, ())


def test_talk_fades_by_half() -> None:
    uid, events = np.array([0, 1, 2]), ((1, 1850, 0.5),)
    then = talk_effect(uid, 1850, events)
    assert then[0] == then[2] == 0 and then[1] == MAX_TALK * np.tanh(0.5)
    assert talk_effect(uid, 1850 + int(TALK_HALF_LIFE), events)[1] == MAX_TALK * np.tanh(0.25)
    assert not talk_effect(uid, 1849, events).any()
