"""What fans keep of a season: ties to artists, quarrels, trust in friends, what they are used to, how tastes turn.

Whoever likes a post grows loyal to its artist. Where artists quarrel, who is loyal to one turns against the other. A
friend who passes on what one does not like loses trust, and where none is left is no longer followed: somebody who
liked the same is (unfollowing and influence together: Sasahara et al. 2021, doi:10.1007/s42001-020-00084-7).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ...streams import uniforms
from .fandom import PublicSetting
from .fans import TRUST, Fans
from .feed import interest, passed_on
from .posts import Posts
from .season import Looked

GROWS = 0.3  # share of the way to full loyalty that a like goes
USED = 0.1  # share by which what fans are used to moves to what they like
TURNS = 0.02  # share by which tastes turn to what is liked
JUDGED = 0.2  # share by which trust in a friend moves to how much one likes what they passed on
BROKEN = 0.0  # trust at which a friend is no longer followed


def remember(fans: Fans, posts: Posts, looked: Looked, liker: np.ndarray, setting: PublicSetting) -> Fans:
    """The fans after a season; `liker` int64[p] is the place of who liked each post last before it, -1 for nobody."""
    if not len(posts):
        return replace(fans, passed=np.full(len(fans), -1))
    fans = _sided(fans, posts, looked, setting)
    fans = _befriended(fans, posts, looked, liker, setting)
    return _having_liked(fans, posts, looked)


def forget(fans: Fans, setting: PublicSetting) -> Fans:
    """The fans a year later: ties fade."""
    return replace(fans, tie=(fans.tie * np.float32(0.5 ** (1 / setting.fandom.memory))).astype(np.float32))


def last_likers(liker: np.ndarray, fans: Fans, looked: Looked, time: int, setting: PublicSetting) -> np.ndarray:
    """Who liked each post last after a season, int64[p]: of several, whom luck says."""
    places = np.flatnonzero(looked.liked >= 0)
    order = np.argsort(uniforms(setting.luck, "late", time, index=fans.uid[places])[:, 0], kind="stable")
    after = liker.copy()
    after[looked.liked[places[order]]] = places[order]
    return after


def _having_liked(fans: Fans, posts: Posts, looked: Looked) -> Fans:
    """What a like leaves: loyalty, a memory, habit, and a taste that turns."""
    rows = np.flatnonzero(looked.liked >= 0)
    post = looked.liked[rows]
    passed = np.where(looked.passed, posts.number[looked.liked], -1)
    remembered, familiar, taste = fans.remembered.copy(), fans.familiar.copy(), fans.taste.copy()
    remembered[rows, 1:], remembered[rows, 0] = fans.remembered[rows, :-1], posts.number[post]
    traits = posts.traits[post]
    familiar[rows] += USED * (traits - familiar[rows])
    length = np.linalg.norm(taste[rows], axis=1, keepdims=True)
    turned = taste[rows] + TURNS * traits
    taste[rows] = turned * (length / np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-9))
    artist, tie = _tied(fans, rows, posts.author[post], lambda before: before + GROWS * (1 - before))
    return replace(fans, remembered=remembered, familiar=familiar, taste=taste, artist=artist, tie=tie, passed=passed)


def _sided(fans: Fans, posts: Posts, looked: Looked, setting: PublicSetting) -> Fans:
    """Of the foremost quarrel in a feed to one side of which a fan is loyal: that fan against the other side."""
    against = np.where(looked.seen >= 0, posts.to[looked.seen], -1)
    author = np.where(against >= 0, posts.author[looked.seen], -1)
    ours, theirs = fans.ties_to(author), fans.ties_to(against)
    stake = np.maximum(ours, theirs)
    first = (stake > 0).argmax(axis=1)
    at = np.arange(len(fans))
    rows = np.flatnonzero(stake[at, first] > 0)
    place = (rows, first[rows])
    enemy = np.where(ours[place] >= theirs[place], against[place], author[place])
    heat = 1 - setting.fandom.words * posts.tone[looked.seen[place]]  # harsh words make it worse
    harm = setting.fandom.quarrel * stake[place] * heat
    artist, tie = _tied(fans, rows, enemy, lambda before: np.maximum(before - harm, -1))
    return replace(fans, artist=artist, tie=tie)


def _befriended(fans: Fans, posts: Posts, looked: Looked, liker: np.ndarray, setting: PublicSetting) -> Fans:
    """Trust in friends after what they passed on, and others in the place of those who have none left."""
    friends = passed_on(fans, posts)
    shown = (friends[:, :, None] == looked.seen[:, None, :]).any(axis=2) & (friends >= 0)
    pleased = np.tanh(interest(fans, posts, friends, setting))
    trust = np.where(shown, fans.trust + JUDGED * (pleased - fans.trust), fans.trust).astype(np.float32)
    worst = trust.argmin(axis=1)
    at = np.arange(len(fans))
    kindred = np.where(looked.liked >= 0, liker[looked.liked], -1)
    known = (fans.friend == kindred[:, None]).any(axis=1)
    rows = np.flatnonzero((trust[at, worst] < BROKEN) & (kindred >= 0) & (kindred != at) & ~known)
    friend = fans.friend.copy()
    friend[rows, worst[rows]], trust[rows, worst[rows]] = kindred[rows], TRUST
    return replace(fans, friend=friend, trust=trust)


def _tied(
    fans: Fans, rows: np.ndarray, artist: np.ndarray, after: Callable[[np.ndarray], np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Artists and ties of all fans, where those at `rows` have their ties to one artist each changed.

    An artist to whom there was no tie takes the place of the weakest.
    """
    artists, ties = fans.artist.copy(), fans.tie.copy()
    same = artists[rows] == artist[:, None]
    known = same.any(axis=1)
    slot = np.where(known, same.argmax(axis=1), np.abs(ties[rows]).argmin(axis=1))
    before = np.where(known, ties[rows, slot], 0)
    artists[rows, slot], ties[rows, slot] = artist, after(before)
    return artists, ties
