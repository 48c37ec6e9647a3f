"""Facts about what is posted, and about fans."""

from __future__ import annotations

from dataclasses import dataclass

from .base import Facts
from .quantities import PictureCount, Title


@dataclass(frozen=True, kw_only=True)
class PostFacts(Facts):
    """A post of an artist: the work that it shows, what that came from, and whom it is against.

    `own_source` is a source by the same hand; `leap` says that the work goes far from where it came from.
    """

    name: str = ""
    title: Title | None = None
    year: int | None = None
    source: str = ""
    source_title: Title | None = None
    own_source: Title | None = None
    rival: str = ""
    rival_title: Title | None = None
    leap: bool = False


@dataclass(frozen=True, kw_only=True)
class FanFacts(Facts):
    """A fan who is asked something in a year: ties, quarrels, what was liked last, and of the work that is asked about.

    `work_liked` is the year in which that work was liked; `work_passed` says that it never was.
    """

    name: str = ""
    since: int | None = None
    loyal_to: str = ""
    others: tuple[str, ...] = ()
    against: str = ""
    peaceful: bool = False
    friends: tuple[str, ...] = ()
    liked: PictureCount | None = None
    last_title: Title | None = None
    last_artist: str = ""
    last_year: int | None = None
    work_title: Title | None = None
    work_artist: str = ""
    work_liked: int | None = None
    work_passed: bool = False
    work_loyal: bool = False
    work_foe: bool = False
