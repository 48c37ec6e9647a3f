"""Facts about movements, and about a history as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field

from .base import MERGED, Facts
from .quantities import (
    CriticCount,
    Difference,
    Figure,
    LaterWorkCount,
    Maker,
    MovementCount,
    Number,
    Odds,
    PainterCount,
    Share,
    Title,
    WorkCount,
    Years,
)
from .works import AppearanceFacts, WorkLabel


@dataclass(frozen=True, kw_only=True)
class SuperlativeFacts(Facts):
    """What one movement is the most of, among all that have a name."""

    is_largest: bool = False
    is_smallest: bool = False
    is_crowded: bool = False
    is_select: bool = False
    is_longest: bool = False
    is_shortest: bool = False
    is_varied: bool = False
    is_alike: bool = False
    is_resisted: bool = False
    is_lightest: bool = False
    is_darkest: bool = False
    is_fullest: bool = False
    is_greyest: bool = False
    is_harshest: bool = False
    is_softest: bool = False


@dataclass(frozen=True, kw_only=True)
class CrossingFacts(Facts):
    """Whence a movement's painters came, where they went, and whom they turned away from."""

    came_from: str = ""
    recruits: Number | None = None
    went_to: str = ""
    leavers: Number | None = None
    enemy: str = ""


@dataclass(frozen=True, kw_only=True)
class MovementFacts(Facts):
    """One movement: its span, people, works and neighbours, and how it stands among the others.

    Of one that ended `died` and `lasted` are known, of another `alive`, the last year. `distinct` and `indistinct`
    are the share of its works that are recognised, when that is high or low; `advocates` and `opponents` are critics,
    with a singular for one alone. `first_followed`: works of it by other hands go back to the first. `name_title` to
    `name_colour`: what its name was taken from.
    """

    name: str = ""
    appearance: AppearanceFacts | None = field(default=None, metadata=MERGED)
    size: WorkCount | None = None
    painters: PainterCount | None = None
    few: bool = False
    born: int | None = None
    died: int | None = None
    lasted: Years | None = None
    alive: int | None = None
    founder: str = ""
    founder_teacher: str = ""
    founder_rival: str = ""
    members: tuple[str, ...] = ()
    main_hand: str = ""
    main_share: Share | None = None
    parent: str = ""
    than_parent: tuple[Difference, ...] = ()
    heirs: tuple[str, ...] = ()
    distinct: Odds | None = None
    indistinct: Odds | None = None
    advocates: CriticCount | None = None
    advocate: CriticCount | None = None
    opponents: CriticCount | None = None
    opponent: CriticCount | None = None
    stale_from: int | None = None
    fresh_years: Years | None = None
    first: WorkLabel | None = None
    best: WorkLabel | None = None
    last: WorkLabel | None = None
    first_followed: bool = False
    best_is_first: bool = False
    best_source: Title | None = None
    best_source_artist: Maker | None = None
    best_answered: LaterWorkCount | None = None
    first_age: int | None = None
    name_title: bool = False
    name_founder: bool = False
    name_insult: bool = False
    name_colour: bool = False
    superlatives: SuperlativeFacts | None = field(default=None, metadata=MERGED)
    crossings: CrossingFacts | None = field(default=None, metadata=MERGED)


@dataclass(frozen=True, kw_only=True)
class OverviewFacts(Facts):
    """The whole history.

    Of a single movement `one_alive` or `one_dead` is known, of several that went alike `all_alive` or `all_dead`.
    `unanswered_share` is of works that no other hand answered, `unknown` the number of artists who made only such.
    """

    first_year: int | None = None
    last_year: int | None = None
    works: WorkCount | None = None
    painters: PainterCount | None = None
    corpus: Figure | None = None
    movements: MovementCount | None = None
    one_alive: bool = False
    one_dead: bool = False
    alive_movements: MovementCount | tuple[str, ...] | None = None
    all_dead: bool = False
    all_alive: bool = False
    dead: Number | None = None
    nameless: Share | None = None
    all_named: bool = False
    longest: str = ""
    longest_years: Years | None = None
    shortest: str = ""
    shortest_years: Years | None = None
    best_title: Title | None = None
    best_year: int | None = None
    best_artist: str = ""
    top_share: Share | None = None
    level: bool = False
    mostly_unanswered: bool = False
    unanswered_share: Share | None = None
    unknown: Number | None = None
    foremost: str = ""
