"""Facts about artists, alone and with one another."""

from __future__ import annotations

from dataclasses import dataclass, field

from .base import MERGED, Facts
from .quantities import Between, Difference, PainterCount, PictureCount, Rank, Title, WorkCount, Years
from .works import AppearanceFacts, WorkFacts, WorkLabel


@dataclass(frozen=True, kw_only=True)
class LifeFacts(Facts):
    """Dates and relations of an artist; of a singular and its plural one is known, but `rival` leads `rivals`."""

    born_year: int | None = None
    died_year: int | None = None
    age_at_death: int | None = None
    teacher: str = ""
    untaught: bool = False
    living: bool = False
    pupils: tuple[str, ...] = ()
    pupil: str = ""
    rivals: tuple[str, ...] = ()
    rival: str = ""
    no_rival: bool = False
    teacher_rival: str = ""
    pupil_rival: str = ""
    mutual_rival: str = ""


@dataclass(frozen=True, kw_only=True)
class ArtistFacts(Facts):
    """One artist: the life, the ties, first, best-followed and last work, and what is out of the ordinary.

    `sources` and `followers` are those with the heaviest ties; `others` are the sources of one who had another
    teacher or none. `best_age` is that at the best-followed work; `answered` is the work that painters took most
    from, where that is another. `late` is how the later half of the works differs from the earlier.
    """

    name: str = ""
    surname: str = ""
    appearance: AppearanceFacts | None = field(default=None, metadata=MERGED)
    life: LifeFacts | None = field(default=None, metadata=MERGED)
    size: WorkCount | None = None
    movement: str = ""
    sources: tuple[str, ...] = ()
    source: str = ""
    followers: tuple[str, ...] = ()
    teacher_learned: str = ""
    others: tuple[str, ...] = ()
    following: PainterCount | None = None
    first: WorkLabel | None = None
    best: WorkLabel | None = None
    last: WorkLabel | None = None
    debut_age: int | None = None
    best_age: int | None = None
    silence: Years | None = None
    silence_from: int | None = None
    silence_to: int | None = None
    late: tuple[Difference, ...] = ()
    rank_said: Rank | None = None
    already: bool = False
    early_start: bool = False
    late_start: bool = False
    best_late: bool = False
    best_early: bool = False
    best_first: bool = False
    answered_title: Title | None = None
    answered_year: int | None = None
    laid_down: Years | None = None
    still: bool = False
    early_death: bool = False
    long_life: bool = False
    most_works: bool = False
    few_works: bool = False
    leaps: WorkCount | None = None
    against: WorkCount | None = None
    founder_of: str = ""
    centre_of: str = ""
    after_death: PictureCount | None = None
    one_movement: bool = False
    left: str = ""
    joined: str = ""


@dataclass(frozen=True, kw_only=True)
class ConversationFacts(Facts):
    """An artist who is asked something, and the work or the other artist that is asked about.

    `age` is that in the last year, of one who lives; `opposed` the movement that the own one turned against most often.
    The other artist is known under the first name that fits: rival, teacher, pupil, source, follower, colleague,
    stranger.
    """

    artist: ArtistFacts | None = field(default=None, metadata=MERGED)
    work: WorkFacts | None = None
    age: int | None = None
    colleagues: tuple[str, ...] = ()
    opposed: str = ""
    other_rival: str = ""
    other_teacher: str = ""
    other_pupil: str = ""
    other_source: str = ""
    other_follower: str = ""
    other_colleague: str = ""
    other_stranger: str = ""
    other_born: int | None = None


@dataclass(frozen=True, kw_only=True)
class QuarrelFacts(Facts):
    """Two artists who turned away from each other; `b` is the younger, or of one year's the later in the table."""

    a: str = ""
    b: str = ""
    a_surname: str = ""
    b_surname: str = ""
    both_movement: str = ""
    a_movement: str = ""
    b_movement: str = ""
    homeless: bool = False
    elder: str = ""
    apart: Years | None = None
    same_year: bool = False
    taught: str = ""
    was_taught: str = ""
    taker: str = ""
    giver: str = ""
    taken_title: Title | None = None
    taken_year: int | None = None
    apart_in_paint: bool = False
    both_alive: bool = False
    survivor: str = ""
    departed: str = ""
    outlived: Years | None = None


@dataclass(frozen=True, kw_only=True)
class TargetFacts(Facts):
    """The artist from whom most others turned away."""

    name: str = ""
    surname: str = ""
    foes: PainterCount | None = None
    pupils_against: tuple[str, ...] = ()
    no_pupil: bool = False
    loved: bool = False
    unloved: bool = False


@dataclass(frozen=True, kw_only=True)
class LineFacts(Facts):
    """The longest row of teachers and pupils; `through` are those between the third and the last."""

    first: str = ""
    second: str = ""
    third: str = ""
    first_surname: str = ""
    last_surname: str = ""
    links: PainterCount | None = None
    last_title: Title | None = None
    three: bool = False
    last: str = ""
    through: Between | None = None
    never_met: Years | None = None
    could_meet: bool = False
