"""Charts: intervals on one scale, a matrix of artists, a line over time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup, escape

from ...corpus.calendar import tick_text
from .svg import ELDER, INK, MUTED, PAPER, RULE, YOUNGER, number, short


def interval(rows: Sequence[tuple[str, float, tuple[float, float] | None, bool]], *, unit: str = "") -> Markup:
    """Dots with whiskers on one scale that includes 0: (text, point, interval, emphasised?)."""
    ends = [0.0] + [v for _, p, i, _ in rows for v in (p, *(i or ()))]
    low, high = min(ends), max(ends)
    pad = 0.06 * (high - low) or 1.0
    low, high = low - pad * (low < 0), high + pad
    wide, line, left, right = 640.0, 34.0, 8.0, 632.0

    def at(value: float) -> float:
        return left + (value - low) / (high - low) * (right - left)

    tall = len(rows) * (line + 14) + 30
    out = [f'<svg class="interval" viewBox="0 0 {wide:.0f} {tall:.0f}" role="img">']
    out.append(f"<title>{escape('; '.join(text for text, *_ in rows))}</title>")
    base = tall - 24
    ticks = nice_ticks(low, high, 5)
    for tick in ticks:
        out.append(
            f'<line x1="{number(at(tick))}" x2="{number(at(tick))}" y1="2" y2="{base}" stroke="{RULE}" '
            f'stroke-width="{1.4 if tick == 0 else 0.7}"/><text x="{number(at(tick))}" y="{base + 17}" '
            f'text-anchor="middle" font-size="13" fill="{MUTED}">{tick:g}{escape(unit)}</text>'
        )
    for k, (text, point, whisker, strong) in enumerate(rows):
        y = k * (line + 14) + 34
        colour = YOUNGER if strong else MUTED
        out.append(
            f'<text x="{left}" y="{y - 13}" font-size="15" fill="{INK if strong else MUTED}" '
            f'paint-order="stroke" stroke="{PAPER}" stroke-width="5">{escape(text)}</text>'
        )
        if whisker is not None:
            out.append(
                f'<line x1="{number(at(whisker[0]))}" x2="{number(at(whisker[1]))}" y1="{y}" y2="{y}" '
                f'stroke="{colour}" stroke-width="{2.4 if strong else 1.6}" stroke-linecap="round"/>'
            )
        out.append(f'<circle cx="{number(at(point))}" cy="{y}" r="{6 if strong else 4.5}" fill="{colour}"/>')
    return Markup("".join(out) + "</svg>")


def nice_ticks(low: float, high: float, about: int) -> list[float]:
    """Round numbers between low and high, about `about` of them."""
    if not high > low:
        return [low]
    raw = (high - low) / max(about, 1)
    power = 10.0 ** np.floor(np.log10(raw))
    step = float(next(m for m in (1, 2, 5, 10) if m * power >= raw) * power)
    first = int(np.ceil(low / step - 1e-9))
    last = int(np.floor(high / step + 1e-9))
    return [round(k * step, 10) + 0.0 for k in range(first, last + 1)]


def matrix(names: Sequence[str], shares: np.ndarray, *, notes: Sequence[str]) -> Markup:
    """Heat map, row = influencer, column = influenced, both in the order given; darker is more."""
    n, cell, left, top = len(names), 21, 178, 160
    wide, high = left + n * cell + 4, top + n * cell + 4
    others = shares[~np.eye(n, dtype=bool)]
    peak = float(np.quantile(others[others > 0], 0.98)) if (others > 0).any() else 1.0
    out = [f'<svg class="matrix" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" role="img">']
    out.append("<title>Artist influence matrix: rows influence columns, both ordered in time</title>")
    for k in range(n):
        middle = k * cell + cell / 2
        label = escape(short(names[k], 25))
        note = f"<title>{escape(names[k])}, {escape(notes[k])}</title>"
        out.append(
            f'<text x="{left - 6}" y="{number(top + middle + 4)}" text-anchor="end" font-size="13" fill="{INK}">'
            f"{label}{note}</text>"
            f'<text transform="translate({number(left + middle + 4)} {top - 6}) rotate(-90)" font-size="13" '
            f'fill="{INK}">{label}{note}</text>'
        )
        out.append(
            f'<path d="M{left} {top + k * cell}h{n * cell}M{left + k * cell} {top}v{n * cell}" stroke="{RULE}" '
            'stroke-width=".4"/>'
        )
    for i in range(n):
        for j in range(n):
            share = float(shares[i, j])
            if share < 0.002:
                continue
            # careers in grey: they would drown the rest
            full, strength = ((150, 143, 130), share) if i == j else ((110, 32, 14), share / peak)
            colour = _mix((251, 249, 244), full, min(strength, 1.0) ** 0.7)
            out.append(
                f'<rect x="{left + j * cell}" y="{top + i * cell}" width="{cell}" height="{cell}" fill="{colour}">'
                f"<title>{share:.1%} of {escape(names[j])} comes directly from {escape(names[i])}</title></rect>"
            )
    return Markup("".join(out) + "</svg>")


def _mix(a: tuple[int, int, int], b: tuple[int, int, int], t: float) -> str:
    return "#" + "".join(f"{round(x + (y - x) * t):02x}" for x, y in zip(a, b))


def over_time(
    years: Sequence[float], values: Sequence[float], band: Sequence[tuple[float, float]], label: str
) -> Markup:
    """A line over years with its band, values in [0, 1] drawn as per cent from 0 up."""
    wide, high, left, bottom = 760, 240, 44, 212
    x0, x1 = min(years), max(years) if max(years) > min(years) else min(years) + 1
    ticks = nice_ticks(0.0, min(1.2 * max(b[1] for b in band), 1.0), 4)
    peak = max(ticks[-1], max(b[1] for b in band), 1e-9)

    def at(year: float, value: float) -> str:
        x, y = left + (year - x0) / (x1 - x0) * (wide - left - 16), bottom - value / peak * (bottom - 14)
        return f"{number(x)} {number(y)}"

    out = [f'<svg class="overtime" viewBox="0 0 {wide} {high}" role="img"><title>{escape(label)}</title>']
    for tick in ticks:
        y = bottom - tick / peak * (bottom - 14)
        out.append(
            f'<line x1="{left}" x2="{wide - 16}" y1="{number(y)}" y2="{number(y)}" stroke="{RULE}" stroke-width=".8"/>'
            f'<text x="{left - 8}" y="{number(y + 4)}" text-anchor="end" font-size="13" fill="{MUTED}">'
            f"{tick:.0%}</text>"
        )
    across = nice_ticks(x0, x1, 6)
    for tick in across:
        x = left + (tick - x0) / (x1 - x0) * (wide - left - 16)
        out.append(
            f'<text x="{number(x)}" y="{bottom + 20}" text-anchor="middle" font-size="13" fill="{MUTED}">'
            f"{tick_text(tick, across[1] - across[0] if len(across) > 1 else 1)}</text>"
        )
    if len(years) > 1:
        there = "L".join(at(t, b[1]) for t, b in zip(years, band))
        back = "L".join(at(t, b[0]) for t, b in reversed(list(zip(years, band))))
        out.append(f'<path d="M{there}L{back}Z" fill="{ELDER}" fill-opacity=".13"/>')
        line = "L".join(at(t, v) for t, v in zip(years, values))
        out.append(f'<path d="M{line}" fill="none" stroke="{ELDER}" stroke-width="2.2" stroke-linejoin="round"/>')
    return Markup("".join(out) + "</svg>")


def heat(names: Sequence[str], columns: Sequence[str], values: np.ndarray, notes: Sequence[Sequence[str]]) -> Markup:
    """A map of values float[rows, columns], darker is more; NaN is left blank, and each cell says its note."""
    left, cell, line, top = 196, 44, 26, 8
    wide, high = left + len(columns) * cell + 4, top + len(names) * line + 30
    peak = float(np.nanmax(values)) if np.isfinite(values).any() else 1.0
    out = [f'<svg class="heat" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" role="img">']
    out.append("<title>Where the change falls, by style and time</title>")
    for k, name in enumerate(names):
        y = top + k * line
        out.append(
            f'<text x="{left - 10}" y="{y + 17}" text-anchor="end" font-size="14" fill="{INK}">'
            f"{escape(short(name, 26))}<title>{escape(name)}</title></text>"
        )
        for c in range(len(columns)):
            if not np.isfinite(values[k, c]):
                continue
            colour = _mix((243, 238, 227), (110, 32, 14), (max(float(values[k, c]), 0.0) / max(peak, 1e-12)) ** 0.6)
            out.append(
                f'<rect x="{left + c * cell}" y="{y}" width="{cell - 2}" height="{line - 2}" fill="{colour}">'
                f"<title>{escape(notes[k][c])}</title></rect>"
            )
    for c, text in enumerate(columns):
        if c % max(1, len(columns) // 8) == 0:
            out.append(
                f'<text x="{left + c * cell}" y="{high - 8}" font-size="13" fill="{MUTED}">{escape(text)}</text>'
            )
    return Markup("".join(out) + "</svg>")
