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
from .regimes import regime
from .schedule import COPY, Calendar, Outcome
from .scheduled import ScheduledHistory


class HistoryModel(Protocol):
    """How a history runs, and can run again: by a fixed calendar, or by a society."""

    @property
    def calendar(self) -> Calendar:
        """The n works that may be made, in order of date."""

    @property
    def lookalike_pairs(self) -> np.ndarray:
        """int64[k, 2]: planted pairs that look alike and have no causal tie."""

    @property
    def leaps(self) -> np.ndarray:
        """bool[n]: works that break with what they follow."""

    def play(
        self,
        *,
        future_index: int = 0,
        without: np.ndarray | None = None,
        past: Outcome | None = None,
        start: np.ndarray | int = 0,
    ) -> Outcome:
        """Histories, one for every entry of `without`.

        Parameters
        ----------
        future_index : int
            Which luck: 0 for that of the history that happened.
        without : ndarray, optional
            int64[b]: row of the work that is never made in each history, -1 for none. Default: one history, nothing
            missing.
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
    model, outcome
        How it runs, and what came of it (one history).
    destroyed : ndarray
        bool[n]: exhibited works that did not survive.
    """

    regime_name: str
    seed: int
    model: HistoryModel
    outcome: Outcome
    destroyed: np.ndarray

    @classmethod
    def make(
        cls,
        regime_name: str = "neutral",
        *,
        works: int = 1000,
        seed: int = 0,
        lost: float | None = None,
        parameters: SocietyParameters | None = None,
    ) -> World:
        """Make a history of which `works` works survive.

        Parameters
        ----------
        lost : float, optional
            The share that does not survive; default the regime's.
        parameters : SocietyParameters, optional
            For a society: how it works, if not as the regime says.
        """
        kind = regime(regime_name)
        if parameters is not None and not isinstance(kind.rules, SocietyParameters):
            raise StylogenyError("only a society has parameters", got=regime_name, fix="choose the regime `society`")
        if works < 10:
            raise StylogenyError("a world needs at least 10 works", got=works)
        share = kind.lost_share if lost is None else lost
        if not 0 <= share <= 0.9:
            raise StylogenyError("the share of works lost is between 0 and 0.9", got=share)
        n = int(np.ceil(works / (1 - share)))
        model: HistoryModel
        if isinstance(kind.rules, SocietyParameters):
            model = AgentBasedHistory.make(n, parameters=parameters or kind.rules, seed=seed)
        else:
            model = ScheduledHistory.make(
                n, rules=kind.rules, seed=seed, lookalike_share=kind.lookalike_share, influence=kind.influence
            )
        outcome = model.play()
        exhibited = np.flatnonzero(outcome.exhibited[0])
        luck = uniforms(seed, "lost", index=model.calendar.event[exhibited])[:, 0]
        destroyed = np.zeros(len(model.calendar), bool)
        destroyed[exhibited[np.argsort(luck, kind="stable")[: n - works]]] = True
        return cls(regime_name, seed, model, outcome, destroyed)

    def __len__(self) -> int:
        return len(self.calendar)

    @property
    def calendar(self) -> Calendar:
        """Who works when."""
        return self.model.calendar

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
    def exhibited(self) -> np.ndarray:
        """bool[n]: works that were made and put before others."""
        return self.outcome.exhibited[0]

    @property
    def lost(self) -> np.ndarray:
        """bool[n]: works that did not come down to us: destroyed, or never exhibited."""
        return self.destroyed | ~self.exhibited

    @property
    def surviving(self) -> np.ndarray:
        """Rows of the works that came down to us, int64[m], in order of date."""
        return np.flatnonzero(~self.lost)

    def rerun(self, *, without: int) -> World:
        """The same history without the work at row `without`; its followers choose what is next in line."""
        return replace(self, outcome=self.model.play(without=np.array([without])))

    def reruns(self, without: np.ndarray) -> Outcome:
        """Many such histories at once, one for each row of `without`."""
        return self.model.play(without=without, past=self.outcome, start=self.year_start(without))

    def year_start(self, rows: np.ndarray) -> np.ndarray:
        """The first row of the year in which each work was made, int64[len(rows)]."""
        return np.searchsorted(self.calendar.year, self.calendar.year[rows])

    def futures(self, from_year: int, *, without: int | None = None, count: int = 10) -> list[World]:
        """Run history again from `from_year` on, `count` times with new luck; without a work, if one is given."""
        start = int(np.searchsorted(self.calendar.year, from_year))
        missing = np.array([-1 if without is None else without])
        return [
            replace(self, outcome=self.replay(future_index, without=missing, start=np.array([start])))
            for future_index in range(1, count + 1)
        ]

    def replay(self, future_index: int, *, without: np.ndarray, start: np.ndarray) -> Outcome:
        """Histories with other luck from each `start` on, one without each of `without` (-1 for none)."""
        return self.model.play(future_index=future_index, without=without, past=self.outcome, start=start)

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
