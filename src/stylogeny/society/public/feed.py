"""What fans see: where their posts come from, and the two rankings."""

from __future__ import annotations

import numpy as np

from ...streams import uniforms
from ..artists import TRAITS
from .fandom import RECENCY, SEASONS, PublicSetting
from .fans import Fans
from .posts import Posts

ROOMS = 64  # in which what is new hangs, each showing its newest post
WALLS = 4  # one post in so many of a feed is from such a room, whatever the ranking
COUNTS = 0.5  # share of `imitation` by which fans, who see a few posts at a time, look at how many liked each
POPULAR = 64  # posts that everybody may be shown for being popular


def feeds(fans: Fans, posts: Posts, fame: np.ndarray, time: int, setting: PublicSetting) -> np.ndarray:
    """Rows of the posts that each fan sees in a season, foremost first, int64[f, length]; -1 where there is no more.

    Parameters
    ----------
    fans : Fans
    posts : Posts
        All that are before the fans, later ones of the year too.
    fame : ndarray
        float[p]: adoptions that each post has won.
    time : int
        The season.
    setting : PublicSetting
    """
    fandom = setting.fandom
    out = np.full((len(fans), fandom.length), -1)
    rows = np.flatnonzero(posts.time <= time)
    if not len(rows):
        return out
    ranked = _ranked(fans, posts, fame, rows, time, setting)
    walls = _walls(fans, posts, rows, time, setting)
    at = fandom.length - walls.shape[1]
    ranked = ranked[:, :at]
    out[:, : ranked.shape[1]] = ranked
    out[:, at:] = np.where((walls[:, :, None] == ranked[:, None, :]).any(axis=2), -1, walls)
    out[fans.uid == fandom.without] = -1
    return out


def _ranked(
    fans: Fans, posts: Posts, fame: np.ndarray, rows: np.ndarray, time: int, setting: PublicSetting
) -> np.ndarray:
    """Rows of what a ranking has for each fan, foremost first, int64[f, c]; -1 after the last."""
    parts = [followed(fans, posts, rows), passed_on(fans, posts)]
    if setting.fandom.ranking == RECENCY:
        seen = _distinct(parts)
        score = (posts.time + uniforms(setting.luck, "order", index=posts.number)[:, 0])[seen]
    else:
        heat = heat_of(posts, fame, time, setting)
        popular = rows[np.argsort(-heat[rows], kind="stable")[:POPULAR]]
        seen = _distinct([*parts, np.broadcast_to(popular, (len(fans), len(popular)))])
        tie = fans.ties_to(np.where(seen >= 0, posts.author[seen], -1))
        score = interest(fans, posts, seen, setting) + setting.fandom.loyalty * tie + heat[seen]
    for k in range(fans.remembered.shape[1]):  # what one has liked is not shown again
        seen = np.where((posts.number[seen] == fans.remembered[:, k, None]) & (seen >= 0), -1, seen)
    first = np.argsort(-np.where(seen >= 0, score, -np.inf), axis=1, kind="stable")
    return np.take_along_axis(seen, first, axis=1)


def _distinct(parts: list[np.ndarray]) -> np.ndarray:
    """Rows of several sources, each row once, int64[f, c]; -1 for the others."""
    seen = np.sort(np.concatenate(parts, axis=1), axis=1)
    seen[:, 1:][seen[:, 1:] == seen[:, :-1]] = -1
    return seen


def followed(fans: Fans, posts: Posts, rows: np.ndarray) -> np.ndarray:
    """Rows of the last post, among `rows`, of each artist whom a fan is loyal to, int64[f, k]; -1 none."""
    author, row = _latest(posts.author, posts, rows)
    at = np.minimum(np.searchsorted(author, fans.artist), len(author) - 1)
    return np.where((author[at] == fans.artist) & (fans.tie > 0), row[at], -1)


def passed_on(fans: Fans, posts: Posts) -> np.ndarray:
    """Rows of what each friend passed on when they last looked, int64[f, j]; -1 none, and of friends who are not
    trusted."""
    return np.where(fans.trust > 0, posts.rows_of(fans.passed)[fans.friend], -1)


def interest(fans: Fans, posts: Posts, rows: np.ndarray, setting: PublicSetting) -> np.ndarray:
    """How each fan's taste likes posts at int64[f, c], float32[f, c]."""
    size = np.float32(setting.parameters.liking / np.sqrt(TRAITS))
    return np.einsum("fct,ft->fc", posts.traits[rows], fans.taste) * size


def heat_of(posts: Posts, fame: np.ndarray, time: int, setting: PublicSetting) -> np.ndarray:
    """How popular and how new posts are, float64[p]."""
    age = (time - posts.time) / SEASONS
    return popularity(fame, setting) - age / setting.parameters.patience


def popularity(fame: np.ndarray, setting: PublicSetting) -> np.ndarray:
    """What the likes that posts have speak for them, float64[p]."""
    return COUNTS * setting.parameters.imitation * np.log1p(fame)


def _walls(fans: Fans, posts: Posts, rows: np.ndarray, time: int, setting: PublicSetting) -> np.ndarray:
    """Rows of what hangs in the rooms that fans pass through, int64[f, v]: without one post its room alone changes."""
    room = (uniforms(setting.luck, "wall", index=posts.number)[:, 0] * ROOMS).astype(np.int64)
    shows = np.full(ROOMS, -1)
    filled, row = _latest(room, posts, rows)
    shows[filled] = row
    visits = uniforms(setting.luck, "stroll", time, index=fans.uid, draws=setting.fandom.length // WALLS)
    return _distinct([shows[(visits * ROOMS).astype(np.int64)]])


def _latest(group: np.ndarray, posts: Posts, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The groups that have any of the rows, ascending, and the row of each one's last post."""
    order = rows[np.lexsort((posts.number[rows], posts.time[rows], group[rows]))]
    ordered = group[order]
    last = np.flatnonzero(np.append(ordered[1:] != ordered[:-1], True))
    return ordered[last], order[last]
