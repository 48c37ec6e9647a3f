"""What is posted in a year: the works that are shown, rivals' answers to them, and answers to visitors."""

from __future__ import annotations

import numpy as np

from ...streams import uniforms
from ..setting import Setting
from ..state import WorkSet
from .fandom import SEASONS
from .posts import ANSWER, VISITOR, WORK, Posts, post_number


def posts_of_year(
    recent: WorkSet,
    traits: np.ndarray,
    *,
    rival: np.ndarray,
    against: np.ndarray,
    working: np.ndarray,
    year: int,
    setting: Setting,
) -> Posts:
    """The posts of a year.

    Parameters
    ----------
    recent : WorkSet
        The w works before the public, those shown this year last.
    traits : ndarray
        float32[w, t]: what tastes feel of them.
    rival, against : ndarray
        int64[n] of the works shown this year: uid of whom each turns away from, and which work of theirs; -1 none.
    working : ndarray
        int64[m]: uids of the artists at work.
    year : int
    setting : Setting
    """
    n = len(rival)
    fresh = np.arange(len(recent) - n, len(recent))
    author = setting.artist_of(recent.number)
    season = (uniforms(setting.future_seed, "posted", index=recent.number[fresh])[:, 0] * (SEASONS - 1)).astype(
        np.int64
    )
    time = year * SEASONS + season
    works = _posts(
        recent, traits, fresh, number=post_number(recent.number[fresh], WORK), author=author[fresh], to=rival, time=time
    )
    # whoever is turned away from stands up for the work in question, or where its time is over for the last one
    own, last = _last_rows(author)
    at = np.where(np.isin(against, recent.number), against, -1)
    defended = np.where(at >= 0, _rows(recent.number, at), last[_rows(own, rival)] if n else fresh)
    able = np.flatnonzero((rival >= 0) & np.isin(rival, own) & np.isin(rival, working))
    attack = fresh[able]
    answers = _posts(
        recent, traits, defended[able], number=post_number(recent.number[attack], ANSWER), author=rival[able],
        to=author[attack], time=time[able] + 1, about=post_number(recent.number[attack], WORK),
    )  # fmt: skip
    return works.with_(answers).with_(_to_visitors(recent, traits, author, working, year, setting))


def _last_rows(author: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The artists of works in order of date, ascending, and the row of each one's last."""
    own, back = np.unique(author[::-1], return_index=True)
    return own, len(author) - 1 - back


def _rows(known: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Rows of what is wanted among what is known; any row for what is not among it."""
    order = np.argsort(known, kind="stable")
    return order[np.minimum(np.searchsorted(known, wanted, sorter=order), len(known) - 1)]


def _to_visitors(
    recent: WorkSet, traits: np.ndarray, author: np.ndarray, working: np.ndarray, year: int, setting: Setting
) -> Posts:
    """Answers of artists to whom visitors said something this year: about their last work, at the year's end."""
    said = [uid for uid, when, _ in setting.audience_events if when == year]
    own, last = _last_rows(author)
    uid = np.intersect1d(np.intersect1d(np.array(said, dtype=np.int64), working), own)
    row = last[np.searchsorted(own, uid)]
    number = post_number(setting.work_number(uid, year), VISITOR)
    time = np.full(len(uid), year * SEASONS + SEASONS - 1)
    return _posts(recent, traits, row, number=number, author=uid, to=np.full(len(uid), -1), time=time)


def _posts(
    recent: WorkSet,
    traits: np.ndarray,
    rows: np.ndarray,
    *,
    number: np.ndarray,
    author: np.ndarray,
    to: np.ndarray,
    time: np.ndarray,
    about: np.ndarray | None = None,
) -> Posts:
    """Posts that show the works at these rows, by number."""
    posts = Posts(
        number=number,
        author=author,
        to=to,
        work=recent.number[rows],
        about=np.full(len(rows), -1) if about is None else about,
        time=time,
        made=recent.year[rows],
        traits=traits[rows].astype(np.float32),
        tone=np.zeros(len(rows), dtype=np.float32),
    )
    return Posts.none().with_(posts)
