"""Works as dots in a plane, some of them joined in order of time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from ...display.axes import principal_plane
from .svg import MUTED, YOUNGER, number

WIDE, HIGH = 760, 420
MOST = 4000  # dots


def scatter(vectors: np.ndarray, path: Sequence[int], order: np.ndarray) -> Markup:
    """Vectors float[n, d] in their principal plane; `path` are places in `order`, int[n], that are joined by a line."""
    points = principal_plane(vectors)
    low, high = np.quantile(points, [0.002, 0.998], axis=0)
    scaled = np.clip((points - low) / np.maximum(high - low, 1e-12), 0, 1)
    x, y = 10 + scaled[:, 0] * (WIDE - 20), 10 + (1 - scaled[:, 1]) * (HIGH - 20)
    dots = "".join(
        f'<circle cx="{number(x[k])}" cy="{number(y[k])}" r="1.6"/>' for k in range(0, len(x), -(-len(x) // MOST))
    )
    mine = [int(order[k]) for k in path]
    line = "L".join(f"{number(x[k])} {number(y[k])}" for k in mine)
    marks = "".join(
        f'<circle cx="{number(x[k])}" cy="{number(y[k])}" r="{5 if at in (0, len(mine) - 1) else 3}" '
        f'fill="{YOUNGER}" fill-opacity="{0.35 + 0.65 * at / max(len(mine) - 1, 1):.2f}"/>'
        for at, k in enumerate(mine)
    )
    return Markup(
        f'<svg viewBox="0 0 {WIDE} {HIGH}" role="img"><title>The way through the space, from pale to dark</title>'
        f'<g fill="{MUTED}" fill-opacity=".28">{dots}</g>'
        f'<path d="M{line}" fill="none" stroke="{YOUNGER}" stroke-opacity=".45" stroke-width="1.2"/>{marks}</svg>'
    )
