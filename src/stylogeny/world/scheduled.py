"""A history by a fixed calendar: lives, careers and what everyone comes to see are drawn beforehand; whom they follow
is not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ..streams import stream, uniforms
from . import names
from .draws import Draws, draw
from .painting.genome import SIZE
from .play import play
from .schedule import COPY, FRESH, Calendar, Outcome, Rules

FIRST_YEAR, LAST_YEAR = 1500, 1900


@dataclass(frozen=True, eq=False)
class ScheduledHistory:
    """Works by a fixed calendar.

    Parameters
    ----------
    calendar, rules, seed
        Who works when, how their culture works, and what owns every draw.
    lookalike_share : float
        Share of works planted with a look-alike.
    influence : bool
        Whether anybody follows anybody.
    """

    calendar: Calendar
    rules: Rules
    seed: int
    lookalike_share: float = 0.0
    influence: bool = True

    @classmethod
    def make(cls, works: int, *, rules: Rules, seed: int, lookalike_share: float, influence: bool) -> ScheduledHistory:
        """A calendar of `works` works."""
        return cls(draw_calendar(works, seed), rules, seed, lookalike_share, influence)

    @cached_property
    def draws(self) -> Draws:
        """What chance drew."""
        return self._actual[0]

    @property
    def lookalike_pairs(self) -> np.ndarray:
        """int64[k, 2]: planted pairs that look alike and have no causal tie."""
        return self._actual[1]

    @property
    def leaps(self) -> np.ndarray:
        """bool[n]: works that break with what they follow."""
        return np.asarray(np.abs(self.draws.idea).max(axis=1) > 5 * self.rules.step)

    def play(
        self,
        *,
        future_index: int = 0,
        without: np.ndarray | None = None,
        past: Outcome | None = None,
        start: np.ndarray | int = 0,
    ) -> Outcome:
        """As :meth:`.history.HistoryModel.play`."""
        draws = self._draw(future_index)[0] if future_index else self.draws
        return play(self.calendar, draws, self.rules, without=without, past=past, start=start)

    @cached_property
    def _actual(self) -> tuple[Draws, np.ndarray]:
        return self._draw(0)

    def _draw(self, future_index: int) -> tuple[Draws, np.ndarray]:
        """Draws and the look-alikes planted among them."""
        draws = draw(self.calendar, self.rules, dim=SIZE, seed=self.seed, future_index=future_index)
        if not self.influence:
            return _without_influence(self.calendar, draws, self.seed), np.zeros((0, 2), int)
        return _plant_lookalikes(self.calendar, draws, self.rules, self.lookalike_share, self.seed)


def draw_calendar(n: int, seed: int) -> Calendar:
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
    return Calendar(
        year=year[order],
        artist=artist[order],
        event=order,
        region=region,
        teacher=teacher,
        birth=birth,
        death=death,
    )


def _without_influence(calendar: Calendar, draws: Draws, seed: int) -> Draws:
    """A world of no parents: a fashion drifts, and everyone is of their time."""
    n = len(calendar)
    drift = np.cumsum(stream(seed, "zeitgeist").standard_normal((9, draws.fresh.shape[1])), axis=0) * 0.5
    t = (calendar.year - FIRST_YEAR) / (LAST_YEAR - FIRST_YEAR) * 8
    fashion = np.stack([np.interp(t, np.arange(9), d) for d in drift.T], axis=1)
    return replace(
        draws,
        kind=np.full(n, FRESH, np.int8),
        shares=np.zeros_like(draws.shares),
        fresh=(fashion + 0.7 * draws.fresh).astype(np.float32),
    )


def _plant_lookalikes(
    calendar: Calendar, draws: Draws, rules: Rules, share: float, seed: int
) -> tuple[Draws, np.ndarray]:
    """Plant pairs of contemporaries whose works look alike though neither saw the other's, and say which."""
    n = len(calendar)
    rng, pairs, used = stream(seed, "alike"), [], np.zeros(n, bool)
    changed = ("fresh", "idea", "kind", "shares", "views", "pull", "taste")
    new = {name: getattr(draws, name).copy() for name in changed}
    for number, first in enumerate(rng.choice(n, size=round(share * n), replace=False)):
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
    return replace(draws, **new), np.array(pairs, dtype=int).reshape(-1, 2)
