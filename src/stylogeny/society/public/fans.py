"""Fans: who they are, what they remember, whom they are loyal to, with whom they have quarrelled.

There is a fixed number of places, as for artists; when a fan leaves, another comes into the place. Lives, tastes and
first friends belong to (place, generation).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from ...streams import normals, uniforms
from ..artists import TRAITS
from ..audience import public_tastes
from .fandom import PublicSetting

ARTISTS = 12  # that a fan has a tie to, for or against
FRIENDS = 6  # fans that a fan follows
REMEMBERED = 24  # posts that a fan remembers to have liked: what is remembered is not liked again
STAY = 25.0  # years that fans stay, on average
CAMP = 0.7  # share of the variance of tastes that is between the publics that fans come of
TRUST = 0.3  # in a new friend


@dataclass(frozen=True, eq=False)
class Fans:
    """f fans, one per place.

    Parameters
    ----------
    generation, came, leaves : ndarray
        int64[f].
    camp : ndarray
        int64[f]: the public they come of.
    taste : ndarray
        float32[f, t] over the society's traits.
    familiar : ndarray
        float32[f, t]: traits that they are used to.
    artist, tie : ndarray
        int64[f, k] (uid, -1 none) and float32[f, k] in [-1, 1]: loyalty above 0, a quarrel below.
    friend, trust : ndarray
        int64[f, j] (places) and float32[f, j] in [-1, 1].
    remembered : ndarray
        int64[f, r]: posts they liked, the last first; -1 none.
    passed : ndarray
        int64[f]: the post they passed on when they last looked; -1 none.
    """

    generation: np.ndarray
    came: np.ndarray
    leaves: np.ndarray
    camp: np.ndarray
    taste: np.ndarray
    familiar: np.ndarray
    artist: np.ndarray
    tie: np.ndarray
    friend: np.ndarray
    trust: np.ndarray
    remembered: np.ndarray
    passed: np.ndarray

    def __len__(self) -> int:
        return len(self.leaves)

    @property
    def uid(self) -> np.ndarray:
        """int64[f]: names a fan for ever."""
        return self.generation * len(self) + np.arange(len(self))

    def ties_to(self, artists: np.ndarray) -> np.ndarray:
        """The tie of each fan to each of the artists int64[f, c] (uids, -1 for nobody), float32[f, c]."""
        tie = np.zeros(artists.shape, dtype=np.float32)
        for k in range(self.artist.shape[1]):  # one slot at a time: what is in memory stays small
            same = (self.artist[:, k, None] == artists) & (artists >= 0)
            tie += np.where(same, self.tie[:, k, None], np.float32(0))
        return tie


def first_fans(setting: PublicSetting) -> Fans:
    """The fans of a public that begins."""
    count = setting.fandom.fans
    return _newcomers(np.arange(count), np.zeros(count, dtype=np.int64), setting.start, setting)


def succeed_fans(fans: Fans, year: int, setting: PublicSetting) -> Fans:
    """Let others follow those who have left; those who followed them begin to trust anew."""
    rows = np.flatnonzero(fans.leaves < year)
    if not len(rows):
        return fans
    fresh = _newcomers(rows, fans.generation[rows] + 1, year, setting)
    values = {}
    for field in fields(Fans):
        value = getattr(fans, field.name).copy()
        value[rows] = getattr(fresh, field.name)
        values[field.name] = value
    new = np.isin(values["friend"], rows)
    values["trust"] = np.where(new, np.float32(TRUST), values["trust"])
    return replace(fans, **values)


def _newcomers(rows: np.ndarray, generation: np.ndarray, year: int, setting: PublicSetting) -> Fans:
    """What belongs to (place, generation)."""
    places, n = setting.fandom.fans, len(rows)
    uid = generation * places + rows
    publics = public_tastes(traits=TRAITS, seed=setting.seed)
    u = uniforms(setting.seed, "fan", index=uid, draws=2)
    camp = (u[:, 0] * len(publics)).astype(np.int64)
    own = normals(setting.seed, "fan taste", index=uid, draws=TRAITS)
    near = normals(setting.seed, "fan circle", index=uid, draws=FRIENDS) * max(places / 50, 3)
    friend = (rows[:, None] + np.where(near >= 0, np.ceil(near), np.floor(near)).astype(np.int64)) % places
    nothing = np.zeros((n, TRAITS), dtype=np.float32)
    return Fans(
        generation=generation,
        came=np.full(n, year),
        leaves=year + np.ceil(-STAY * np.log(u[:, 1])).astype(np.int64),
        camp=camp,
        taste=(np.sqrt(CAMP) * publics[camp] + np.sqrt(1 - CAMP) * own).astype(np.float32),
        familiar=nothing,
        artist=np.full((n, ARTISTS), -1),
        tie=np.zeros((n, ARTISTS), dtype=np.float32),
        friend=friend,
        trust=np.full((n, FRIENDS), TRUST, dtype=np.float32),
        remembered=np.full((n, REMEMBERED), -1),
        passed=np.full(n, -1),
    )
