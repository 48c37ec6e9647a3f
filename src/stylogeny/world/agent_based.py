"""A history that grew: the society's own loop (society/engine.py), its styles the genomes that a painter draws.

Nobody is appointed to anything. Founders without a past look at one another; artists are born, taught, shown or passed over,
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
PATIENCE = 1000  # how long it may last at most
SCHOOLS = 12  # manners that founders have, and newcomers bring
LEAST = 12  # artists
_PAGES = (
    "latent",
    "parents",
    "weights",
    "kind",
    "against",
    "shown",
)  # of an outcome, what a later year does not change
STEP = 0.25  # of a gene from parents to offspring, in standard deviations, before ambition


@dataclass(frozen=True, eq=False)
class AgentBasedHistory:
    """A society from its founding until enough works have been shown.

    Parameters
    ----------
    first : State
        The founding.
    setting : Setting
        What its history never changes.
    calendar : Calendar
        Every occasion on which somebody alive sets out to make a work, the same in every history: whether it is made, and
        shown, and how it looks, is not.
    """

    first: State
    setting: Setting
    calendar: Calendar

    @classmethod
    def make(cls, works: int, *, customs: SocietyParameters, seed: int) -> AgentBasedHistory:
        """Let a society live until `works` works have been shown; its size is such that this takes about :data:`YEARS` years.

        Raises
        ------
        StylogenyError
            When it dies out, or shows too little.
        """
        each = max(0.8 * customs.output * customs.shown, 0.02)  # works that an artist shows in a year, about
        artists = max(LEAST, round(works / (YEARS * each)))
        first, setting = begin_anew(
            dim=SIZE, artists=artists, year=FOUNDED, step=STEP, schools=SCHOOLS, seed=seed, parameters=customs
        )
        state, shown = first, 0
        while shown < works:
            if not state.size or state.year > FOUNDED + PATIENCE:
                raise StylogenyError(
                    "this society does not live to show so many works",
                    got=f"{shown} of {works} in {state.year - FOUNDED} years",
                    fix="let it make and show more (customs output, shown, births)",
                )
            state = step(state, setting)
            shown += int(state.records[-1].shown.sum())
        return cls(first, setting, _occasions(state, setting, works))

    @property
    def alike(self) -> np.ndarray:
        """int64[0, 2]: nothing is planted."""
        return np.zeros((0, 2), dtype=np.int64)

    @cached_property
    def leaps(self) -> np.ndarray:
        """bool[n]: works that break with what they follow."""
        luck = uniforms(self.setting.seed, "year", index=self.calendar.event, draws=4)[:, 3]
        return np.asarray(luck < self.setting.parameters.jump)

    def play(
        self,
        *,
        number: int = 0,
        without: np.ndarray | None = None,
        past: Outcome | None = None,
        start: np.ndarray | int = 0,
    ) -> Outcome:
        """As :meth:`.history.Course.play`: each history is forked from the society at the end of the year before."""
        without = np.array([-1]) if without is None else np.asarray(without)
        b, n = len(without), len(self.calendar)
        begin = np.broadcast_to(np.asarray(start), b)
        lived = (self.first,) if past is None else past.states
        out = Outcome(
            np.zeros((b, n, SIZE), np.float32), np.full((b, n, MOST_PARENTS), -1, np.int32),
            np.zeros((b, n, MOST_PARENTS), np.float32), np.zeros((b, n), np.float32), np.full((b, n), FRESH, np.int8),
            np.full((b, n), -1, np.int32), np.zeros((b, n), bool),
        )  # fmt: skip
        for k, (missing, row) in enumerate(zip(without.tolist(), begin.tolist())):
            year = int(self.calendar.year[row]) if row < n else int(self.calendar.year[-1]) + 1
            kept = lived[: year - self.first.year] if past is not None else lived
            missed = int(self.calendar.event[missing]) if missing >= 0 else -1
            states = self._on(kept, replace(self.setting, future_index=number, without=missed))
            for page in _PAGES if past is not None else ():
                getattr(out, page)[k, :row] = getattr(past, page)[0, :row]
            for made in states[-1].records[len(kept) - 1 :]:
                self._write(out, k, made)
            out.fame[k] = self._fame(states[-1].records)
        return replace(out, states=states) if b == 1 else out

    def _on(self, states: tuple[State, ...], setting: Setting) -> tuple[State, ...]:
        """These states and those that follow, until the last year of the calendar."""
        lived = list(states)
        while lived[-1].year < self.calendar.year[-1]:
            lived.append(step(lived[-1], setting))
        return tuple(lived)

    def _write(self, out: Outcome, k: int, made: YearRecord) -> None:
        """Enter what was shown in a year into the k-th history."""
        rows = self._rows(made.number)
        shown = made.shown & (rows >= 0)
        rows, followed = rows[shown], self._rows(made.parents[shown])
        out.latent[k, rows], out.shown[k, rows] = made.style[shown], True
        out.parents[k, rows], out.weights[k, rows] = followed, made.shares[shown]
        reacts = made.response[shown] == NEGATE
        out.kind[k, rows] = np.select([reacts, followed[:, 0] >= 0], [REACTION, PLAIN], FRESH)
        out.against[k, rows] = self._rows(made.against[shown])

    def _fame(self, made: tuple[YearRecord, ...]) -> np.ndarray:
        """What the publics adopted of each work in all these years, float64[n]."""
        rows = self._rows(np.concatenate([m.adopted for m in made]))
        won = np.concatenate([m.adoptions for m in made])
        return np.bincount(rows[rows >= 0], won[rows >= 0], minlength=len(self.calendar))

    def _rows(self, number: np.ndarray) -> np.ndarray:
        """Rows of the calendar, -1 for a work that is not in it."""
        event, order = self.calendar.event, self._order
        at = order[np.minimum(np.searchsorted(event, number, sorter=order), len(order) - 1)]
        return np.where(event[at] == number, at, -1)

    @cached_property
    def _order(self) -> np.ndarray:
        return np.argsort(self.calendar.event)


def _occasions(state: State, setting: Setting, works: int) -> Calendar:
    """Who set out to make a work when, until the last of `works` shown ones, from what a society has come to."""
    people = np.concatenate(state.cohorts)
    uid, born, dies, teacher = people[np.argsort(people[:, 0]), :4].T.astype(np.int64)
    years = np.arange(setting.start + 1, state.year + 1)
    artist, when = np.nonzero((years - born[:, None] >= FIRST) & (years <= dies[:, None]))
    event = setting.past_works + uid[artist] * HORIZON + years[when] - setting.start
    order = np.lexsort((event, when))
    order = order[occasions(event[order], setting)]
    shown = np.isin(event[order], np.concatenate([m.number[m.shown] for m in state.records]))
    order = order[: int(np.flatnonzero(shown)[works - 1]) + 1]
    taught_by = np.where(teacher >= 0, np.searchsorted(uid, teacher), -1)
    region = uid % len(state.artists) * len(names.REGIONS) // len(state.artists)  # neighbours know one another
    return Calendar(years[when[order]], artist[order], event[order], region, taught_by, born, dies)
