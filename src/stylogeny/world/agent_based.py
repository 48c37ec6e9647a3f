"""An agent-based history: the society's own loop (society/engine.py), its styles the genomes that a painter draws.

Nothing is scheduled. Founders without a past look at one another; artists are born, taught, exhibited or passed over,
adopted or forgotten, and die; who is famous, and who makes another work, is found out year by year.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ..errors import StylogenyError
from ..society.artists import FIRST
from ..society.choice import MOST_PARENTS
from ..society.engine import occasions, step
from ..society.initial import begin_anew
from ..society.parameters import SocietyParameters
from ..society.production import NEGATE
from ..society.setting import HORIZON, Setting
from ..society.state import State, YearRecord
from ..streams import uniforms
from . import names
from .painting.genome import SIZE
from .schedule import FRESH, PLAIN, REACTION, Calendar, Outcome

FOUNDED = 1700  # the year before the first works
YEARS = 120  # how long a history lasts, about
MAX_YEARS = 1000  # how long it may last
SCHOOLS = 12  # manners that founders have, and newcomers bring
MIN_ARTISTS = 12
STEP = 0.25  # of a gene from parents to offspring, in standard deviations, before ambition
# of an outcome, what a later year does not change
_SETTLED = ("latent", "parents", "weights", "kind", "against", "exhibited")


@dataclass(frozen=True, eq=False)
class AgentBasedHistory:
    """A society from its founding until enough works have been exhibited.

    Parameters
    ----------
    first : State
        The founding.
    setting : Setting
        What its history never changes.
    calendar : Calendar
        Every occasion on which somebody alive sets out to make a work, the same in every history: whether it is made,
        and exhibited, and how it looks, is not.
    """

    first: State
    setting: Setting
    calendar: Calendar

    @classmethod
    def make(cls, works: int, *, parameters: SocietyParameters, seed: int) -> AgentBasedHistory:
        """Let a society live until `works` works have been exhibited; its size makes this take about :data:`YEARS`
        years.

        Raises
        ------
        StylogenyError
            When it dies out, or exhibits too little.
        """
        yearly = max(0.8 * parameters.output * parameters.shown, 0.02)  # works that an artist exhibits in a year, about
        artists = max(MIN_ARTISTS, round(works / (YEARS * yearly)))
        first, setting = begin_anew(
            dim=SIZE, artists=artists, year=FOUNDED, step=STEP, schools=SCHOOLS, seed=seed, parameters=parameters
        )
        state, exhibited = first, 0
        while exhibited < works:
            if not state.size or state.year > FOUNDED + MAX_YEARS:
                raise StylogenyError(
                    "this society dies before it has exhibited enough works",
                    got=f"{exhibited} of {works} in {state.year - FOUNDED} years",
                    fix="let it make and exhibit more (parameters output, shown, births)",
                )
            state = step(state, setting)
            exhibited += int(state.records[-1].shown.sum())
        return cls(first, setting, _occasions(state, setting, works))

    @property
    def lookalike_pairs(self) -> np.ndarray:
        """int64[0, 2]: nothing is planted."""
        return np.zeros((0, 2), dtype=np.int64)

    @cached_property
    def leaps(self) -> np.ndarray:
        """bool[n]: works that break with what they follow."""
        u = uniforms(self.setting.seed, "year", index=self.calendar.event, draws=4)[:, 3]
        return np.asarray(u < self.setting.parameters.jump)

    def play(
        self,
        *,
        future_index: int = 0,
        without: np.ndarray | None = None,
        past: Outcome | None = None,
        start: np.ndarray | int = 0,
    ) -> Outcome:
        """As :meth:`.history.HistoryModel.play`: each history is forked from the society at the end of the year
        before."""
        without = np.array([-1]) if without is None else np.asarray(without)
        begin = np.broadcast_to(np.asarray(start), len(without))
        lived = (self.first,) if past is None else past.states
        out = self._blank(len(without))
        for k, (missing, row) in enumerate(zip(without.tolist(), begin.tolist())):
            kept = lived if past is None else lived[: self._year_of(row) - self.first.year]
            event = int(self.calendar.event[missing]) if missing >= 0 else -1
            states = self._continue(kept, replace(self.setting, future_index=future_index, without=event))
            for field in _SETTLED if past is not None else ():
                getattr(out, field)[k, :row] = getattr(past, field)[0, :row]
            for record in states[-1].records[len(kept) - 1 :]:
                self._write(out, k, record)
            out.fame[k] = self._fame(states[-1].records)
        return replace(out, states=states) if len(without) == 1 else out

    def _blank(self, b: int) -> Outcome:
        """b histories of which nothing has been played."""
        n = len(self.calendar)
        return Outcome(
            latent=np.zeros((b, n, SIZE), np.float32),
            parents=np.full((b, n, MOST_PARENTS), -1, np.int32),
            weights=np.zeros((b, n, MOST_PARENTS), np.float32),
            fame=np.zeros((b, n), np.float32),
            kind=np.full((b, n), FRESH, np.int8),
            against=np.full((b, n), -1, np.int32),
            exhibited=np.zeros((b, n), bool),
        )

    def _year_of(self, row: int) -> int:
        """The year of a row, and the one after the last for the row after the last."""
        year = self.calendar.year
        return int(year[row]) if row < len(year) else int(year[-1]) + 1

    def _continue(self, states: tuple[State, ...], setting: Setting) -> tuple[State, ...]:
        """These states and those that follow, until the last year of the calendar."""
        lived = list(states)
        while lived[-1].year < self.calendar.year[-1]:
            lived.append(step(lived[-1], setting))
        return tuple(lived)

    def _write(self, out: Outcome, k: int, record: YearRecord) -> None:
        """Enter what was exhibited in a year into the k-th history."""
        rows = self._rows(record.number)
        there = record.shown & (rows >= 0)
        rows, parents = rows[there], self._rows(record.parents[there])
        out.latent[k, rows], out.exhibited[k, rows] = record.style[there], True
        out.parents[k, rows], out.weights[k, rows] = parents, record.shares[there]
        reacts = record.response[there] == NEGATE
        out.kind[k, rows] = np.select([reacts, parents[:, 0] >= 0], [REACTION, PLAIN], FRESH)
        out.against[k, rows] = self._rows(record.against[there])

    def _fame(self, records: tuple[YearRecord, ...]) -> np.ndarray:
        """What the publics adopted of each work in all these years, float64[n]."""
        rows = self._rows(np.concatenate([record.adopted for record in records]))
        adoptions = np.concatenate([record.adoptions for record in records])
        return np.bincount(rows[rows >= 0], adoptions[rows >= 0], minlength=len(self.calendar))

    def _rows(self, number: np.ndarray) -> np.ndarray:
        """Rows of the calendar, -1 for a work that is not in it."""
        event, order = self.calendar.event, self._order
        at = order[np.minimum(np.searchsorted(event, number, sorter=order), len(order) - 1)]
        return np.where(event[at] == number, at, -1)

    @cached_property
    def _order(self) -> np.ndarray:
        return np.argsort(self.calendar.event)


def _occasions(state: State, setting: Setting, works: int) -> Calendar:
    """Who set out to make a work when, until the last of `works` exhibited ones, from what a society has come to."""
    people = np.concatenate(state.cohorts)
    uid, born, dies, teacher = people[np.argsort(people[:, 0]), :4].T.astype(np.int64)
    years = np.arange(setting.start + 1, state.year + 1)
    artist, when = np.nonzero((years - born[:, None] >= FIRST) & (years <= dies[:, None]))
    event = setting.past_works + uid[artist] * HORIZON + years[when] - setting.start
    order = np.lexsort((event, when))
    order = order[occasions(event[order], setting)]
    shown = np.isin(event[order], np.concatenate([m.number[m.shown] for m in state.records]))
    order = order[: int(np.flatnonzero(shown)[works - 1]) + 1]
    return Calendar(
        year=years[when[order]],
        artist=artist[order],
        event=event[order],
        region=uid % len(state.artists) * len(names.REGIONS) // len(state.artists),  # neighbours know one another
        teacher=np.where(teacher >= 0, np.searchsorted(uid, teacher), -1),
        birth=born,
        death=dies,
    )
