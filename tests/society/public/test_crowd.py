"""A public year by year: what is adopted, what is before it, what of it is never changed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from helpers.feeds import YEAR, posts_of, setting_of
from stylogeny.society.public.crowd import Public
from stylogeny.society.public.posts import Posts


def test_a_year_adopts_as_much_as_was_liked_and_no_more_than_its_attention() -> None:
    setting, posts = setting_of(300), posts_of(50)
    public = Public.begin(setting).after(posts, year=YEAR, crowd=40, setting=setting)
    won = public.adoptions(np.append(posts.work, 999), setting)
    year = public.years[-1]
    assert np.isclose(won.sum(), len(year.fan) * setting.weight(40)) and won[-1] == 0
    assert 0 < won.sum() <= 10.0 * 40 * (1 + 1e-6)
    assert public.likes.sum() == len(year.fan) and (year.seen >= 0).all()


def test_works_have_their_time() -> None:
    setting = setting_of(50)
    public = Public.begin(setting).after(posts_of(20), year=YEAR, crowd=40, setting=setting)
    for year in range(YEAR + 1, YEAR + 6):
        assert len(public.posts) == 20
        public = public.after(Posts.none(), year=year, crowd=40, setting=setting)
    after = public.after(Posts.none(), year=YEAR + 6, crowd=40, setting=setting)
    assert len(after.posts) == 0 and not len(after.years[-1].fan) and len(public.posts) == 20


def test_imitation_makes_what_is_liked_more_unequal() -> None:
    first = []
    for imitation in (0.0, 1.0):
        setting = setting_of(2000, imitation=imitation)
        public = Public.begin(setting).after(posts_of(50), year=YEAR, crowd=40, setting=setting)
        first.append(np.sort(public.likes)[-5:].sum() / public.likes.sum())
    assert first[1] > 1.3 * first[0]


def test_the_fans_of_before_are_not_changed() -> None:
    setting = setting_of(100)
    public = Public.begin(setting)
    tie = public.fans.tie.copy()
    replace(public).after(posts_of(20), year=YEAR, crowd=40, setting=setting)
    assert (public.fans.tie == tie).all() and not public.years
