"""What is posted: works, answers to those who turned away from one, answers to visitors."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from stylogeny.influence.graph import InfluenceGraph
from stylogeny.society.engine import step
from stylogeny.society.initial import begin
from stylogeny.society.parameters import SocietyParameters
from stylogeny.society.public.fandom import Fandom
from stylogeny.society.public.posts import Posts
from stylogeny.society.setting import Setting
from stylogeny.society.state import State


@pytest.fixture(scope="module")
def played(graph: InfluenceGraph) -> tuple[State, Setting]:
    state, setting = begin(graph, artists=80, seed=5, parameters=SocietyParameters(reaction=0.3))
    setting = replace(
        setting, fandom=Fandom(fans=40), audience_events=((3, setting.start + 4, 1.0), (999, setting.start + 4, 1.0))
    )
    for _ in range(8):
        state = step(state, setting)
    return state, setting


def posts_of(state: State) -> Posts:
    assert state.public is not None
    posts = Posts.none()
    for year in state.public.years:
        posts = posts.with_(year.posts)
    return posts


def test_every_work_shown_is_posted_once_in_its_year(played: tuple[State, Setting]) -> None:
    state, setting = played
    posts = posts_of(state)
    works = posts.select(np.flatnonzero(posts.kind == 0))
    shown = np.concatenate([r.number[r.shown] for r in state.records])
    assert np.array_equal(np.sort(shown), works.work) and np.array_equal(works.author, setting.artist_of(works.work))
    assert np.array_equal(works.year, works.made) and (works.time % 4 < 3).all()


def test_who_is_turned_away_from_answers_with_a_work_of_their_own(played: tuple[State, Setting]) -> None:
    state, setting = played
    posts = posts_of(state)
    answers = posts.select(np.flatnonzero(posts.kind == 1))
    attack = posts.select(posts.rows_of(answers.about))
    assert len(answers) > 20
    assert np.array_equal(answers.author, attack.to) and np.array_equal(answers.to, attack.author)
    assert (answers.time == attack.time + 1).all() and np.array_equal(setting.artist_of(answers.work), answers.author)


def test_visitors_are_answered_in_the_year_in_which_they_are_heard(played: tuple[State, Setting]) -> None:
    state, setting = played
    posts = posts_of(state)
    replies = posts.select(np.flatnonzero(posts.kind == 2))
    assert replies.author.tolist() in ([3], []) and (replies.year == setting.start + 4).all()
    made = posts.author[(posts.kind == 0) & (posts.year <= setting.start + 4)]
    assert bool(len(replies)) == (3 in made)


def test_adoption_is_what_fans_like(played: tuple[State, Setting]) -> None:
    state, setting = played
    assert state.public is not None and setting.public is not None
    last = state.records[-1]
    assert np.isclose(
        last.adoptions.sum(), len(state.public.years[-1].fan) * setting.public.weight(state.public.years[-1].crowd)
    )
