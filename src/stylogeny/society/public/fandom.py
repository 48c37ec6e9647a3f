"""How a public of fans works, and what of it never changes in a history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...errors import StylogenyError
from ..parameters import SocietyParameters

RECENCY, HOT = "recency-follow", "interest-hot"
RANKINGS = (RECENCY, HOT)
SEASONS = 4  # times a year that fans look at their feed
MOST_FANS = 1_000_000


@dataclass(frozen=True)
class Fandom:
    """How a public of fans works. What :class:`SocietyParameters` says of publics (``liking``, ``imitation``,
    ``boredom``, ``patience``, ``attention``) holds for fans too.

    Parameters
    ----------
    fans : int
        How many there are at any time.
    ranking : str
        What a feed is: ``recency-follow`` (whom one follows, and what friends pass on, newest first) or
        ``interest-hot`` (anything, by one's own interest and by how many liked it, the old sinking).
    length : int
        Posts that a fan sees when looking at the feed.
    loyalty : float
        Weight, in the choice of what to like, of ties to artists and of trust in friends who pass something on.
    quarrel : float
        How far a fan who is loyal to one side of a quarrel between artists turns against the other, from 0 to 1.
    sharing : float
        Chance that what is liked is passed on to those who follow the fan.
    memory : float
        Years in which a tie to an artist is half forgotten.
    words : float
        How much the tone of what is said counts in quarrels, from 0 to 1: nothing unless asked.
    without : int
        Uid of a fan who never looks; -1 for none. All other luck is held fixed.

    Raises
    ------
    StylogenyError
        For a feed of nobody, an unknown ranking, or a number outside its range.
    """

    fans: int = 1000
    ranking: str = HOT
    length: int = 12
    loyalty: float = 1.0
    quarrel: float = 0.3
    sharing: float = 0.3
    memory: float = 3.0
    words: float = 0.0
    without: int = -1

    def __post_init__(self) -> None:
        if _between(self.fans, -MOST_FANS, 0):
            raise StylogenyError("a feed of nobody", got=f"{self.fans} fans", fix="pass --fans 1000, or no feed")
        if self.ranking not in RANKINGS:
            raise StylogenyError("no such ranking of a feed", got=self.ranking, fix=f"it is {' or '.join(RANKINGS)}")
        ranges = {
            "fans": (1, MOST_FANS), "length": (1, 1000), "loyalty": (0, 100), "quarrel": (0, 1), "sharing": (0, 1),
            "memory": (0.01, 1e6), "words": (0, 1), "without": (-1, 2**62),
        }  # fmt: skip
        for name, (least, most) in ranges.items():
            if not _between(value := getattr(self, name), least, most):
                fix = f"it is a number from {least:g} to {most:g}"
                raise StylogenyError(f"no such value of a feed's {name}", got=value, fix=fix)


@dataclass(frozen=True)
class PublicSetting:
    """What a public never changes.

    Parameters
    ----------
    fandom : Fandom
    parameters : SocietyParameters
    start : int
        The last year of the past.
    seed : int
        Owns lives, tastes and circles.
    luck : int
        Owns all other draws: another one is a parallel world before the same fans.
    said : tuple
        What visitors said, as :func:`..audience.talk_effect` takes it.
    """

    fandom: Fandom
    parameters: SocietyParameters
    start: int
    seed: int
    luck: int
    said: tuple[tuple[int, int, float], ...] = ()

    def weight(self, crowd: int) -> float:
        """Adoptions that one like is, in a year with this many artists at work: a fan less takes nobody's away."""
        return self.parameters.attention * crowd / (self.fandom.fans * SEASONS)


def _between(value: Any, least: float, most: float) -> bool:
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    return number and bool(least <= value <= most)
