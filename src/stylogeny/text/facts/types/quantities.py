"""Units and the like: the types by which a fact is put into words. A plain int is a calendar year or an age."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

Tone = Literal["dark", "middle", "light"]
Colour = Literal["grey", "muted", "vivid"]
Facture = Literal["smooth", "broken", "brushed", "combed"]


RANKS = 5  # places in an order that have a word


class Count(int):
    """A number of things of one kind; the noun of each kind is in ``wording.toml``."""


class Years(Count):
    """A span of years."""


class WorkCount(Count):
    """A number of works."""


class LaterWorkCount(Count):
    """A number of works that came after one."""


class PictureCount(Count):
    """A number of works, as pictures."""


class PainterCount(Count):
    """A number of artists."""


class CriticCount(Count):
    """A number of critics."""


class MovementCount(Count):
    """A number of movements."""


class Number(int):
    """A number of what the sentence says."""


class Figure(int):
    """A number that stays in figures."""


class Rank(int):
    """A place in an order, from 1."""


class Share(float):
    """A part of a whole, in [0, 1]."""


class Odds(float):
    """How many of several things, in [0, 1]."""


class Title(str):
    """The title of a work."""


class Maker(str):
    """Who made a work; empty when that is not known."""


class Between(tuple[str, ...]):
    """Those between two others, perhaps nobody."""


class Difference(StrEnum):
    """How pictures look beside others."""

    LIGHTER = "lighter"
    DARKER = "darker"
    FULLER = "fuller"
    GREYER = "greyer"
    HARSHER = "harsher"
    SOFTER = "softer"
    BUSIER = "busier"
    CALMER = "calmer"
