"""How an answer's number is given: its interval, and its words."""

from __future__ import annotations

import numpy as np

LEVEL = 0.95  # of every interval
LEAST_DRAWS = 10  # fewer bootstraps give no interval
NET_REACH = 3.0


def amount(point: float, interval: tuple[float, float] | None) -> str:
    """``12 % worse (4-19 %)``; an interval with a negative end keeps its signs, ``3.0 % worse (-0.5 to 8.0 %)``.

    An interval wholly on the better side is given as so much better; one that reaches both sides of a point that is
    better says that its ends count as worse.
    """
    digits = max(0, min(3, int(np.ceil(-np.log10(max(abs(point), 1e-4)))) + 1)) if abs(point) < 9.5 else 0
    better = round(point, digits) < 0
    text = f"{abs(point):.{digits}f} % {'better' if better else 'worse'}"
    if interval is None:
        return text
    low, high = interval
    if better and high <= 0:
        low, high = -high, -low
    ends = [_end(low, digits), _end(high, digits)]
    if not ends[0].startswith("-") and not ends[1].startswith("-"):
        return f"{text} ({ends[0]}-{ends[1]} %)"
    return f"{text} ({ends[0]} to {ends[1]} %{' worse' if better else ''})"


def _end(value: float, digits: int) -> str:
    """One end with `digits` decimals, or as many (up to 3) as a negative one needs to be seen; never a negative zero."""
    if value < 0:
        digits = max(digits, next((d for d in range(4) if round(value, d) < 0), 3))
    return f"{round(value, digits) + 0.0:.{digits}f}"


def interval(draws: np.ndarray, *, level: float = LEVEL) -> tuple[float, float]:
    """The middle `level` of the draws."""
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def span(draws: np.ndarray, point: float, *, reach: float = 1.0) -> tuple[float, float]:
    """The interval an answer carries: the middle 95 % of its draws, its upper end times `reach`, and the point.

    Resampled histories are sparser, so their draws may all lie to one side of the point. An upper end below zero has
    no effect to stretch and stays.
    """
    low, high = interval(draws)
    return min(low, point), max(high, point) * (reach if max(high, point) > 0 else 1.0)
