"""Movements as bands over the years: how many works of each were shown when, as paths that a page draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT = 1000.0, 30.0  # of a band's drawing, in units that are stretched to the page
LEAST_YEARS = 20  # that the axis has room for
SMOOTH = 2  # years to either side over which works are averaged
TICKS = (1, 2, 5, 10, 20, 50, 100)  # years between two ticks


@dataclass(frozen=True)
class Band:
    """A movement's band.

    Parameters
    ----------
    movement : mapping
        As :func:`.scene.scene` tells of it.
    path : str
        Its outline.
    stale : (float, float), optional
        Where it begins to repeat itself, and where it ends.
    declared : float
        Where it was told apart surely enough to be named.
    """

    movement: Mapping[str, Any]
    path: str
    stale: tuple[float, float] | None
    declared: float


@dataclass(frozen=True)
class Bands:
    """All bands, the earliest first; ticks are (share of the width in per cent, year)."""

    bands: tuple[Band, ...]
    ticks: tuple[tuple[float, int], ...]
    end: float


def bands_of(movements: Sequence[Mapping[str, Any]], *, start: int, year: int) -> Bands:
    """The bands of movements in the years after `start`, as they stand in `year`."""
    last = max(year, start + LEAST_YEARS)

    def x(when: float) -> float:
        return WIDTH * (when - start) / (last - start)

    smooth = {m["id"]: _smoothed(m["counts"], start, year) for m in movements}
    most = max((max(values, default=0.0) for values in smooth.values()), default=0.0) or 1.0
    bands = []
    for m in sorted(movements, key=lambda m: (m["born"], m["declared"], m["id"])):
        values = smooth[m["id"]]
        points = [(x(start + 1 + k), HEIGHT * 0.48 * v / most) for k, v in enumerate(values)]
        inside = [k for k, (_, v) in enumerate(points) if v > 0]
        points = points[max(inside[0] - 1, 0) : inside[-1] + 2] if inside else []
        upper = [f"{a:.1f} {HEIGHT / 2 - b:.2f}" for a, b in points]
        lower = [f"{a:.1f} {HEIGHT / 2 + b:.2f}" for a, b in reversed(points)]
        path = f"M{' L'.join([*upper, *lower])} Z" if points else ""
        until = m["died"] if m["died"] is not None else year
        stale = None if m["stale_from"] is None else (x(m["stale_from"]), x(max(until, m["stale_from"])))
        bands.append(Band(m, path, stale, x(m["declared"])))
    step = next((t for t in TICKS if (last - start) / t <= 7), TICKS[-1])
    first = start + step - start % step if start % step else start
    ticks = tuple((round(100 * (t - start) / (last - start), 3), t) for t in range(first, last + 1, step))
    return Bands(tuple(bands), ticks, x(year))


def _smoothed(counts: Mapping[int, int], start: int, year: int) -> list[float]:
    """Works a year, averaged over some years around each."""
    works = [float(counts.get(y, 0)) for y in range(start + 1, year + 1)]
    out = []
    for k in range(len(works)):
        near = works[max(0, k - SMOOTH) : k + SMOOTH + 1]
        out.append(sum(near) / len(near))
    return out
