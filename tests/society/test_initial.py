"""A society without a past, and futures in which only what may come otherwise does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from stylogeny.society.engine import step
from stylogeny.society.initial import begin_anew
from stylogeny.society.parameters import SocietyParameters
from stylogeny.society.setting import Setting
from stylogeny.society.state import State

D = 5


@pytest.fixture(scope="module")
def founded() -> tuple[State, Setting]:
    return begin_anew(dim=D, artists=30, year=1700, step=0.2, schools=4, seed=2, parameters=SocietyParameters())


def played(state: State, setting: Setting, years: int) -> State:
    for _ in range(years):
        state = step(state, setting)
    return state


def test_founders_follow_nobody_and_those_who_come_after_do(founded: tuple[State, Setting]) -> None:
    state = played(*founded, 25)
    first = state.records[0]
    assert len(first.number) and (first.parents == -1).all() and (first.shares == 0).all()
    later = np.concatenate([m.parents[:, 0] for m in state.records[15:]])
    assert (later >= 0).mean() > 0.99


def test_founders_work_in_the_manners_of_their_schools(founded: tuple[State, Setting]) -> None:
    state, setting = founded
    distance = np.linalg.norm(state.artists.manner[:, None] - setting.space.manner, axis=2)
    nearest = np.bincount(distance.argmin(axis=1), minlength=4)
    assert (nearest > 0).all() and np.median(distance.min(axis=1)) < np.median(distance)


def test_another_luck_leaves_lives_and_who_sets_out_to_work(founded: tuple[State, Setting]) -> None:
    state, setting = founded
    setting = replace(setting, parameters=SocietyParameters(dropout=0.0))  # nobody gives up
    past = played(state, setting, 10)
    one, two = (played(past, replace(setting, future_index=k), 50) for k in (0, 3))
    assert (np.concatenate(one.cohorts)[:, :3] == np.concatenate(two.cohorts)[:, :3]).all()
    for ours, theirs in zip(one.records, two.records):
        assert (ours.number == theirs.number).all()
    before = [np.concatenate([m.style for m in s.records[:10]]) for s in (one, two)]
    after = [np.concatenate([m.style for m in s.records[10:]]) for s in (one, two)]
    assert (before[0] == before[1]).all()
    assert (np.abs(after[0] - after[1]).max(axis=1) > 0).all()


def test_the_same_luck_is_the_same_history(founded: tuple[State, Setting]) -> None:
    state, setting = founded
    again = [played(state, replace(setting, future_index=5), 20).records[-1].style for _ in range(2)]
    assert again[0].tobytes() == again[1].tobytes()
