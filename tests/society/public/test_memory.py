"""What a season leaves in fans: loyalty, quarrels on the side of whom they like, trust, other friends."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from helpers.feeds import YEAR, posts_of, setting_of
from stylogeny.society.public.fans import first_fans
from stylogeny.society.public.memory import GROWS, forget, last_likers, remember
from stylogeny.society.public.season import Looked


def looked(seen: list[list[int]], liked: list[int], passed: list[bool] | None = None) -> Looked:
    return Looked(np.array(seen), np.array(liked), np.array(passed or [False] * len(liked)))


NOBODY = np.full(6, -1)


def test_a_like_is_a_tie_that_grows_and_fades() -> None:
    setting, posts = setting_of(1, memory=2.0), posts_of(6)
    once = remember(first_fans(setting), posts, looked([[4, 2]], [4]), NOBODY, setting)
    twice = remember(once, posts, looked([[4, 2]], [4]), NOBODY, setting)
    asked = np.array([[4, 2]])
    assert np.allclose(once.ties_to(asked), [[GROWS, 0]]) and np.allclose(
        twice.ties_to(asked), [[1 - (1 - GROWS) ** 2, 0]]
    )
    assert np.allclose(forget(forget(once, setting), setting).ties_to(asked), [[GROWS / 2, 0]])
    assert once.remembered[0, :2].tolist() == [posts.number[4], -1]


def test_who_is_loyal_takes_sides() -> None:
    setting = setting_of(2, quarrel=0.5)
    posts = replace(posts_of(6), to=np.array([-1, 5, -1, -1, -1, -1]))  # the artist 1 against the artist 5
    fans = first_fans(setting)
    artist, tie = fans.artist.copy(), fans.tie.copy()
    artist[:, 0], tie[:, 0] = [1, 5], 0.8
    after = remember(replace(fans, artist=artist, tie=tie), posts, looked([[0, 1], [0, 1]], [-1, -1]), NOBODY, setting)
    assert np.allclose(after.ties_to(np.array([[1, 5], [1, 5]])), [[0.8, -0.4], [-0.4, 0.8]])


def test_a_friend_who_passes_on_what_one_dislikes_is_left_for_one_who_liked_the_same() -> None:
    setting, posts = setting_of(4), posts_of(6)
    fans = first_fans(setting)
    taste = fans.taste.copy()
    taste[0] = -10 * posts.traits[2]
    friend, trust = np.tile([1, 2], (4, 1)), np.full((4, 2), 0.1, dtype=np.float32)
    fans = replace(fans, taste=taste, friend=friend, trust=trust, passed=np.array([-1, posts.number[2], -1, -1]))
    liker = np.array([-1, -1, -1, 3, -1, -1])
    after = remember(fans, posts, looked([[2, 3]] + [[-1, -1]] * 3, [3, -1, -1, -1]), liker, setting)
    assert after.friend[0].tolist() == [3, 2] and after.trust[0, 0] > 0.1
    assert (after.friend[1:] == fans.friend[1:]).all()


def test_tastes_turn_to_what_is_liked_and_grow_no_stronger() -> None:
    setting, posts = setting_of(1), posts_of(6)
    fans = first_fans(setting)
    after = fans
    for _ in range(60):
        after = remember(after, posts, looked([[3]], [3]), NOBODY, setting)
    unit = posts.traits[3] / np.linalg.norm(posts.traits[3])
    cosine = [float(f.taste[0] @ unit / np.linalg.norm(f.taste[0])) for f in (fans, after)]
    assert cosine[1] > cosine[0] + 0.2 and np.isclose(np.linalg.norm(after.taste), np.linalg.norm(fans.taste))


def test_of_several_who_like_a_post_luck_says_who_was_last() -> None:
    setting, seen = setting_of(200), [[0]] * 200
    fans = first_fans(setting)
    last = last_likers(NOBODY, fans, looked(seen, [0] * 200), YEAR * 4, setting)
    assert last[0] >= 0 and (last[1:] == -1).all()
    less = [-1 if k == last[0] else 0 for k in range(200)]
    other = last_likers(NOBODY, fans, looked(seen, less), YEAR * 4, setting)
    assert other[0] not in (-1, last[0])
    third = [-1 if k == other[0] else 0 for k in range(200)]
    assert last_likers(NOBODY, fans, looked(seen, third), YEAR * 4, setting)[0] == last[0]
