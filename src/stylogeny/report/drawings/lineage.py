"""Lineages: a work with its heaviest ancestors and descendants, joined by curves as wide as their weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from ..analysis import Edge
from ..page_images import PageImage
from .svg import ELDER, INK, MUTED, RULE, YOUNGER, number, short


@dataclass(frozen=True)
class Relative:
    """One work in a lineage drawing: its generation (0 = the work asked about), caption and picture."""

    key: int
    generation: int
    caption: str
    year: str
    image: PageImage | None


@dataclass(frozen=True)
class _Plan:
    """Where everything stands: pixels of a picture's square and of the caption below it, and the middle of every
    picture."""

    box: int
    caption: int
    wide: int
    high: int
    place: dict[int, tuple[float, float]]


def lineage(
    relatives: Sequence[Relative],
    edges: Sequence[Edge],
    *,
    upright: bool,
    base: str = "",
) -> Markup:
    """Relatives in columns by generation (rows when `upright`), joined by curves as wide as their weight in [0, 1]."""
    plan = _plan(relatives, upright)
    by_key = {r.key: r for r in relatives}
    size = f'viewBox="0 0 {number(plan.wide)} {number(plan.high)}" width="{number(plan.wide)}"'
    out = [f'<svg class="lineage" {size} role="img">']
    out.append("<title>Lineage: ancestors and descendants, joined by lines as wide as their weight</title>")
    out += [_curve(by_key[e.parent], by_key[e.child], e.weight, plan, upright) for e in edges]
    for r in relatives:
        x, y = plan.place[r.key]
        out.append(_relative(r, x, y, plan.box, base=base, letters=15 if upright else 24))
    return Markup("".join(out) + "</svg>")


def _plan(relatives: Sequence[Relative], upright: bool) -> _Plan:
    generations = sorted({r.generation for r in relatives})
    box, gap, caption = (70, 16, 26) if upright else (92, 18, 30)
    most = max(sum(r.generation == g for r in relatives) for g in generations)
    step = box + caption + (44 if upright else gap)
    if upright:
        wide, high = 358, len(generations) * step
    else:
        wide, high = len(generations) * (box + 132), most * step
    place: dict[int, tuple[float, float]] = {}
    for at, g in enumerate(generations):
        members = [r for r in relatives if r.generation == g]
        for k, r in enumerate(members):
            off = k - (len(members) - 1) / 2
            if upright:
                place[r.key] = wide / 2 + off * min(box + gap, wide / 4), at * step + box / 2 + 2
            else:
                place[r.key] = at * (box + 132) + (box + 132) / 2, high / 2 + off * step - caption / 2
    return _Plan(box, caption, wide, high, place)


def _curve(parent: Relative, child: Relative, weight: float, plan: _Plan, upright: bool) -> str:
    (x0, y0), (x1, y1) = plan.place[parent.key], plan.place[child.key]
    colour = ELDER if child.generation <= 0 else YOUNGER
    if upright:
        y0, y1 = y0 + plan.box / 2 + plan.caption, y1 - plan.box / 2
        bend = f"{number(x0)} {number((y0 + y1) / 2)} {number(x1)} {number((y0 + y1) / 2)}"
    else:
        half = [_size(r, plan.box)[0] / 2 + 4 for r in (parent, child)]
        x0, x1 = x0 + half[0], x1 - half[1]
        bend = f"{number((x0 + x1) / 2)} {number(y0)} {number((x0 + x1) / 2)} {number(y1)}"
    return (
        f'<path d="M{number(x0)} {number(y0)}C{bend} {number(x1)} {number(y1)}" fill="none" stroke="{colour}" '
        f'stroke-width="{number(0.8 + 7 * weight)}" stroke-opacity="{number(0.3 + 0.5 * weight)}">'
        f"<title>weight {weight:.2f}</title></path>"
    )


def _size(r: Relative, box: float) -> tuple[float, float]:
    """Width and height of a relative's picture in a square box."""
    if r.image is None:
        return 0.8 * box, 0.8 * box
    scale = box / max(r.image.width, r.image.height)
    return r.image.width * scale, r.image.height * scale


def _relative(r: Relative, x: float, y: float, box: float, *, base: str, letters: int) -> str:
    framed = r.generation == 0
    parts = ["<g>", f"<title>{escape(r.caption)}, {escape(r.year)}</title>"]
    w, h = _size(r, box)
    frame = f'x="{number(x - w / 2)}" y="{number(y - h / 2)}" width="{number(w)}" height="{number(h)}"'
    if r.image is None:
        parts.append(f'<rect {frame} fill="{RULE}"/>')
    else:
        parts.append(f'<image href="{escape(base + r.image.src)}" {frame}/>')
    if framed:
        parts.append(
            f'<rect x="{number(x - w / 2 - 3)}" y="{number(y - h / 2 - 3)}" width="{number(w + 6)}" '
            f'height="{number(h + 6)}" fill="none" stroke="{INK}" stroke-width="1.5"/>'
        )
    below = y + h / 2 + (15 if framed else 13)
    parts.append(
        f'<text x="{number(x)}" y="{number(below)}" text-anchor="middle" font-size="10.5" fill="{INK}">'
        f"{escape(short(r.caption, letters))}</text>"
        f'<text x="{number(x)}" y="{number(below + 12)}" text-anchor="middle" font-size="10.5" fill="{MUTED}">'
        f"{escape(short(r.year, letters))}</text></g>"
    )
    return "".join(parts)
