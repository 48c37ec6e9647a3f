"""A public year by year: what is before the fans, and what they made of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..audience import WINDOW
from .fandom import SEASONS, PublicSetting
from .fans import Fans, first_fans, succeed_fans
from .memory import forget, last_likers, remember
from .posts import Posts
from .season import Looked, look


@dataclass(frozen=True, eq=False)
class PublicYear:
    """What fans did in a year.

    Parameters
    ----------
    year, crowd : int
        The year, and how many artists were at work.
    posts : Posts
        What was posted.
    fan, post, season, passed : ndarray
        int64[a] (uid), int64[a] (number), int8[a], bool[a]: every like, and whether it was passed on.
    seen_post, seen : ndarray
        int64[q], int64[q]: how many times each post that anybody saw was seen.
    """

    year: int
    crowd: int
    posts: Posts
    fan: np.ndarray
    post: np.ndarray
    season: np.ndarray
    passed: np.ndarray
    seen_post: np.ndarray
    seen: np.ndarray


@dataclass(frozen=True, eq=False)
class Public:
    """A public at the end of a year; every year gives a new one.

    Parameters
    ----------
    fans : Fans
    posts : Posts
        What is before them.
    likes : ndarray
        int64[p]: of each post, so far.
    liker : ndarray
        int64[p]: the place of who liked each last, -1 for nobody.
    years : tuple of PublicYear
    """

    fans: Fans
    posts: Posts
    likes: np.ndarray
    liker: np.ndarray
    years: tuple[PublicYear, ...] = ()

    @classmethod
    def begin(cls, setting: PublicSetting) -> Public:
        """A public before which there is nothing yet."""
        return cls(first_fans(setting), Posts.none(), np.zeros(0, np.int64), np.zeros(0, np.int64))

    def after(self, fresh: Posts, *, year: int, crowd: int, setting: PublicSetting) -> Public:
        """The public after a year in which `fresh` was posted and `crowd` artists were at work."""
        return self.watched(fresh, year=year, crowd=crowd, setting=setting)[0]

    def watched(
        self, fresh: Posts, *, year: int, crowd: int, setting: PublicSetting
    ) -> tuple[Public, list[tuple[Fans, Posts, Looked]]]:
        """The same, and for each season the fans before it, the posts, and what every fan saw and did."""
        before = self._before(fresh, year)
        fans, posts = succeed_fans(forget(self.fans, setting), year, setting), before.posts
        likes, liker, weight = before.likes, before.liker, setting.weight(crowd)
        seasons = []
        for season in range(SEASONS):
            time = year * SEASONS + season
            looked = look(fans, posts, likes * weight, time, setting)
            seasons.append((fans, posts, looked))
            fans = remember(fans, posts, looked, liker, setting)
            liker = last_likers(liker, seasons[-1][0], looked, time, setting)
            likes = likes + np.bincount(looked.liked[looked.liked >= 0], minlength=len(posts))
        record = _recorded(year, crowd, fresh, seasons)
        return replace(before, fans=fans, likes=likes, liker=liker, years=(*self.years, record)), seasons

    def _before(self, fresh: Posts, year: int) -> Public:
        """What is before the fans in a year: works have their time, and with them what is said of them."""
        kept = np.flatnonzero(self.posts.made > year - WINDOW)
        old = self.posts.select(kept)
        posts = old.with_(fresh)
        likes, liker = np.zeros(len(posts), dtype=np.int64), np.full(len(posts), -1)
        at = posts.rows_of(old.number)
        likes[at], liker[at] = self.likes[kept], self.liker[kept]
        return replace(self, posts=posts, likes=likes, liker=liker)

    def adoptions(self, works: np.ndarray, setting: PublicSetting) -> np.ndarray:
        """Adoptions that each of these works (numbers) won in the last year, float32[w]."""
        last = self.years[-1]
        liked = np.sort(self.posts.work[self.posts.rows_of(last.post)])
        count = np.searchsorted(liked, works, "right") - np.searchsorted(liked, works, "left")
        return (count * setting.weight(last.crowd)).astype(np.float32)


def _recorded(year: int, crowd: int, fresh: Posts, seasons: list[tuple[Fans, Posts, Looked]]) -> PublicYear:
    fan, post, when, passed = [], [], [], []
    for season, (fans, posts, looked) in enumerate(seasons):
        rows = np.flatnonzero(looked.liked >= 0)
        fan.append(fans.uid[rows])
        post.append(posts.number[looked.liked[rows]] if len(posts) else rows)
        when.append(np.full(len(rows), season, dtype=np.int8))
        passed.append(looked.passed[rows])
    posts = seasons[0][1]
    seen = sum(
        (np.bincount(s.seen[s.seen >= 0], minlength=len(posts)) for _, _, s in seasons), np.zeros(len(posts), int)
    )
    any_seen = np.flatnonzero(seen)
    return PublicYear(
        year=year,
        crowd=crowd,
        posts=fresh,
        fan=np.concatenate(fan),
        post=np.concatenate(post),
        season=np.concatenate(when),
        passed=np.concatenate(passed),
        seen_post=posts.number[any_seen],
        seen=seen[any_seen],
    )
