"""A year of a society: who is shown, adopted, remembered and gives up; and nothing else moves without a work."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from helpers.societies import played
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.society.engine import step
from stylogeny.society.initial import begin
from stylogeny.society.setting import HORIZON


def test_the_remembered_are_shown_oftener_and_the_unseen_give_up(graph: InfluenceGraph) -> None:
    states, _ = played(graph, years=40, reputation=1.5, criticism=0.0, dropout=0.3)
    known, shown = [], []
    for before, after in pairwise(states[5:]):
        made = after.records[-1]
        known.append(before.reputation[made.place])
        shown.append(made.shown)
    k, s = np.concatenate(known), np.concatenate(shown)
    assert s[k > np.quantile(k, 0.8)].mean() > s[k < np.quantile(k, 0.2)].mean() + 0.3
    last = states[-1]
    given_up = last.artists.retired
    assert 0.05 < given_up.mean() < 0.9 and (last.years_unseen[given_up] >= 5).all()
    assert not set(last.artists.uid[given_up]) & set(last.records[-1].uid.tolist())
    none, _ = played(graph, years=40, dropout=0.0)
    assert not none[-1].artists.retired.any()


def test_a_work_that_is_never_made_moves_no_one_elses_luck(graph: InfluenceGraph) -> None:
    states, setting = played(graph, years=6)
    first = int(states[1].records[-1].number[states[1].records[-1].shown][0])
    now, other = begin(graph, artists=120, seed=5)
    other = replace(other, without=first)
    for _ in range(6):
        now = step(now, other)
    made = {int(n): p for m in states[-1].records for n, p in zip(m.number, m.style)}
    again = {int(n): p for m in now.records for n, p in zip(m.number, m.style)}
    assert set(made) - set(again) == {first}  # whoever set out to make a work that year did so
    assert not any((p == first).any() for m in now.records for p in m.parents)
    year = (first - setting.past_works) % HORIZON
    assert all(np.array_equal(made[n], again[n]) for n in again if (n - setting.past_works) % HORIZON <= year)
    changed = [n for n in again if not np.array_equal(made[n], again[n])]
    assert 0 < len(changed) < 0.5 * len(again)


def test_styles_run_away_only_where_no_taste_is_ever_sated(graph: InfluenceGraph) -> None:
    spread, share = [], []
    for satiety in (0.0, 3.0):
        states, setting = played(graph, years=70, artists=400, satiety=satiety)
        made = states[-1].records
        early, late = (
            np.concatenate([setting.standardise(m.style[m.shown]) for m in part]) for part in (made[:10], made[-10:])
        )
        spread.append(late.std() / early.std())
        _, at = np.unique(np.concatenate([m.adopted for m in made]), return_inverse=True)
        won = np.sort(np.bincount(at, np.concatenate([m.adoptions for m in made])))
        share.append(won[-(len(won) // 100) :].sum() / won.sum())
    assert spread[0] > 1.25 * spread[1] and share[0] > 1.25 * share[1]


def test_a_known_name_is_credited_more_for_the_same_work(graph: InfluenceGraph) -> None:
    found = []
    for name in (0.0, 1.0):
        states, _ = played(graph, years=25, name=name, liking=0.0, imitation=0.0, boredom=0.0)
        known, won = [], []
        for before, after in pairwise(states[5:]):
            made = after.records[-1]
            known.append(before.reputation[made.place[made.shown]])
            first = dict(zip(made.adopted.tolist(), made.adoptions.tolist()))
            share = np.array([first[n] for n in made.number[made.shown].tolist()])
            won.append(share / share.mean())
        found.append(np.corrcoef(np.log1p(np.concatenate(known)), np.log(np.concatenate(won)))[0, 1])
    assert abs(found[0]) < 0.1 and found[1] > 0.5


def test_a_state_is_never_changed(graph: InfluenceGraph) -> None:
    state, setting = begin(graph, artists=10, seed=0)
    manner = state.artists.manner.copy()
    fame = state.museum.fame.copy()
    after = step(step(state, setting), setting)
    assert (state.artists.manner == manner).all() and (state.museum.fame == fame).all() and after.year == state.year + 2
