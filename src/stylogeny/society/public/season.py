"""A season: fans look at their feed, like one post or none, and may pass it on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...streams import uniforms
from ..audience import talk_effect
from ..choice import gumbel
from .fandom import SEASONS, PublicSetting
from .fans import Fans
from .feed import feeds, interest, passed_on, popularity
from .posts import Posts

PASSING = 2.0  # pull of liking nothing
BELOW = 0.3  # how much less is liked what stands lower: of the log of one more than its place
_PAIR = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, eq=False)
class Looked:
    """What f fans did in a season.

    Parameters
    ----------
    seen : ndarray
        int64[f, l]: rows of the posts in their feeds, foremost first; -1 none.
    liked : ndarray
        int64[f]: the row of the post they liked; -1 none.
    passed : ndarray
        bool[f]: whether they passed it on.
    """

    seen: np.ndarray
    liked: np.ndarray
    passed: np.ndarray


def look(fans: Fans, posts: Posts, fame: np.ndarray, time: int, setting: PublicSetting) -> Looked:
    """Let fans look; arguments are those of :func:`.feed.feeds`.

    Luck belongs to the pair of fan and post, so that whoever does not see one post has the same luck with all others.
    """
    seen = feeds(fans, posts, fame, time, setting)
    there = seen >= 0
    number = np.where(there, posts.number[seen] if len(posts) else -1, -1)
    with np.errstate(over="ignore"):
        pair = fans.uid[:, None].astype(np.uint64) * _PAIR ^ number.astype(np.uint64)
    luck = gumbel(setting.luck, "like", time, index=pair.ravel()).reshape(pair.shape)
    pull = (
        np.where(there, _pull(fans, posts, fame, seen, time, setting) + luck, -np.inf) if len(posts) else luck - np.inf
    )
    pull[(number[:, :, None] == fans.remembered[:, None, :]).any(axis=2)] = -np.inf
    nothing = PASSING + gumbel(setting.luck, "pass", time, index=fans.uid)[:, 0]
    best = pull.argmax(axis=1)
    at = np.arange(len(fans))
    liked = np.where(pull[at, best] > nothing, seen[at, best], -1)
    passes = uniforms(setting.luck, "share", time, index=fans.uid)[:, 0] < setting.fandom.sharing
    return Looked(seen, liked, passes & (liked >= 0))


def _pull(
    fans: Fans, posts: Posts, fame: np.ndarray, seen: np.ndarray, time: int, setting: PublicSetting
) -> np.ndarray:
    """What speaks for liking each post seen, luck apart, float64[f, l]."""
    parameters, loyalty = setting.parameters, setting.fandom.loyalty
    far = np.square(posts.traits[seen] - fans.familiar[:, None, :]).mean(axis=2)
    friends = passed_on(fans, posts)
    trust = np.zeros(seen.shape, dtype=np.float32)
    for j in range(friends.shape[1]):
        trust += np.where(friends[:, j, None] == seen, fans.trust[:, j, None], np.float32(0))
    pull = interest(fans, posts, seen, setting) - parameters.boredom * np.exp(-0.5 * far)
    pull = pull + loyalty * (fans.ties_to(posts.author[seen]) + trust)
    pull = pull + popularity(fame, setting)[seen] - BELOW * np.log1p(np.arange(seen.shape[1]))
    return pull + talk_effect(posts.author, time // SEASONS, setting.said)[seen]
