"""Drawings of the studio: a lightcone among all works in time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from markupsafe import Markup, escape

from ..corpus.calendar import tick_text
from ..display.text import counted
from ..report.drawings.svg import MUTED, RULE, number
from .state import Studio

WIDE, HIGH, EDGE = 1040, 300, 26
MOST = 4000  # works drawn at most
# the signs differ by shape, so that nobody need see colours: what stays, what is gone in part, what is gone
SIGNS: dict[str, tuple[str, Callable[[float, float], str]]] = {
    "stays": ("still there", lambda x, y: f"M{number(x)} {number(y)}h0"),
    "part": ("gone in part", lambda x, y: f"M{number(x - 2.5)} {number(y)}a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0"),
    "most": ("gone for the most part", lambda x, y: f"M{number(x - 3)} {number(y - 3)}l6 6m0-6l-6 6"),
    "asked": ("never was", lambda x, y: f"M{number(x - 6)} {number(y)}h12M{number(x)} {number(y - 6)}v12"),
}


def lightcone(studio: Studio, loss: np.ndarray, asked: np.ndarray) -> Markup:
    """All dated works, time across and likeness down, each with a sign for how much of it is gone.

    Parameters
    ----------
    loss : ndarray
        float64[n]: the share of each work that is gone.
    asked : ndarray
        int64[m]: the rows of what never was.
    """
    graph = studio.graph
    rows = graph.dated
    if len(rows) > MOST:  # all that lose, and of the rest evenly in time
        losing, rest = rows[loss[rows] > 0], rows[loss[rows] <= 0]
        room = max(MOST - len(losing), 0)
        rows = np.concatenate([losing[:MOST], rest[np.linspace(0, len(rest) - 1, min(room, len(rest))).astype(int)]])
    first, last = graph.years[graph.dated[0]], graph.years[graph.dated[-1]]
    x = EDGE + (graph.years[rows] - first) / max(last - first, 1e-9) * (WIDE - 2 * EDGE)
    y = 14 + studio.once("likeness", lambda: likeness(graph.embedding.vectors))[rows] * (HIGH - 54)
    kind = np.where(loss[rows] >= 0.5, "most", np.where(loss[rows] > 0.005, "part", "stays"))
    kind = np.where(np.isin(rows, asked), "asked", kind)
    out = [f'<svg class="lightcone" viewBox="0 0 {WIDE} {HIGH}" width="{WIDE}" role="img">']
    said = ", ".join(f"{counted(int((kind == k).sum()), 'work')} {words}" for k, (words, _) in SIGNS.items())
    out.append(f"<title>Works in time, likeness down: {escape(said)}</title>")
    for name, (_, sign) in SIGNS.items():
        here = kind == name
        path = "".join(sign(float(a), float(b)) for a, b in zip(x[here], y[here]))
        out.append(f'<path class="{name}" d="{path}" fill="none"/>')
    out += _axis(float(first), float(last))
    return Markup("".join(out) + "</svg>")


def likeness(vectors: np.ndarray) -> np.ndarray:
    """A place for each work from 0 to 1: its rank along the direction in which works differ most, float64[n]."""
    centred = vectors.astype(np.float64) - vectors.mean(axis=0, dtype=np.float64)
    direction = np.ones(centred.shape[1])
    for _ in range(30):  # of a power iteration, whose order is settled long before its digits are
        direction = centred.T @ (centred @ direction)
        direction /= max(float(np.linalg.norm(direction)), 1e-300)
    rank = np.argsort(np.argsort(centred @ direction, kind="stable"), kind="stable")
    return rank / max(len(rank) - 1, 1)


def _axis(first: float, last: float) -> list[str]:
    span = max(last - first, 1.0)
    step = next(s for s in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 5000, 10000) if span / s <= 9 or s == 10000)
    base = HIGH - 30
    out = [f'<path d="M{EDGE} {base}H{WIDE - EDGE}" stroke="{RULE}"/>']
    for year in np.arange(np.ceil(first / step) * step, last + 1e-9, step):
        x = EDGE + (year - first) / span * (WIDE - 2 * EDGE)
        text = escape(tick_text(float(year), step))
        out.append(
            f'<text x="{number(x)}" y="{base + 20}" text-anchor="middle" font-size="14" fill="{MUTED}">{text}</text>'
        )
    return out


def year_span(studio: Studio, year: float, low: float, high: float) -> Markup:
    """A year with its interval, on the years of the run's works, whose numbers stand behind it."""
    graph = studio.graph
    years = graph.years[graph.dated]
    first, last = min(float(years[0]), low), max(float(years[-1]), high)
    height, scale = 96, (WIDE - 2 * EDGE) / max(last - first, 1e-9)
    count, edges = np.histogram(years, bins=60, range=(first, last))
    out = [f'<svg class="yearspan" viewBox="0 0 {WIDE} {HIGH - 130}" width="{WIDE}" role="img">']
    out.append(f"<title>{escape(f'{year:.0f}, between {low:.0f} and {high:.0f}')}</title>")
    for k, n in enumerate(count):
        tall = height * n / max(int(count.max()), 1)
        x, wide = EDGE + (edges[k] - first) * scale, (edges[1] - edges[0]) * scale
        out.append(
            f'<rect x="{number(x)}" y="{number(height + 14 - tall)}" width="{number(wide - 1)}" '
            f'height="{number(tall)}" fill="{RULE}"/>'
        )
    a, b, c = (EDGE + (value - first) * scale for value in (low, high, year))
    out.append(f'<path class="span" d="M{number(a)} {height - 10}H{number(b)}"/>')
    out.append(f'<circle class="point" cx="{number(c)}" cy="{height - 10}" r="7"/>')
    axis = "".join(_axis(first, last))
    return Markup("".join(out) + f'<g transform="translate(0 {114 - (HIGH - 30)})">{axis}</g></svg>')
