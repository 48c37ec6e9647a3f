"""Units and the like: the types by which a fact is put into words. A plain int is a calendar year or an age."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

Tone = Literal["dark", "middle", "light"]
Colour = Literal["grey", "muted", "vivid"]
Facture = Literal["smooth", "broken", "brushed", "combed"]


class Years(int):
    """A span of years."""


class WorkCount(int):
    """A number of works."""


class LaterWorkCount(int):
    """A number of works that came after one."""


class PictureCount(int):
    """A number of works, as pictures."""


class PainterCount(int):
    """A number of artists."""


class CriticCount(int):
    """A number of critics."""


class MovementCount(int):
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
