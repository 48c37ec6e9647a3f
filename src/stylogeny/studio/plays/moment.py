"""A society at the end of a year, as all that it follows from: an immutable file a few hundred bytes long.

A society follows from its past, its size, its seed, and the parameters of every year, so these are what is kept; the
states are played again when they are asked for, a hundredth of a second a year. Playing on makes another moment, going
back is an earlier one, and two ways to the same history are one file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ...artifacts import Format, read_document, write_document
from ...errors import StylogenyError
from ...runs import digest
from ...society.parameters import SocietyParameters
from ..refused import Refused

FORMAT = Format("society-moment", 1, "play it again")
FOLDER = "society"  # in the studio's folder
NAME = re.compile(r"[0-9a-f]{24}")
MAX_YEARS, MAX_ARTISTS = 400, 5000  # of a society that is played in a browser
Changes = tuple[tuple[str, float | bool], ...]


def changes_of(parameters: SocietyParameters) -> Changes:
    """The parameters that are not the usual ones."""
    usual = asdict(SocietyParameters())
    return tuple(sorted((name, value) for name, value in asdict(parameters).items() if value != usual[name]))


@dataclass(frozen=True)
class Stretch:
    """Years in which a society worked in one way, and the parameters in which that is not the usual one."""

    years: int
    changes: Changes = ()

    @property
    def parameters(self) -> SocietyParameters:
        """All parameters."""
        return replace(SocietyParameters(), **dict(self.changes))  # type: ignore[arg-type]


@dataclass(frozen=True)
class SocietyMoment:
    """A society at the end of a year.

    Parameters
    ----------
    past : str
        Digest of the past that it grew from.
    artists, seed : int
    course : tuple of Stretch
        How it came here, at least one stretch; a society that has not begun has one of no years.

    Raises
    ------
    StylogenyError
        For more artists or years than can be played while one waits.
    """

    past: str
    artists: int
    seed: int
    course: tuple[Stretch, ...] = (Stretch(0),)

    def __post_init__(self) -> None:
        if not 2 <= self.artists <= MAX_ARTISTS:
            fix = "more can be simulated from the command line"
            raise StylogenyError(f"a society has 2 to {MAX_ARTISTS} artists", got=self.artists, fix=fix)
        if self.years > MAX_YEARS:
            raise StylogenyError(f"a society is played for at most {MAX_YEARS} years", got=self.years)

    @property
    def id(self) -> str:
        """Its name: a digest of all that it follows from."""
        return digest(self.document())

    @property
    def years(self) -> int:
        """How many years it has been played."""
        return sum(stretch.years for stretch in self.course)

    @property
    def parameters(self) -> SocietyParameters:
        """How it works now."""
        return self.course[-1].parameters

    @property
    def steady(self) -> bool:
        """Whether it worked in one way throughout, as `stylogeny simulate` plays."""
        return len(self.course) == 1

    def on(self, years: int, parameters: SocietyParameters) -> SocietyMoment:
        """So many years later, with these parameters from now on."""
        if years < 0:
            raise StylogenyError("years to play are not negative", got=years, fix="go back to an earlier year")
        changes, last = changes_of(parameters), self.course[-1]
        if last.changes == changes or not last.years:
            return replace(self, course=(*self.course[:-1], Stretch(last.years + years, changes)))
        return replace(self, course=(*self.course, Stretch(years, changes)))

    def at(self, years: int) -> SocietyMoment:
        """The same history when it had been played for so many years.

        Raises
        ------
        StylogenyError
            When it has not come so far.
        """
        if not 0 <= years <= self.years:
            raise StylogenyError("no such year in this history", got=years, fix=f"0 to {self.years} have been played")
        course, left = list[Stretch](), years
        for stretch in self.course:
            if left or not course:
                course.append(replace(stretch, years=min(left, stretch.years)))
                left -= course[-1].years
        return replace(self, course=tuple(course))

    def document(self) -> dict[str, object]:
        """As JSON-able values."""
        course = [{"years": s.years, "changes": dict(s.changes)} for s in self.course]
        return {"past": self.past, "artists": self.artists, "seed": self.seed, "course": course}

    @classmethod
    def of(cls, said: Mapping[str, object]) -> SocietyMoment:
        """:meth:`document` read backwards."""
        rows = said["course"]
        if not isinstance(rows, list) or not rows:
            raise ValueError("it has no course")
        course = tuple(Stretch(int(row["years"]), tuple(sorted(row["changes"].items()))) for row in rows)
        for stretch in course:
            _ = stretch.parameters  # raises for what is no parameter
        return cls(str(said["past"]), int(str(said["artists"])), int(str(said["seed"])), course)


class Moments:
    """The moments of a run.

    Parameters
    ----------
    folder : Path
        The studio's folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / FOLDER

    def keep(self, moment: SocietyMoment, *, after: SocietyMoment | None = None) -> SocietyMoment:
        """Write a moment, and which one it was played on from; one that is there already stays as it is."""
        file = self.folder / f"{moment.id}.json"
        if not file.exists():
            write_document(file, FORMAT, **moment.document(), after="" if after is None else after.id)
        return moment

    def get(self, name: str) -> SocietyMoment:
        """A moment by its id.

        Raises
        ------
        StylogenyError
            When there is none, or its file is damaged.
        """
        file = self.folder / f"{name}.json"
        if not NAME.fullmatch(name) or not file.is_file():
            raise Refused("there is no such society", got=name[:40], status=404)
        said = read_document(file, FORMAT)
        with FORMAT.fits(file):
            return SocietyMoment.of(said)

    def latest(self) -> list[SocietyMoment]:
        """The moments that nothing was played on from, the latest first; what cannot be read is left out."""
        read: dict[str, tuple[SocietyMoment, float]] = {}
        before: set[str] = set()
        for file in self.folder.glob("*.json"):
            try:
                said = read_document(file, FORMAT)
                with FORMAT.fits(file):
                    moment = SocietyMoment.of(said)
            except (StylogenyError, OSError):
                continue
            read[file.stem] = (moment, file.stat().st_mtime)
            before.add(str(said.get("after", "")))
        left = [(when, name) for name, (_, when) in read.items() if name not in before]
        return [read[name][0] for _, name in sorted(left, reverse=True)]
