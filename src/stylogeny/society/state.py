"""What a society is at the end of a year: immutable, so that any year can be gone back to and forked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from ..streams import uniforms
from .artists import Artists
from .critics import Baseline
from .public.crowd import Public

VENUES = 64  # rooms in which institutions keep a work in sight, and circles that talk of one
COHORT_COLUMNS = ("uid", "born", "dies", "teacher", "ambition", "strictness", "medium")


@dataclass(frozen=True, eq=False)
class YearRecord:
    """The works of one year, shown or not, and what the publics adopted in it.

    Parameters
    ----------
    year : int
    number, uid, place : ndarray
        int64[n], int64[n] and int32[n]: each work, its artist, and the artist's place.
    style : ndarray
        float32[n, d].
    parents, shares : ndarray
        int64[n, 3] (-1 none) and float32[n, 3].
    response, rival, against : ndarray
        int8[n]; int64[n]: uid of whom it turns away from, and the number of that one's work; -1 for none.
    jump, shown : ndarray
        bool[n].
    verdict : ndarray
        float32[n, k]: what each critic said.
    adopted, adoptions : ndarray
        int64[w], float32[w]: of which works, and how many.
    """

    year: int
    number: np.ndarray
    place: np.ndarray
    uid: np.ndarray
    style: np.ndarray
    parents: np.ndarray
    shares: np.ndarray
    response: np.ndarray
    rival: np.ndarray
    against: np.ndarray
    jump: np.ndarray
    shown: np.ndarray
    verdict: np.ndarray
    adopted: np.ndarray
    adoptions: np.ndarray


@dataclass(frozen=True, eq=False)
class WorkSet:
    """w works in sight.

    Parameters
    ----------
    number : ndarray
        int64[w]: which; -1 for a gap.
    style : ndarray
        float32[w, d].
    fame : ndarray
        float32[w]: adoptions so far.
    year : ndarray
        int64[w].
    place : ndarray
        int32[w]: their artists' places, -1 for works of the past.
    """

    number: np.ndarray
    style: np.ndarray
    fame: np.ndarray
    year: np.ndarray
    place: np.ndarray

    def __len__(self) -> int:
        return len(self.number)

    def select(self, rows: np.ndarray) -> WorkSet:
        """The works at these rows."""
        return WorkSet(self.number[rows], self.style[rows], self.fame[rows], self.year[rows], self.place[rows])

    def concat(self, *others: WorkSet) -> WorkSet:
        """These works, then the others."""
        names = ("number", "style", "fame", "year", "place")
        return WorkSet(*(np.concatenate([getattr(s, f) for s in (self, *others)]) for f in names))

    def put(self, fresh: WorkSet) -> WorkSet:
        """Of a set with one row per place: with these works in the rows of their places."""
        values = {}
        for name in ("number", "style", "fame", "year"):
            value = getattr(self, name).copy()
            value[fresh.place] = getattr(fresh, name)
            values[name] = value
        return replace(self, **values)

    def clear(self, rows: np.ndarray) -> WorkSet:
        """Of a set with one row per place: with gaps in these rows (bool[m])."""
        if not rows.any():
            return self
        fame = np.where(rows, 0, self.fame).astype(np.float32)
        return replace(self, number=np.where(rows, -1, self.number), fame=fame)


def venues(works: WorkSet, *, seed: int, count: int = VENUES) -> WorkSet:
    """The most adopted work of each of `count` venues, one row per venue; number -1 for an empty one.

    A work's venue is its own luck: without one work its venue shows the next, and no other venue changes.
    """
    works = works.select(np.flatnonzero(works.number >= 0))
    venue = (uniforms(seed, "room", index=works.number)[:, 0] * count).astype(np.int64)
    order = np.lexsort((works.number, -works.fame, venue))
    filled, first = np.unique(venue[order], return_index=True)
    best = works.select(order[first])
    number, year, place = np.full((3, count), -1, dtype=np.int64)
    style, fame = np.zeros((count, works.style.shape[1]), np.float32), np.zeros(count, np.float32)
    number[filled], year[filled], place[filled] = best.number, best.year, best.place
    style[filled], fame[filled] = best.style, best.fame
    return WorkSet(number, style, fame, year, place)


@dataclass(frozen=True, eq=False)
class State:
    """A society at the end of a year; every step gives a new one.

    Parameters
    ----------
    year : int
    artists : Artists
    last, best : WorkSet
        Each artist's last shown work, and the most adopted one: one row per place; number -1 for none.
    recent : WorkSet
        What is before the public.
    museum : WorkSet
        What institutions keep: the most adopted work of each of their venues.
    reputation : ndarray
        float32[m]: what institutions remember of each artist: adoptions, a tenth of which is forgotten each year.
    years_unseen : ndarray
        int64[m]: years since each artist showed anything.
    theories : ndarray
        float32[k, d]: of the critics.
    critic_baseline : Baseline
        What critics are used to.
    familiar : ndarray
        float32[d]: the style that publics are used to.
    records : tuple of YearRecord
        All years so far.
    public : Public, optional
        The fans, where publics are fans.
    cohorts : tuple of ndarray
        float64[k, 7] each: :data:`COHORT_COLUMNS` of the artists who came in each year.
    """

    year: int
    artists: Artists
    last: WorkSet
    best: WorkSet
    recent: WorkSet
    museum: WorkSet
    reputation: np.ndarray
    years_unseen: np.ndarray
    theories: np.ndarray
    critic_baseline: Baseline
    familiar: np.ndarray
    records: tuple[YearRecord, ...] = field(default=())
    cohorts: tuple[np.ndarray, ...] = field(default=())
    public: Public | None = None

    @cached_property
    def size(self) -> int:
        """How many artists are at work."""
        return int(self.artists.working(self.year).sum())


def cohort(artists: Artists, rows: np.ndarray) -> np.ndarray:
    """What is kept of the artists at these rows, float64[k, 7]: :data:`COHORT_COLUMNS`."""
    return np.stack([np.asarray(getattr(artists, c), dtype=np.float64)[rows] for c in COHORT_COLUMNS], axis=1)
