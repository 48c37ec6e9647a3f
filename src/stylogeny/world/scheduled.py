"""A history by appointment: lives, careers and what everyone comes to see are drawn beforehand; whom they follow is not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ..streams import stream, uniforms
from . import names
from .painting.genome import SIZE
from .schedule import COPY, FRESH, Calendar, Draws, Outcome, Rules, draw, play

FIRST_YEAR, LAST_YEAR = 1500, 1900


@dataclass(frozen=True, eq=False)
class ScheduledHistory:
    """Works by a fixed calendar.

    Parameters
    ----------
    calendar, rules, seed
        Who works when, how their culture works, and what owns every draw.
    alike_share : float
        Share of works planted with a look-alike.
    influence : bool
        Whether anybody follows anybody.
    """

    calendar: Calendar
    rules: Rules
    seed: int
    alike_share: float = 0.0
    influence: bool = True

    @classmethod
    def make(cls, works: int, *, rules: Rules, seed: int, alike: float, influence: bool) -> ScheduledHistory:
        """A calendar of `works` works."""
        return cls(_calendar(works, seed), rules, seed, alike, influence)

    @cached_property
    def luck(self) -> Draws:
        """What chance drew."""
        return self._drawn[0]

    @property
    def alike(self) -> np.ndarray:
        """int64[k, 2]: planted pairs that look alike and have no causal tie."""
        return self._drawn[1]

    @property
    def leaps(self) -> np.ndarray:
        """bool[n]: works that break with what they follow."""
        return np.asarray(np.abs(self.luck.idea).max(axis=1) > 5 * self.rules.step)

    def play(
        self,
        *,
        number: int = 0,
        without: np.ndarray | None = None,
        past: Outcome | None = None,
        start: np.ndarray | int = 0,
    ) -> Outcome:
        """As :meth:`.history.Course.play`."""
        luck = self._draw(number)[0] if number else self.luck
        return play(self.calendar, luck, self.rules, without=without, past=past, start=start)

    @cached_property
    def _drawn(self) -> tuple[Draws, np.ndarray]:
        return self._draw(0)

    def _draw(self, number: int) -> tuple[Draws, np.ndarray]:
        luck = draw(self.calendar, self.rules, dim=SIZE, seed=self.seed, luck=number)
        if not self.influence:
            return _fashion(self.calendar, luck, self.seed), np.zeros((0, 2), int)
        return _plant(self.calendar, luck, self.rules, self.alike_share, self.seed)


def _calendar(n: int, seed: int) -> Calendar:
    """Artists' lives, and n works in them."""
    m = max(4, n // 9)
    u = uniforms(seed, "artist", index=np.arange(m), draws=4)
    birth = FIRST_YEAR - 30 + (LAST_YEAR - FIRST_YEAR - 5) * np.sort(u[:, 0] ** 0.8)
    birth = birth.astype(int)
    death = birth + 42 + (45 * u[:, 1]).astype(int)
    region = (u[:, 2] * len(names.REGIONS)).astype(int)
    teacher = np.full(m, -1)
    for k in range(m):
        masters = np.flatnonzero((region == region[k]) & (birth[k] - birth >= 15) & (birth[k] + 20 <= death))
        if len(masters) and u[k, 3] < 0.7:
            teacher[k] = masters[int(u[k, 3] / 0.7 * len(masters))]
    activity = np.exp(0.9 * stream(seed, "activity").standard_normal(m))
    v = uniforms(seed, "career", index=np.arange(n), draws=2)
    artist = np.searchsorted(np.cumsum(activity) / activity.sum(), v[:, 0])
    begin = np.maximum(birth + 19, FIRST_YEAR)
    end = np.maximum(np.minimum(death, LAST_YEAR), begin)
    year = begin[artist] + ((end - begin + 1)[artist] * v[:, 1]).astype(int)
    order = np.lexsort((np.arange(n), year))
    return Calendar(year[order], artist[order], order, region, teacher, birth, death)


def _fashion(calendar: Calendar, luck: Draws, seed: int) -> Draws:
    """A world of no parents: a fashion drifts, and everyone is of their time."""
    n = len(calendar)
    drift = np.cumsum(stream(seed, "zeitgeist").standard_normal((9, luck.fresh.shape[1])), axis=0) * 0.5
    t = (calendar.year - FIRST_YEAR) / (LAST_YEAR - FIRST_YEAR) * 8
    spirit = np.stack([np.interp(t, np.arange(9), d) for d in drift.T], axis=1)
    return replace(
        luck,
        kind=np.full(n, FRESH, np.int8),
        shares=np.zeros_like(luck.shares),
        fresh=(spirit + 0.7 * luck.fresh).astype(np.float32),
    )


def _plant(calendar: Calendar, luck: Draws, rules: Rules, alike: float, seed: int) -> tuple[Draws, np.ndarray]:
    """Plant pairs of contemporaries whose works look alike though neither saw the other's."""
    n = len(calendar)
    rng, pairs, used = stream(seed, "alike"), [], np.zeros(n, bool)
    changed = ("fresh", "idea", "kind", "shares", "views", "pull", "taste")
    new = {name: getattr(luck, name).copy() for name in changed}
    for number, first in enumerate(rng.choice(n, size=round(alike * n), replace=False)):
        gap = calendar.year - calendar.year[first]
        near = np.flatnonzero((gap >= 0) & (gap <= 12) & (calendar.artist != calendar.artist[first]) & ~used)
        if used[first] or not len(near):
            continue
        pair = np.array([first, rng.choice(near)])
        used[pair] = True
        if number % 2:  # two parodies of one work: both turn to the same original, with the same idea
            for name in ("views", "pull", "taste"):
                new[name][pair[1]] = new[name][first]
            new["kind"][pair], new["shares"][pair] = COPY, np.array([1, 0, 0], np.float32)
            new["idea"][pair] = 2.5 * rules.step * rng.standard_normal(SIZE)
        else:  # two people have the same idea, following nobody
            new["kind"][pair], new["shares"][pair] = FRESH, 0
            new["fresh"][pair[1]] = new["fresh"][first]
        for name in ("fresh", "idea"):
            new[name][pair[1]] += 0.08 * rng.standard_normal(SIZE)
        pairs.append(pair)
    return replace(luck, **new), np.array(pairs, dtype=int).reshape(-1, 2)
