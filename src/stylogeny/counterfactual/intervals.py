"""How an answer's number is given: its interval, and its words."""

from __future__ import annotations

import numpy as np

LEVEL = 0.95  # of every interval
MIN_DRAWS = 10  # fewer bootstraps give no interval

# What the fitted model is measured to miss, in widths of the draws' own interval: (below, above) for each estimand.
# Resampling shows how far an answer would move with other works, dates and genealogies under the same model of
# influence; it cannot show an edge that this model never proposes. In painted worlds the truth is known, so the missing
# part is measured: split-conformal quantiles (Romano, Patterson & Candes 2019) of the distance from an interval's end
# to the truth, 1 % left outside below and 5 % above. More is missed where the model finds no ancestor for more of the
# works: so it is measured apart in worlds whose mean innovation is under and over a seventh, and a graph's own lies
# between (or at the nearer end, beyond which nothing was measured). Works of one world share its luck, so these are the
# widths that suffice in four of five resampled sets of worlds: verification/credit_coverage.py --worlds 8 --first-seed
# 100 --works 120 --asked 20 --bootstraps 30 --calibrate prints them (640 works per estimand); coverage is reported on
# other seeds.
INNOVATION = (0.07, 0.28)
WIDENING = {"lineage": ((0.0, 0.0), (0.0, 4.9)), "net": ((0.06, 0.98), (0.2, 6.71))}


def conformal_widening(estimand: str, innovation: float) -> tuple[float, float]:
    """How far, in widths, an interval must be widened below and above in a graph of this mean innovation."""
    below, above = zip(*WIDENING[estimand])
    return float(np.interp(innovation, INNOVATION, below)), float(np.interp(innovation, INNOVATION, above))


def percent_text(point: float, interval: tuple[float, float] | None) -> str:
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


def harder_text(point: float, interval: tuple[float, float] | None) -> str:
    """The same of works: ``12 % harder to account for (4-19 %)``."""
    text = percent_text(point, interval)
    return text.replace(" worse", " harder to account for", 1).replace(" better", " easier to account for", 1)


def change_text(point: float) -> str:
    """The same without words: ``1.3 %``, ``0.02 % less``."""
    return percent_text(point, None).replace(" worse", "").replace(" better", " less")


def _end(value: float, digits: int) -> str:
    """One end with `digits` decimals, or as many (up to 3) as a negative one needs; never a negative zero."""
    if value < 0:
        digits = max(digits, next((d for d in range(4) if round(value, d) < 0), 3))
    return f"{round(value, digits) + 0.0:.{digits}f}"


def interval(draws: np.ndarray, *, level: float = LEVEL) -> tuple[float, float]:
    """The middle `level` of the draws."""
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def widened_interval(
    draws: np.ndarray, point: float, *, widening: tuple[float, float] = (0.0, 0.0)
) -> tuple[float, float]:
    """The interval that an answer carries: the middle 95 % of its draws and the point, and `widening` beyond.

    Resampled histories are sparser, so their draws may all lie to one side of the point. `widening` is in widths of
    what draws and point span together, below and above.
    """
    low, high = interval(draws)
    low, high = min(low, point), max(high, point)
    width = high - low
    return low - widening[0] * width, high + widening[1] * width
