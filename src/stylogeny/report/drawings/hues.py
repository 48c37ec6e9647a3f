"""Colours that are told apart: of one movement, and the next."""

from __future__ import annotations

import colorsys

Colour = tuple[int, int, int]


def hues(count: int) -> list[Colour]:
    """Colours of like weight, neighbours far apart in hue."""
    out = []
    for k in range(count):
        r, g, b = colorsys.hls_to_rgb((0.04 + k * 0.618034) % 1.0, 0.44, 0.52)
        out.append((round(255 * r), round(255 * g), round(255 * b)))
    return out
