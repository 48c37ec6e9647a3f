"""Posts, by number."""

from __future__ import annotations

import numpy as np

from helpers.feeds import posts_of
from stylogeny.society.public.posts import ANSWER, Posts, post_number


def test_posts_are_in_order_of_number_whatever_order_they_come_in() -> None:
    posts = posts_of(9)
    some, others = posts.select(np.array([7, 1, 4])), posts.select(np.array([8, 0, 2]))
    assert some.with_(others).number.tolist() == sorted([*some.number.tolist(), *others.number.tolist()])
    assert some.with_(Posts.none()).rows_of(np.array([[posts.number[4], 5], [posts.number[7], -1]])).tolist() == [
        [1, -1],
        [2, -1],
    ]
    assert Posts.none().rows_of(np.array([3])).tolist() == [-1]


def test_a_number_says_what_kind_a_post_is() -> None:
    posts = posts_of(2)
    assert posts.kind.tolist() == [0, 0] and post_number(np.array([12]), ANSWER).tolist() == [49]
