"""How a society works, and what a history of it never changes."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from numbers import Real
from typing import Any

import numpy as np

from ..errors import StylogenyError
from ..futures.artist_space import ArtistSpace
from ..streams import int_seed

WINDOW = 6  # years in which a work is before the public
MUSEUM = 64  # rooms in which institutions keep a work in sight, and circles that talk of one
HORIZON = 10_000  # years a society can run: a work's number is its artist's and its year's
PUPIL, NEGATE, BESIDE = range(3)
RESPONSES = ("build on", "negate", "travel beside")
CHANCES = frozenset(["output", "reaction", "jump", "keep", "constraint", "shown", "dropout"])  # from 0 to 1
MOST = 1e6  # beyond it numbers overflow within a few years
AMOUNTS = frozenset(["attention", "step", "leap", "chance", "satiety", "exploring"])  # 0 and more


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
        Weight of log adoptions, of the artist's taste, and of nearness to the manner they have arrived at, when they choose
        whom to follow.
    reaction : float
        Chance of a work that turns away from the colleague who is ahead.
    step, leap, jump : float
        Usual step; factor of a Levy jump, and its chance.
    keep : float
        Share of a style's distance from the middle of the past that a follower keeps, so that styles do not drift apart
        for ever.
    exploring : float
        How much farther the most ambitious step before a success; after one they step so much less.
    constraint : float
        Share by which the strictest artists hold a work back to their own manner.
    criticism : float
        Weight of the critics when it is decided what is shown; 0 leaves it to luck.
    reputation : float
        Weight of what institutions remember of an artist (adoptions, a tenth forgotten a year) when it is decided what is shown.
    shown : float
        Share of a year's works that is shown, about.
    dropout : float
        Chance a year that an artist gives up who has shown nothing for five years.
    liking, chance : float
        Weight of the publics' tastes, and spread of their luck with a work, in their choice.
    satiety : float
        Spreads of the past, along a trait, beyond which what pleases publics and artists hardly pleases more; 0 for none. Without
        it extremes win for being extreme, and styles run away from one another.
    imitation : float
        Exponent on 1 + adoptions in the publics' choice.
    name : float
        Weight of what institutions remember of an artist in the publics' choice: a known name is credited more for the same work
        (Merton 1968, doi:10.1126/science.159.3810.56).
    boredom, patience, attention : float
        Dislike of the familiar; years in which a work's pull falls by e; adoptions a year for each artist.
    births : bool
        Whether artists who die are followed by others.

    Raises
    ------
    StylogenyError
        For a value that is no number or outside its range: chances and shares lie in [0, 1], lengths and spreads are not negative,
        patience is at least 0.01, and nothing is beyond a million.
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
        for custom in fields(self):
            name, value = custom.name, getattr(self, custom.name)
            if name == "births":
                able, range_ = isinstance(value, bool), "true or false"
            else:
                least, most = _range(name)
                range_ = f"a number from {least:g} to {most:g}"
                number: Any = value if isinstance(value, Real) and not isinstance(value, bool) else np.nan
                able = bool(least <= number <= most)
                if able:
                    object.__setattr__(self, name, float(value))  # whatever kind of number it came as
            if not able:
                raise StylogenyError(f"no such value of the custom {name}", got=value, fix=f"it is {range_}")


def _range(name: str) -> tuple[float, float]:
    """The least and the most a custom can be."""
    if name in CHANCES:
        return 0.0, 1.0
    if name == "patience":
        return 0.01, MOST
    return 0.0 if name in AMOUNTS else -MOST, MOST


@dataclass(frozen=True, eq=False)
class Setting:
    """What a history never changes: customs, the step between generations, the artist space, the seed, what is left out.

    Parameters
    ----------
    root : ndarray
        float32[d, d]: a standard normal times this is a usual step of the fitted past.
    centre, scale : ndarray
        float32[d]: mean and spread of styles, by which distances are measured.
    traits : ndarray
        float32[d, t]: directions that tastes attend to.
    publics : ndarray
        float32[p, t].
    drift : ndarray
        float32[d]: movement along the axis of time, a year.
    start, real : int
        Last year of the past, and how many works it holds.
    without : int
        Number of the work that is never made; -1 for none.
    heard : tuple
        What audiences said, as :func:`.audience.said` takes it.
    luck : int
        Which of the futures that could have been: 0 for the one that was. Lives, tastes, and who sets out to make a work when
        belong to the seed in all of them.
    """

    customs: SocietyParameters
    space: ArtistSpace
    root: np.ndarray
    centre: np.ndarray
    scale: np.ndarray
    traits: np.ndarray
    publics: np.ndarray
    drift: np.ndarray
    start: int
    real: int
    seed: int
    without: int = -1
    sphere: bool = False
    heard: tuple[tuple[int, int, float], ...] = ()
    luck: int = 0

    @cached_property
    def fortune(self) -> int:
        """The seed of everything that may come otherwise."""
        return int_seed(self.seed, "luck", self.luck, bits=63) if self.luck else self.seed

    def unit(self, style: np.ndarray) -> np.ndarray:
        """Styles in units of their spread, from the middle of the past."""
        return (style - self.centre) / self.scale

    def feel(self, unit: np.ndarray) -> np.ndarray:
        """What tastes feel of styles in units of spread, float32[n, t]: the traits, up to where they sate."""
        felt, most = unit @ self.traits, self.customs.satiety
        return most * np.tanh(felt / most) if most else felt

    def maker(self, number: np.ndarray) -> np.ndarray:
        """The uid of the artist whose work a number is."""
        return (number - self.real) // HORIZON
