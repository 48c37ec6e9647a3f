"""A season: what is liked follows from liking, ties, what others liked, and luck of its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from helpers.feeds import YEAR, posts_of, setting_of
from stylogeny.society.artists import TRAITS
from stylogeny.society.public.fans import first_fans
from stylogeny.society.public.posts import Posts
from stylogeny.society.public.season import BELOW, PASSING, look

NOW = YEAR * 4


def test_likes_are_a_discrete_choice_among_what_is_seen() -> None:
    count = 20_000
    setting = setting_of(count, boredom=0.0, liking=1.0, imitation=0.0, length=3)
    fans = first_fans(setting)
    fans = replace(fans, taste=np.ones_like(fans.taste))
    posts = posts_of(3)
    liked = look(fans, posts, np.zeros(3), NOW, setting).liked
    pull = posts.traits.sum(axis=1) / np.sqrt(TRAITS)
    place = np.argsort(np.argsort(-pull))
    weight = np.exp(np.append(pull - BELOW * np.log1p(place), PASSING))
    share = np.bincount(np.where(liked < 0, 3, liked), minlength=4) / count
    assert np.abs(share - weight / weight.sum()).max() < 0.01


def test_what_is_remembered_is_not_liked_again() -> None:
    setting = setting_of(50, length=4)
    fans, posts = first_fans(setting), posts_of(4)
    remembered = fans.remembered.copy()
    remembered[:, 0] = posts.number[2]
    seen = look(fans, posts, np.zeros(4), NOW, setting)
    again = look(replace(fans, remembered=remembered), posts, np.zeros(4), NOW, setting)
    assert (seen.liked == 2).any() and not (again.liked == 2).any()
    assert (seen.seen[:, :3] == 2).any() and not (again.seen[:, :3] == 2).any()  # but for what hangs on a wall


def test_a_quarrel_keeps_from_liking_and_loyalty_helps() -> None:
    setting = setting_of(4000, length=3, loyalty=4.0)
    fans, posts = first_fans(setting), posts_of(3)
    artist, tie = fans.artist.copy(), fans.tie.copy()
    artist[:, 0], tie[:2000, 0], tie[2000:, 0] = 1, 0.9, -0.9
    liked = look(replace(fans, artist=artist, tie=tie), posts, np.zeros(3), NOW, setting).liked == 1
    assert liked[:2000].mean() > 4 * liked[2000:].mean()


def test_what_visitors_said_moves_the_liking_of_an_artist() -> None:
    setting = setting_of(3000, length=3)
    fans, posts = first_fans(setting), posts_of(3)
    praised = replace(setting, said=((1, YEAR, 1.0),))
    before, after = (look(fans, posts, np.zeros(3), NOW, s).liked == 1 for s in (setting, praised))
    assert after.mean() > 1.5 * before.mean()


def test_before_nothing_nothing_is_liked() -> None:
    looked = look(first_fans(setting_of(5)), Posts.none(), np.zeros(0), NOW, setting_of(5))
    assert (looked.liked == -1).all() and not looked.passed.any()
