"""Facts about works and about what several of them share."""

from __future__ import annotations

from dataclasses import dataclass, field

from .base import MERGED, Facts
from .quantities import Colour, Facture, LaterWorkCount, Maker, Title, Tone, Years


@dataclass(frozen=True, kw_only=True)
class AppearanceFigures(Facts):
    """Means over several pictures of what :class:`..appearance.Appearance` measures."""

    light: float
    contrast: float
    chroma: float
    texture: float
    grain: float


@dataclass(frozen=True, kw_only=True)
class AppearanceFacts(Facts):
    """What pictures share: the commonest tone, colour and facture, and the two commonest colours in words.

    `mostly`: the first colour has half of their area or more; `two_colours`: the two have most of it; `strong_colour`
    is one of them that is vivid where it stands.
    """

    tone: Tone | None = None
    colour: Colour | None = None
    facture: Facture | None = None
    palette: tuple[str, ...] = ()
    first_colour: str = ""
    figures: AppearanceFigures | None = field(default=None, metadata=MERGED)
    second_colour: str = ""
    mostly: bool = False
    two_colours: bool = False
    strong_colour: str = ""


@dataclass(frozen=True, kw_only=True)
class MovementNameFacts(Facts):
    """What a movement may be named after; `first_title` is that of its first work, `parent` the movement before it."""

    appearance: AppearanceFacts | None = field(default=None, metadata=MERGED)
    year: int | None = None
    founder: str = ""
    parent: str = ""
    first_title: str = ""


@dataclass(frozen=True, kw_only=True)
class TitleFacts(Facts):
    """What a work may be titled after."""

    appearance: AppearanceFacts | None = field(default=None, metadata=MERGED)
    year: int | None = None
    artist: str = ""


@dataclass(frozen=True, kw_only=True)
class WorkLabel(Facts):
    """What a work's label says."""

    title: Title
    year: int
    artist: str


@dataclass(frozen=True, kw_only=True)
class WorkFacts(Facts):
    """One work: its label, its source, what came of it, and what is out of the ordinary.

    Of `answered` (two or more later works of other hands) and `answered_once` one is known, and of `soon` (the first
    came within three years) and `wait`; of a work of some age that nobody answered `unanswered`, the years since.
    """

    title: Title | None = None
    year: int | None = None
    artist: str = ""
    appearance: AppearanceFacts | None = field(default=None, metadata=MERGED)
    own_source: Title | None = None
    source: Title | None = None
    gap: Years | None = None
    source_artist: Maker | None = None
    answered: LaterWorkCount | None = None
    answered_once: LaterWorkCount | None = None
    soon: Years | None = None
    wait: Years | None = None
    unanswered: Years | None = None
    against: bool = False
    leap: bool = False
    all_for: bool = False
    all_against: bool = False
    age: int | None = None
    old: bool = False
    young: bool = False
    first_picture: bool = False
    last_picture: bool = False
    posthumous: bool = False


@dataclass(frozen=True, kw_only=True)
class SleeperFacts(Facts):
    """A work that waited long for an answer, and where its maker was when the answer came."""

    work: WorkFacts | None = field(default=None, metadata=MERGED)
    dead_by_then: bool = False
    found_age: int | None = None
