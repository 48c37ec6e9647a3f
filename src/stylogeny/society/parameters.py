"""How a society works: weights, chances and lengths of its members' choices, each within its range."""

from __future__ import annotations

from dataclasses import dataclass, fields
from numbers import Real
from typing import Any

import numpy as np

from ..errors import StylogenyError

CHANCES = frozenset(["output", "reaction", "jump", "keep", "constraint", "shown", "dropout"])  # from 0 to 1
AMOUNTS = frozenset(["attention", "step", "leap", "chance", "satiety", "exploring"])  # 0 and more
LARGEST = 1e6  # beyond it numbers overflow within a few years
MIN_PATIENCE = 0.01  # years


@dataclass(frozen=True)
class SocietyParameters:
    """How a society works. Ties are log odds, lengths in years, steps in usual steps of the fitted past.

    Parameters
    ----------
    output : float
        Chance that a working artist makes a work in a year.
    own, teacher, circle, salon, museum : float
        Ties to one's own last work, the teacher's, a colleague's, what the publics talk of, and what institutions keep.
    fame, taste, likeness : float
        Weight of log adoptions, of the artist's taste, and of nearness to the manner they have arrived at, when they
        choose whom to follow.
    reaction : float
        Chance of a work that turns away from the colleague who is ahead.
    step, leap, jump : float
        Usual step; factor of a Levy jump, and its chance.
    keep : float
        Share of a style's distance from the middle of the past that a follower keeps, so that styles do not drift apart
        for ever.
    exploring : float
        How much farther the most ambitious step before a success; after one they step shorter, by half of that.
    constraint : float
        Share by which the strictest artists hold a work back to their own manner.
    criticism : float
        Weight of the critics when it is decided what is shown; 0 leaves it to luck.
    reputation : float
        Weight of what institutions remember of an artist (adoptions, a tenth of which is forgotten each year) when it
        is decided what is shown.
    shown : float
        About which share of a year's works is shown.
    dropout : float
        Chance per year that an artist gives up who has shown nothing for five years.
    liking, chance : float
        Weight of the publics' tastes, and spread of their luck with a work, in their choice.
    satiety : float
        Spreads of the past, along a trait, beyond which what pleases publics and artists hardly pleases more; 0 for
        none. Without it extremes win for being extreme, and styles run away from one another.
    imitation : float
        Exponent on 1 + adoptions in the publics' choice.
    name : float
        Weight of what institutions remember of an artist in the publics' choice: a known name is credited more for the
        same work (Merton 1968, doi:10.1126/science.159.3810.56).
    boredom, patience, attention : float
        Dislike of the familiar; years in which a work's pull falls by e; adoptions per artist and year.
    births : bool
        Whether artists who die are followed by others.

    Raises
    ------
    StylogenyError
        For a value that is not a number or is outside its range: chances and shares lie in [0, 1], lengths and spreads
        are not negative, patience is at least 0.01, and nothing is beyond a million.
    """

    output: float = 0.6
    own: float = 1.6
    teacher: float = 1.0
    circle: float = 0.8
    salon: float = 1.0
    museum: float = 0.0
    fame: float = 0.5
    taste: float = 0.5
    likeness: float = 0.5
    reaction: float = 0.06
    step: float = 0.7
    keep: float = 0.97
    leap: float = 4.0
    jump: float = 0.02
    exploring: float = 1.0
    constraint: float = 0.3
    criticism: float = 0.7
    reputation: float = 0.3
    shown: float = 0.6
    dropout: float = 0.1
    liking: float = 1.0
    chance: float = 0.7
    satiety: float = 3.0
    imitation: float = 0.7
    name: float = 0.3
    boredom: float = 0.6
    patience: float = 2.0
    attention: float = 10.0
    births: bool = True

    def __post_init__(self) -> None:
        for parameter in fields(self):
            name, value = parameter.name, getattr(self, parameter.name)
            if name == "births":
                able, allowed = isinstance(value, bool), "true or false"
            else:
                least, most = _range(name)
                allowed = f"a number from {least:g} to {most:g}"
                number: Any = value if isinstance(value, Real) and not isinstance(value, bool) else np.nan
                able = bool(least <= number <= most)
                if able:
                    object.__setattr__(self, name, float(value))  # whatever kind of number it came as
            if not able:
                raise StylogenyError(f"no such value of the parameter {name}", got=value, fix=f"it is {allowed}")


def _range(name: str) -> tuple[float, float]:
    """The least and the largest value that a parameter can have."""
    if name in CHANCES:
        return 0.0, 1.0
    if name == "patience":
        return MIN_PATIENCE, LARGEST
    return 0.0 if name in AMOUNTS else -LARGEST, LARGEST
