"""What a society sees of a work: the point that was meant, or what its picture became."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np


@dataclass(frozen=True, eq=False)
class Sighting:
    """n works as they are seen.

    Parameters
    ----------
    style : ndarray
        float32[n, d]: in the space of the past, at their year.
    preference : ndarray
        float32[n]: what a model of taste adds to the warmth of their warmest critic, spreads of such warmth; 0 without
        one.
    """

    style: np.ndarray
    preference: np.ndarray


class Eye(Protocol):
    """Paints works and reads the pictures."""

    @property
    def every(self) -> int:
        """Years from one in which works are painted to the next; in other years the points meant are seen."""

    def look(self, style: np.ndarray, number: np.ndarray, year: int) -> Sighting:
        """The works `number` int64[n] of a year, meant to be of these styles float32[n, d], as they are seen."""
