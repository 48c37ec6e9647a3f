"""A world: a painted history whose every parent is recorded, and which can be run again without one work."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np

from ..errors import StylogenyError
from ..society.parameters import SocietyParameters
from ..streams import uniforms
from .agent_based import AgentBasedHistory
from .painting.motifs import MOTIFS
from .painting.painter import Content
from .schedule import COPY, Calendar, Outcome, Rules
from .scheduled import ScheduledHistory


@dataclass(frozen=True)
class Regime:
    """A way history goes: the culture's rules, the share of works lost, the share with vague dates, planted look-alikes.

    `rules` are those of a fixed calendar, or the customs of a society that finds out for itself who works, is shown, is known.
    """

    rules: Rules | SocietyParameters
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
SOCIETIES = {
    "society": Regime(SocietyParameters(output=0.3, keep=0.985, jump=0.04, leap=3.0, satiety=0.0, name=0.0), alike=0.0)
}


def regime(name: str) -> Regime:
    """A named regime."""
    known = REGIMES | SOCIETIES
    if name not in known:
        raise StylogenyError("no such regime", got=repr(name), fix=f"choose one of {', '.join(known)}")
    return known[name]


class HistoryModel(Protocol):
    """How a history runs, and can run again: by appointment, or grown by a society."""

    @property
    def calendar(self) -> Calendar:
        """The n works that may be made, in order of date."""

    @property
    def alike(self) -> np.ndarray:
        """int64[k, 2]: planted pairs that look alike and have no causal tie."""

    @property
    def leaps(self) -> np.ndarray:
        """bool[n]: works that break with what they follow."""

    def play(
        self,
        *,
        number: int = 0,
        without: np.ndarray | None = None,
        past: Outcome | None = None,
        start: np.ndarray | int = 0,
    ) -> Outcome:
        """Histories, one for every entry of `without`.

        Parameters
        ----------
        number : int
            Which luck: 0 for that of the history that happened.
        without : ndarray, optional
            int64[b]: row of the work that is never made in each history, -1 for none. Default: one history, nothing missing.
        past : Outcome, optional
            One history to take the works before `start` from.
        start : int or ndarray
            Row of the first work that is made anew, the first of a year, int64[b].
        """


@dataclass(frozen=True, eq=False)
class World:
    """A history that happened.

    Parameters
    ----------
    regime_name, seed : str, int
    course, outcome
        How it runs, and what came of it (one history).
    gone : ndarray
        bool[n]: works that were lost.
    """

    regime_name: str
    seed: int
    course: HistoryModel
    outcome: Outcome
    gone: np.ndarray

    @classmethod
    def make(
        cls,
        regime_name: str = "neutral",
        *,
        works: int = 1000,
        seed: int = 0,
        lost: float | None = None,
        customs: SocietyParameters | None = None,
    ) -> World:
        """Make a history of which `works` works survive.

        Parameters
        ----------
        lost : float, optional
            The share that does not survive; default the regime's.
        customs : SocietyParameters, optional
            For a society: how it works, if not as the regime says.
        """
        kind = regime(regime_name)
        if customs is not None and not isinstance(kind.rules, SocietyParameters):
            raise StylogenyError("only a society has customs", got=regime_name, fix="choose the regime `society`")
        if works < 10:
            raise StylogenyError("a world needs at least 10 works", got=works)
        share = kind.lost if lost is None else lost
        if not 0 <= share <= 0.9:
            raise StylogenyError("the share of works lost is between 0 and 0.9", got=share)
        n = int(np.ceil(works / (1 - share)))
        course: HistoryModel
        if isinstance(kind.rules, SocietyParameters):
            course = AgentBasedHistory.make(n, customs=customs or kind.rules, seed=seed)
        else:
            course = ScheduledHistory.make(n, rules=kind.rules, seed=seed, alike=kind.alike, influence=kind.influence)
        outcome = course.play()
        shown = np.flatnonzero(outcome.shown[0])
        luck = uniforms(seed, "lost", index=course.calendar.event[shown])[:, 0]
        gone = np.zeros(len(course.calendar), bool)
        gone[shown[np.argsort(luck, kind="stable")[: n - works]]] = True
        return cls(regime_name, seed, course, outcome, gone)

    def __len__(self) -> int:
        return len(self.calendar)

    @property
    def calendar(self) -> Calendar:
        """Who works when."""
        return self.course.calendar

    @property
    def ids(self) -> np.ndarray:
        """Ids of all works, lost ones too, object[n]."""
        return np.array([f"w{k:05d}" for k in range(len(self))], dtype=object)

    @property
    def latent(self) -> np.ndarray:
        """Latent styles, float32[n, genes]."""
        return self.outcome.latent[0]

    @property
    def kind(self) -> np.ndarray:
        """What each work is, int8[n], of :data:`stylogeny.world.schedule.KINDS`."""
        return self.outcome.kind[0]

    @property
    def shown(self) -> np.ndarray:
        """bool[n]: works that were made and seen."""
        return self.outcome.shown[0]

    @property
    def lost(self) -> np.ndarray:
        """bool[n]: works that did not come down to us, or were never shown to anyone."""
        return self.gone | ~self.shown

    def rerun(self, *, without: int) -> World:
        """The same history without the work at row `without`; artists who would have followed it choose what is next in line."""
        return replace(self, outcome=self.course.play(without=np.array([without])))

    def reruns(self, without: np.ndarray) -> Outcome:
        """Many such histories at once, one for each row of `without`."""
        return self.course.play(without=without, past=self.outcome, start=self.since(without))

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
        return self.course.play(number=number, without=without, past=self.outcome, start=start)

    @cached_property
    def contents(self) -> list[Content]:
        """What each work depicts: a copy depicts what its original does."""
        u = uniforms(self.seed, "content", index=self.calendar.event, draws=4)
        favourite = uniforms(self.seed, "favourite", index=self.calendar.artist, draws=2)
        motifs = list(MOTIFS)
        out: list[Content] = []
        for k in range(len(self)):
            original = self.outcome.parents[0, k, 0]
            if self.kind[k] == COPY and original >= 0:
                out.append(out[original])
                continue
            pick = favourite[k, int(u[k, 0] < 0.35)] if u[k, 0] < 0.65 else u[k, 1]
            motif = motifs[int(pick * len(motifs))]
            tall = motif in ("portrait", "interior", "still life", "abstraction")
            aspect = (1.0, 0.8, 1.25, 0.75)[int(u[k, 2] * 4)] if tall else (1.25, 1.5, 1.0, 1.33)[int(u[k, 2] * 4)]
            out.append(Content(motif, int(self.seed * 1_000_003 + self.calendar.event[k]), aspect))
        return out
