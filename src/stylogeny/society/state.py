"""What a society is at the end of a year: immutable, so that any year can be gone back to and forked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from ..streams import uniforms
from .artists import Artists


@dataclass(frozen=True, eq=False)
class YearRecord:
    """The works of one year, shown or not, and what the publics adopted in it.

    Parameters
    ----------
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
    """Works in sight: number int64[w], style float32[w, d], fame float32[w], year int64[w], place int32[w] (-1: of the past)."""

    number: np.ndarray
    style: np.ndarray
    fame: np.ndarray
    year: np.ndarray
    place: np.ndarray

    def __len__(self) -> int:
        return len(self.number)

    def pick(self, rows: np.ndarray) -> WorkSet:
        """Those rows."""
        return WorkSet(self.number[rows], self.style[rows], self.fame[rows], self.year[rows], self.place[rows])

    def and_(self, *others: WorkSet) -> WorkSet:
        """These, then the others."""
        names = ("number", "style", "fame", "year", "place")
        return WorkSet(*(np.concatenate([getattr(s, f) for s in (self, *others)]) for f in names))

    def put(self, fresh: WorkSet) -> WorkSet:
        """A shelf with a row a place: these works in the rows of their places."""
        values = {}
        for name in ("number", "style", "fame", "year"):
            value = getattr(self, name).copy()
            value[fresh.place] = getattr(fresh, name)
            values[name] = value
        return replace(self, **values)

    def forget(self, rows: np.ndarray) -> WorkSet:
        """A shelf with a row a place: nothing in these rows (bool[m])."""
        if not rows.any():
            return self
        return replace(
            self, number=np.where(rows, -1, self.number), fame=np.where(rows, 0, self.fame).astype(np.float32)
        )


def rooms(shelf: WorkSet, count: int, *, seed: int) -> WorkSet:
    """The most adopted work of each of `count` rooms, a row a room; number -1 for an empty one.

    A work's room is its own luck: without one work a room shows the next, and no other room changes.
    """
    shelf = shelf.pick(np.flatnonzero(shelf.number >= 0))
    room = (uniforms(seed, "room", index=shelf.number)[:, 0] * count).astype(np.int64)
    order = np.lexsort((shelf.number, -shelf.fame, room))
    taken, first = np.unique(room[order], return_index=True)
    best = shelf.pick(order[first])
    width = shelf.style.shape[1]
    number, year, place = np.full((3, count), -1, dtype=np.int64)
    style, fame = np.zeros((count, width), np.float32), np.zeros(count, np.float32)
    number[taken], year[taken], place[taken] = best.number, best.year, best.place
    style[taken], fame[taken] = best.style, best.fame
    return WorkSet(number, style, fame, year, place)


@dataclass(frozen=True, eq=False)
class State:
    """A society at the end of a year; every step gives a new one.

    Parameters
    ----------
    artists : Artists
    last, best : WorkSet
        Each artist's last shown work, and the most adopted one: a row a place; number -1 for none.
    recent : WorkSet
        What is before the public.
    museum : WorkSet
        What institutions keep: the most adopted work of each of their rooms.
    standing : ndarray
        float32[m]: what institutions remember of each artist, adoptions of which a tenth is forgotten a year.
    unseen : ndarray
        int64[m]: years since each artist showed anything.
    theory : ndarray
        float32[k, d].
    warm : tuple of float
        What critics are used to: mean and spread of how warmly a work's warmest critic speaks.
    familiar : ndarray
        float32[d].
    made : tuple of YearRecord
        All years so far.
    roll : tuple of ndarray
        float64[k, 7] each: uid, born, dies, teacher's uid, ambition, strictness, medium of the artists who came in a year.
    """

    year: int
    artists: Artists
    last: WorkSet
    best: WorkSet
    recent: WorkSet
    museum: WorkSet
    standing: np.ndarray
    unseen: np.ndarray
    theory: np.ndarray
    warm: tuple[float, float]
    familiar: np.ndarray
    made: tuple[YearRecord, ...] = field(default=())
    roll: tuple[np.ndarray, ...] = field(default=())

    @cached_property
    def size(self) -> int:
        """Artists at work."""
        return int(self.artists.working(self.year).sum())


ROLL = ("uid", "born", "dies", "teacher", "ambition", "strict", "medium")


def enrolled(artists: Artists, rows: np.ndarray) -> np.ndarray:
    """What the roll of artists says of these rows, float64[k, 7]."""
    return np.stack([np.asarray(getattr(artists, c), dtype=np.float64)[rows] for c in ROLL], axis=1)
