"""What fans see: whom they follow and what friends pass on, newest first; or what is of interest and hot."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from helpers.feeds import YEAR, posts_of, setting_of
from stylogeny.society.public.fandom import HOT, RECENCY
from stylogeny.society.public.fans import Fans, first_fans
from stylogeny.society.public.feed import feeds, followed, heat_of, interest, passed_on
from stylogeny.society.public.posts import Posts

NOW = YEAR * 4 + 3


def follower(artists: list[int], ties: list[float]) -> Fans:
    fans = first_fans(setting_of(1))
    artist, tie = fans.artist.copy(), fans.tie.copy()
    artist[0, : len(artists)], tie[0, : len(ties)] = artists, ties
    return replace(fans, artist=artist, tie=tie)


def test_recency_follow_is_whom_one_follows_newest_first() -> None:
    posts = replace(posts_of(20), time=YEAR * 4 + np.arange(20) % 3)
    fans = follower([3, 4, 5, 6], [0.5, 0.5, -0.5, 0.2])
    setting = setting_of(1, ranking=RECENCY, length=3)  # too short for what hangs on walls
    seen = feeds(fans, posts, np.zeros(20), NOW, setting)[0].tolist()
    assert sorted(seen) == [3, 4, 6] and (np.diff(posts.time[seen]) <= 0).all()
    assert followed(fans, posts, np.arange(20))[0, :4].tolist() == [3, 4, -1, 6]  # who has quarrelled does not follow


def test_what_is_posted_later_is_not_seen() -> None:
    posts = replace(posts_of(6), time=np.full(6, NOW + 1))
    assert (feeds(follower([1], [1.0]), posts, np.zeros(6), NOW, setting_of(1)) == -1).all()
    assert (feeds(follower([1], [1.0]), Posts.none(), np.zeros(0), NOW, setting_of(1)) == -1).all()


def test_interest_hot_is_in_order_of_interest_and_heat() -> None:
    posts, fans = posts_of(40), first_fans(setting_of(30))
    fame = np.random.default_rng(0).exponential(5, 40)
    setting = setting_of(30, ranking=HOT, length=3, imitation=0.7, liking=1.0)
    expected = interest(fans, posts, np.arange(40)[None, :].repeat(30, axis=0), setting) + heat_of(
        posts, fame, NOW, setting
    )
    assert (feeds(fans, posts, fame, NOW, setting) == np.argsort(-expected, axis=1)[:, :3]).all()


def test_one_post_in_four_hangs_on_a_wall_whatever_the_ranking() -> None:
    posts, fans = posts_of(300), first_fans(setting_of(400))
    seen = feeds(fans, posts, np.zeros(300), NOW, setting_of(400, length=12))
    ranked, walls = seen[:, :9], seen[:, 9:]
    assert len(np.unique(ranked)) < len(np.unique(walls[walls >= 0])) <= 64
    assert not any(len(set(row[row >= 0])) < (row >= 0).sum() for row in seen)


def test_friends_pass_on_what_they_liked_as_long_as_they_are_trusted() -> None:
    posts, fans = posts_of(10), first_fans(setting_of(3))
    friend, trust = (
        np.array([[1, 2], [0, 2], [0, 1]]),
        np.array([[0.3, -0.1], [0.3, 0.3], [0.3, 0.3]], dtype=np.float32),
    )
    fans = replace(fans, friend=friend, trust=trust, passed=np.array([-1, posts.number[4], posts.number[7]]))
    assert passed_on(fans, posts).tolist() == [[4, -1], [-1, 7], [-1, 4]]


def test_without_a_post_only_feeds_that_had_it_or_what_takes_its_place_change() -> None:
    posts, fans = posts_of(200), first_fans(setting_of(500))
    setting = setting_of(500)
    whole = feeds(fans, posts, np.zeros(200), NOW, setting)
    kept = np.delete(np.arange(200), 17)
    less = feeds(fans, posts.select(kept), np.zeros(199), NOW, setting)
    less = np.where(less >= 0, kept[less], -1)
    without = ~(whole == 17).any(axis=1)
    changed = (whole != less).any(axis=1) & without
    assert changed.mean() < 0.1  # the sixty-fifth hottest post is now before everybody


def test_a_fan_who_is_left_out_sees_nothing() -> None:
    seen = feeds(first_fans(setting_of(9)), posts_of(5), np.zeros(5), NOW, setting_of(9, without=4))
    assert (seen[4] == -1).all() and (seen[[0, 1, 2, 3, 5, 6, 7, 8]] >= 0).any(axis=1).all()
