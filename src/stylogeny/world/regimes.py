"""Regimes: the ways that painted histories go, by name."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import StylogenyError
from ..society.parameters import SocietyParameters
from .schedule import Rules


@dataclass(frozen=True)
class Regime:
    """A way that history goes.

    Parameters
    ----------
    rules : Rules or SocietyParameters
        Those of a fixed calendar, or of a society that finds out for itself who works, is exhibited, is famous.
    lost_share, vague_share, lookalike_share : float
        The shares of works that do not survive, that have vague dates, and that are planted with a look-alike.
    influence : bool
        Whether anybody follows anybody.
    """

    rules: Rules | SocietyParameters
    lost_share: float = 0.0
    vague_share: float = 0.1
    lookalike_share: float = 0.01
    influence: bool = True


REGIMES = {
    "neutral": Regime(Rules()),
    "rich-get-richer": Regime(Rules(fame=1.3, selection=0.9)),
    "reaction": Regime(Rules(reaction=0.25)),
    "revival": Regime(Rules(revival=0.15)),
    "heavy-loss": Regime(Rules(), lost_share=0.6),
    "all": Regime(
        Rules(fame=0.8, selection=0.7, reaction=0.10, revival=0.06, borrowing=0.05, copy=0.04),
        lost_share=0.4,
        vague_share=0.25,
        lookalike_share=0.02,
    ),
    "null": Regime(Rules(), influence=False),
}
SOCIETIES = {
    "society": Regime(
        SocietyParameters(output=0.3, keep=0.985, jump=0.04, leap=3.0, satiety=0.0, name=0.0), lookalike_share=0.0
    )
}


def regime(name: str) -> Regime:
    """A named regime."""
    regimes = REGIMES | SOCIETIES
    if name not in regimes:
        raise StylogenyError("no such regime", got=repr(name), fix=f"choose one of {', '.join(regimes)}")
    return regimes[name]
