"""When in the film which year passes: years without works fly by, and time waits for what is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .script import Line, Script

TITLE = 4.0  # seconds of the title card
END = 4.5  # seconds of the card at the end
HELD = 0.5  # of a line about a work, for which time stands still
LEAST, HALVINGS = 0.05, 24  # of the film in which years pass, at least; how finely that is found
TOLD = 0.8  # of the film between its cards in which something is said, at most
CROWD = 0.5  # power of a year's works by which its share of the time grows


def fitting(script: Script, seconds: float) -> Script:
    """A script without its least weighty lines, until what is left can be told in a film of so many seconds.

    The first and the last line and one between them always stay.
    """
    lines, room = list(script.lines), TOLD * (seconds - TITLE - END)
    while len(lines) > 3 and sum(line.seconds for line in lines) > room:
        lines.remove(min(lines[1:-1], key=lambda line: line.weight))
    return replace(script, lines=tuple(lines))


@dataclass(frozen=True, eq=False)
class Spoken:
    """A line, when it begins and for how long it stands (seconds of the film)."""

    line: Line
    start: float
    seconds: float


@dataclass(frozen=True, eq=False)
class Pacing:
    """Seconds of a film and years of a history.

    Parameters
    ----------
    seconds, years : ndarray
        float64[k], both ascending: the year at each of these seconds; between them linear.
    spoken : sequence of Spoken
    length : float
        Seconds of the whole, with title and end.
    """

    seconds: np.ndarray
    years: np.ndarray
    spoken: Sequence[Spoken]
    length: float

    @classmethod
    def of(
        cls, lines: Sequence[Line], years: np.ndarray, *, seconds: float, durations: Sequence[float] | None = None
    ) -> Pacing:
        """A pacing of about `seconds` for works of these `years` int64[n].

        Parameters
        ----------
        lines : sequence of Line
            In order of their years.
        seconds : float
            Of the whole; where the lines need longer it becomes longer.
        durations : sequence of float, optional
            Seconds that each line takes, as it is spoken; by default as it would be.
        """
        takes = [line.seconds for line in lines] if durations is None else list(durations)
        first, last = int(years.min()), int(years.max()) + 1
        share = np.bincount(years - first, minlength=last - first) ** CROWD + 0.05
        calendar, edges = np.arange(first, last + 1), np.concatenate([[0.0], np.cumsum(share / share.sum())])
        least, most = LEAST * seconds, seconds  # of time that passes; the longer, the longer is the film
        for _ in range(HALVINGS):
            middle = (least + most) / 2
            laid = cls._laid(lines, takes, calendar, middle * edges)
            least, most = (least, middle) if laid.length > seconds else (middle, most)
        return cls._laid(lines, takes, calendar, least * edges)

    @classmethod
    def _laid(cls, lines: Sequence[Line], takes: Sequence[float], calendar: np.ndarray, edges: np.ndarray) -> Pacing:
        """The pacing when each year of the calendar, were nothing told, began at one of these seconds."""
        last = calendar[-1]
        at, year, spoken = [TITLE], [float(calendar[0])], []
        here, busy = 0.0, TITLE  # seconds of the unhurried film, and when the voice is free again

        def pass_to(there: float, second: float) -> None:
            """Let the years up to a second of the unhurried film pass until a second of this one, each at its pace."""
            begun = at[-1]
            for moment in [*edges[(edges > here) & (edges < there)], there]:
                share = 1.0 if there <= here else (moment - here) / (there - here)
                at.append(begun + share * (second - begun))
                year.append(max(float(np.interp(moment, edges, calendar)), year[-1]))

        for line, need in zip(lines, takes, strict=True):
            there = max(float(np.interp(min(line.year, last), calendar, edges)), here)
            pass_to(there, max(at[-1] + there - here, busy))
            spoken.append(Spoken(line, at[-1], need))
            here, busy = there, at[-1] + need
            if line.row is not None:  # the work is looked at
                at.append(at[-1] + HELD * need)
                year.append(year[-1])
        pass_to(float(edges[-1]), max(at[-1] + edges[-1] - here, busy))
        second, keep = np.unique(np.round(at, 6), return_index=True)
        return cls(second, np.array(year)[keep], spoken, float(second[-1]) + END)

    def year(self, second: float) -> float:
        """The year at a second of the film."""
        return float(np.interp(second, self.seconds, self.years))

    def second(self, year: float | np.ndarray) -> np.ndarray:
        """The second of the film at which a year comes first."""
        years, keep = np.unique(self.years, return_index=True)
        return np.interp(year, years, self.seconds[keep])

    def speaking(self, second: float) -> Spoken | None:
        """The line that stands at a second, where one does."""
        for one in self.spoken:
            if one.start <= second < one.start + one.seconds:
                return one
        return None
