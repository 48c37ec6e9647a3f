"""The luck of a history: parents' shares, who is seen, ideas of their kind; each draw belongs to its work."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from stylogeny.world.draws import Draws, draw
from stylogeny.world.schedule import BORROWING, COPY, FRESH, PLAIN, REACTION, REVIVAL, Calendar, Rules
from stylogeny.world.scheduled import draw_calendar

RULES = Rules(copy=0.15, reaction=0.15, revival=0.15, borrowing=0.15, views=12)


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return draw_calendar(600, seed=3)


@pytest.fixture(scope="module")
def luck(calendar: Calendar) -> Draws:
    return draw(calendar, RULES, dim=24, seed=3)


def test_shares_sum_to_one_over_as_many_parents_as_the_kind_has(luck: Draws) -> None:
    count = (luck.shares > 0).sum(axis=1)
    fresh = luck.kind == FRESH
    np.testing.assert_allclose(luck.shares.sum(axis=1), np.where(fresh, 0.0, 1.0), atol=1e-6)
    assert (luck.shares >= 0).all() and (count[fresh] == 0).all()
    assert (count[np.isin(luck.kind, (COPY, REACTION))] == 1).all()
    assert (count[np.isin(luck.kind, (REVIVAL, BORROWING))] == 2).all()
    assert set(count[luck.kind == PLAIN]) == {1, 2, 3}


def test_kinds_are_as_frequent_as_the_rules_say(luck: Draws) -> None:
    ours = luck.kind != FRESH  # the first generation is made fresh, whatever was drawn
    for kind in (COPY, REACTION, REVIVAL, BORROWING):
        assert np.mean(luck.kind[ours] == kind) == pytest.approx(0.15 / (1 - RULES.fresh), abs=0.05)


def test_everyone_sees_earlier_works_the_best_first(calendar: Calendar, luck: Draws) -> None:
    child, slot = np.nonzero(luck.views >= 0)
    seen = luck.views[child, slot]
    assert len(child) > 5000 and (calendar.year[seen] < calendar.year[child]).all()
    for row in range(0, 600, 50):
        views = luck.views[row][luck.views[row] >= 0]
        assert len(set(views)) == len(views) == min(12, (calendar.year < calendar.year[row]).sum())
        assert (np.diff(luck.pull[row][: len(views)]) <= 0).all()


def test_a_revival_looks_a_century_back_and_nobody_copies_themselves(calendar: Calendar, luck: Draws) -> None:
    lag = calendar.year[:, None] - calendar.year[luck.views]
    old = (luck.kind == REVIVAL) & (calendar.year > calendar.year.min() + 150)
    assert old.sum() > 20 and np.median(lag[old][:, 0]) >= 100
    assert np.median(lag[luck.kind == PLAIN][:, 0]) < 50
    for kind in (COPY, REACTION):
        rows = np.flatnonzero(luck.kind == kind)
        own = calendar.artist[luck.views[rows]] == calendar.artist[rows][:, None]
        assert len(rows) > 20 and not own[np.isfinite(luck.pull[rows])].any()


def test_copies_change_little_and_only_reactions_turn_round(luck: Draws) -> None:
    size = np.abs(luck.idea).mean(axis=1)
    assert size[luck.kind == COPY].max() < np.median(size[luck.kind == PLAIN])
    turned = (luck.sign < 0).any(axis=1)
    assert turned[luck.kind == REACTION].all() and not turned[luck.kind != REACTION].any()
    np.testing.assert_allclose(luck.traits.T @ luck.traits, np.eye(luck.traits.shape[1]), atol=1e-5)


def test_without_one_work_the_luck_of_all_others_is_the_same(calendar: Calendar, luck: Draws) -> None:
    left = np.delete(np.arange(600), 250)
    names = ("year", "artist", "event")
    without = replace(calendar, **{name: getattr(calendar, name)[left] for name in names})
    other = draw(without, RULES, dim=24, seed=3)
    for name in ("kind", "shares", "idea", "fresh", "sign", "verdict", "taste"):
        np.testing.assert_array_equal(getattr(other, name), getattr(luck, name)[left])
    before, after = (
        {int(c.event[v]): float(p) for v, p in zip(d.views[row], d.pull[row])}
        for c, d, row in ((calendar, luck, 500), (without, other, 499))
    )
    both = before.keys() & after.keys()
    assert len(both) >= 11 and all(before[k] == pytest.approx(after[k]) for k in both)


def test_another_future_has_other_luck_but_the_same_taste(calendar: Calendar, luck: Draws) -> None:
    other = draw(calendar, RULES, dim=24, seed=3, future_index=1)
    for name in ("verdict", "taste", "traits"):
        np.testing.assert_array_equal(getattr(other, name), getattr(luck, name))
    assert not np.array_equal(other.kind, luck.kind) and not np.array_equal(other.views, luck.views)
