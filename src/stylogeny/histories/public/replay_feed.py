"""A feed once more before its fans: as it was, without a post, in another ranking, or with other luck.

The posts are those of the table, so that what artists did is given; the fans are played anew. As it was, the same
likes come out. Without a post, what answers it is gone too, and only what follows from it changes: luck belongs to
fans and posts.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ...progress import Callback, progress
from ...society.public.crowd import Public
from ...society.public.fandom import Fandom
from .feed import Feed


def replay_feed(
    feed: Feed,
    *,
    without: Collection[str] = (),
    fandom: Fandom | None = None,
    imitation: float | None = None,
    luck: int | None = None,
    callback: Callback | None = None,
) -> Feed:
    """What fans make of the same posts.

    Parameters
    ----------
    feed : Feed
    without : collection of str
        Ids of posts, or of works whose posts are meant, that are left out, with what answers them.
    fandom : Fandom, optional
        How the fans work instead: another ranking, without a fan, or with words that count.
    imitation : float, optional
        How much fans look at what others liked instead.
    luck : int, optional
        The seed of what is luck instead: a parallel world before the same fans.

    Returns
    -------
    Feed

    Raises
    ------
    StylogenyError
        When there is no such post.
    """
    setting = feed.setting
    parameters = setting.parameters if imitation is None else replace(setting.parameters, imitation=imitation)
    setting = replace(
        setting,
        fandom=fandom or setting.fandom,
        parameters=parameters,
        luck=setting.luck if luck is None else luck,
    )
    out = {feed.find(post) for post in without} | set(without)
    posts = feed.posts
    left = ~(posts["id"].isin(out) | posts["about"].isin(out) | posts["work"].isin(out))
    again = replace(feed, posts=posts[left], likes=feed.likes.iloc[:0], setting=setting)
    played = Feed.of(public_at(again, max(feed.crowd), callback=callback), setting)
    text, name = dict(zip(posts["id"], posts["text"])), dict(zip(feed.fans["id"], feed.fans["name"]))
    return replace(
        played,
        posts=played.posts.assign(text=played.posts["id"].map(text)),
        fans=played.fans.assign(name=played.fans["id"].map(name).fillna("")),
    )


def public_at(feed: Feed, year: int, *, callback: Callback | None = None) -> Public:
    """The fans at the end of a year, played from the beginning before the posts of the table."""
    public = Public.begin(feed.setting)
    years = [y for y in sorted(feed.crowd) if y <= year]
    for y in progress(years, "feed", unit="year", callback=callback):
        public = public.after(feed.posted(y), year=y, crowd=feed.crowd[y], setting=feed.setting)
    return public
