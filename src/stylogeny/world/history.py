"""A world: a painted history whose every parent is recorded, and which can be run again without one work."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ..errors import StylogenyError
from ..society import calendar as calendars
from ..society.calendar import Calendar, Luck, Outcome, Rules
from ..streams import stream, uniforms
from . import names
from .genome import SIZE
from .motifs import MOTIFS
from .painter import Content

FIRST_YEAR, LAST_YEAR = 1500, 1900


@dataclass(frozen=True)
class Regime:
    """A way history goes: the culture's rules, the share of works lost, the share with vague dates, planted look-alikes."""

    rules: Rules
    lost: float = 0.0
    vague: float = 0.1
    alike: float = 0.01
    influence: bool = True


REGIMES = {
    "neutral": Regime(Rules()),
    "rich-get-richer": Regime(Rules(fame=1.3, selection=0.9)),
    "reaction": Regime(Rules(reaction=0.25)),
    "revival": Regime(Rules(revival=0.15)),
    "heavy-loss": Regime(Rules(), lost=0.6),
    "all": Regime(
        Rules(fame=0.8, selection=0.7, reaction=0.10, revival=0.06, borrowing=0.05, copy=0.04), 0.4, 0.25, 0.02
    ),
    "null": Regime(Rules(), influence=False),
}


def regime(name: str) -> Regime:
    """A named regime."""
    if name not in REGIMES:
        raise StylogenyError("no such regime", got=repr(name), fix=f"choose one of {', '.join(REGIMES)}")
    return REGIMES[name]


def _calendar(n: int, seed: int) -> tuple[Calendar, np.ndarray, np.ndarray]:
    """Artists' lives, and n works in them; also birth and death years."""
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
    return Calendar(year[order], artist[order], order, region, teacher), birth, death


@dataclass(frozen=True, eq=False)
class World:
    """A history that happened.

    Parameters
    ----------
    regime_name, seed : str, int
    calendar, luck, outcome
        What was fixed, what chance drew, what came of it (one history).
    birth, death : ndarray
        Years of the artists, int64[m].
    lost : ndarray
        bool[n]: works that did not come down to us.
    alike : ndarray
        int64[k, 2]: planted pairs that look alike and have no causal tie.
    """

    regime_name: str
    seed: int
    calendar: Calendar
    luck: Luck
    outcome: Outcome
    birth: np.ndarray
    death: np.ndarray
    lost: np.ndarray
    alike: np.ndarray

    @classmethod
    def make(
        cls, regime_name: str = "neutral", *, works: int = 1000, seed: int = 0, lost: float | None = None
    ) -> World:
        """Make a history of which `works` works survive; `lost` is the share that does not (default the regime's)."""
        kind = regime(regime_name)
        if works < 10:
            raise StylogenyError("a world needs at least 10 works", got=works)
        share = kind.lost if lost is None else lost
        if not 0 <= share <= 0.9:
            raise StylogenyError("the share of works lost is between 0 and 0.9", got=share)
        n = int(np.ceil(works / (1 - share)))
        calendar, birth, death = _calendar(n, seed)
        luck = calendars.draw(calendar, kind.rules, dim=SIZE, seed=seed)
        luck, alike = _plant(calendar, luck, kind, seed)
        gone = np.zeros(n, bool)
        gone[np.argsort(uniforms(seed, "lost", index=calendar.event)[:, 0], kind="stable")[: n - works]] = True
        outcome = calendars.play(calendar, luck, kind.rules)
        return cls(regime_name, seed, calendar, luck, outcome, birth, death, gone, alike)

    def __len__(self) -> int:
        return len(self.calendar)

    @property
    def rules(self) -> Rules:
        return regime(self.regime_name).rules

    @property
    def ids(self) -> np.ndarray:
        """Ids of all works, lost ones too, object[n]."""
        return np.array([f"w{k:05d}" for k in range(len(self))], dtype=object)

    @property
    def latent(self) -> np.ndarray:
        """Latent styles, float32[n, genes]."""
        return self.outcome.latent[0]

    def rerun(self, *, without: int) -> World:
        """The same history without the work at row `without`; artists who would have followed it choose what is next in line."""
        return replace(self, outcome=calendars.play(self.calendar, self.luck, self.rules, without=np.array([without])))

    def reruns(self, without: np.ndarray) -> Outcome:
        """Many such histories at once, one for each row of `without`."""
        return calendars.play(
            self.calendar, self.luck, self.rules, without=without, past=self.outcome, start=self.since(without)
        )

    def since(self, rows: np.ndarray) -> np.ndarray:
        """The first row of the year in which each work was made, int64[len(rows)]."""
        return np.searchsorted(self.calendar.year, self.calendar.year[rows])

    def futures(self, from_year: int, *, without: int | None = None, k: int = 10) -> list[World]:
        """Run history again from `from_year` on, `k` times with new luck; without a work, if one is given."""
        start = int(np.searchsorted(self.calendar.year, from_year))
        missing = np.array([-1 if without is None else without])
        return [
            replace(self, outcome=self.replay(number, without=missing, start=np.array([start])))
            for number in range(1, k + 1)
        ]

    def replay(self, number: int, *, without: np.ndarray, start: np.ndarray) -> Outcome:
        """Histories with the `number`-th other luck from each `start` on, one without each of `without` (-1 for none)."""
        kind = regime(self.regime_name)
        drawn = calendars.draw(self.calendar, kind.rules, dim=SIZE, seed=self.seed, luck=number)
        luck = _plant(self.calendar, drawn, kind, self.seed)[0]
        return calendars.play(self.calendar, luck, kind.rules, without=without, past=self.outcome, start=start)

    @cached_property
    def contents(self) -> list[Content]:
        """What each work depicts: a copy depicts what its original does."""
        u = uniforms(self.seed, "content", index=self.calendar.event, draws=4)
        favourite = uniforms(self.seed, "favourite", index=self.calendar.artist, draws=2)
        motifs = list(MOTIFS)
        out: list[Content] = []
        for k in range(len(self)):
            original = self.outcome.parents[0, k, 0]
            if self.luck.kind[k] == calendars.COPY and original >= 0:
                out.append(out[original])
                continue
            pick = favourite[k, int(u[k, 0] < 0.35)] if u[k, 0] < 0.65 else u[k, 1]
            motif = motifs[int(pick * len(motifs))]
            tall = motif in ("portrait", "interior", "still life", "abstraction")
            aspect = (1.0, 0.8, 1.25, 0.75)[int(u[k, 2] * 4)] if tall else (1.25, 1.5, 1.0, 1.33)[int(u[k, 2] * 4)]
            out.append(Content(motif, int(self.seed * 1_000_003 + self.calendar.event[k]), aspect))
        return out


def _plant(calendar: Calendar, luck: Luck, kind: Regime, seed: int) -> tuple[Luck, np.ndarray]:
    """Plant pairs of contemporaries whose works look alike though neither saw the other's; in the null, a world of no parents."""
    n = len(calendar)
    if not kind.influence:
        drift = np.cumsum(stream(seed, "zeitgeist").standard_normal((9, luck.fresh.shape[1])), axis=0) * 0.5
        t = (calendar.year - FIRST_YEAR) / (LAST_YEAR - FIRST_YEAR) * 8
        spirit = np.stack([np.interp(t, np.arange(9), d) for d in drift.T], axis=1)
        return replace(
            luck,
            kind=np.full(n, calendars.FRESH, np.int8),
            shares=np.zeros_like(luck.shares),
            fresh=(spirit + 0.7 * luck.fresh).astype(np.float32),
        ), np.zeros((0, 2), int)
    rng, pairs, used = stream(seed, "alike"), [], np.zeros(n, bool)
    changed = ("fresh", "idea", "kind", "shares", "views", "pull", "taste")
    new = {name: getattr(luck, name).copy() for name in changed}
    for number, first in enumerate(rng.choice(n, size=round(kind.alike * n), replace=False)):
        gap = calendar.year - calendar.year[first]
        near = np.flatnonzero((gap >= 0) & (gap <= 12) & (calendar.artist != calendar.artist[first]) & ~used)
        if used[first] or not len(near):
            continue
        pair = np.array([first, rng.choice(near)])
        used[pair] = True
        if number % 2:  # two parodies of one work: both turn to the same original, with the same idea
            for name in ("views", "pull", "taste"):
                new[name][pair[1]] = new[name][first]
            new["kind"][pair], new["shares"][pair] = calendars.COPY, np.array([1, 0, 0], np.float32)
            new["idea"][pair] = 2.5 * kind.rules.step * rng.standard_normal(SIZE)
        else:  # two people have the same idea, following nobody
            new["kind"][pair], new["shares"][pair] = calendars.FRESH, 0
            new["fresh"][pair[1]] = new["fresh"][first]
        for name in ("fresh", "idea"):
            new[name][pair[1]] += 0.08 * rng.standard_normal(SIZE)
        pairs.append(pair)
    return replace(luck, **new), np.array(pairs, dtype=int).reshape(-1, 2)
