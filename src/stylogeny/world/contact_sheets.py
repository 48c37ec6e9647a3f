"""Contact sheets of a world: the same scene in many styles, one gene at a time, and a line of descent."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np

from ..artifacts import replacing
from ..streams import stream
from .history import World
from .painting.genome import NAMES, SIZE, style
from .painting.motifs import MOTIFS
from .painting.painter import Content, paint

_MARGIN = 6


def tile(pictures: list[np.ndarray], *, columns: int, cell: int) -> np.ndarray:
    """Pictures on a white sheet, each centred in a cell of `cell` pixels, uint8[h, w, 3]."""
    rows = -(-len(pictures) // columns)
    sheet = np.full((rows * cell, columns * cell, 3), 255, np.uint8)
    for k, p in enumerate(pictures):
        y, x = divmod(k, columns)
        h, w = p.shape[:2]
        top, left = y * cell + (cell - h) // 2, x * cell + (cell - w) // 2
        sheet[top : top + h, left : left + w] = p
    return sheet


def styles_by_motifs(*, styles: int = 7, seed: int = 5, size: int = 112) -> np.ndarray:
    """One style per row, one scene per column."""
    latent = stream(seed, "sheet").standard_normal((styles, SIZE))
    pictures = [
        paint(Content(motif, k, (1.25, 1.0, 0.8)[k % 3]), style(z), size=size, hand=100 * j + k)
        for j, z in enumerate(latent)
        for k, motif in enumerate(MOTIFS)
    ]
    return tile(pictures, columns=len(MOTIFS), cell=size + _MARGIN)


def genes_swept(genes: tuple[str, ...], *, motif: str = "village", steps: int = 7, size: int = 112) -> np.ndarray:
    """One gene per row, named, from low to high, all else equal."""
    base = np.zeros(SIZE)
    for name, value in {
        "cover": 1.2,
        "unnatural": -1.0,
        "stroke_contrast": 0.3,
        "varnish": -1.0,
        "saturation": 0.5,
    }.items():
        base[NAMES.index(name)] = value
    pictures = []
    for name in genes:
        label = np.full((size, size, 3), 255, np.uint8)
        cv2.putText(
            label, name.replace("_", " "), (2, size // 2), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (40, 40, 40), 1, cv2.LINE_AA
        )
        pictures.append(label)
        for value in np.linspace(-1.9, 1.9, steps):
            z = base.copy()
            z[NAMES.index(name)] = value
            pictures.append(paint(Content(motif, 11, 1.25), style(z), size=size, hand=1))
    return tile(pictures, columns=steps + 1, cell=size + _MARGIN)


def over_time(world: World, *, spans: int = 10, columns: int = 9, size: int = 96) -> np.ndarray:
    """Works evenly drawn from each of `spans` equal parts of a world's history, one part per row, its first year
    before it."""
    year = world.calendar.year
    edges = np.linspace(year[0], year[-1] + 1, spans + 1)
    pictures = []
    for begin, end in pairwise(edges):
        label = np.full((size, size, 3), 255, np.uint8)
        cv2.putText(label, f"{begin:.0f}", (2, size // 2), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (40, 40, 40), 1, cv2.LINE_AA)
        here = np.flatnonzero((year >= begin) & (year < end) & ~world.lost)
        rows = here[np.unique(np.linspace(0, len(here) - 1, columns).astype(int))] if len(here) else here
        row = [
            paint(world.contents[k], style(world.latent[k]), size=size, hand=int(world.calendar.event[k])) for k in rows
        ]
        pictures += [label, *row, *[np.full((1, 1, 3), 255, np.uint8)] * (columns - len(row))]
    return tile(pictures, columns=columns + 1, cell=size + _MARGIN)


def line_of_descent(world: World, founder: int, path: Path | str, *, max_works: int = 40, size: int = 96) -> None:
    """Write the descendants of a work as a family tree (PNG or JPEG).

    One column per generation, lines to first parents, years below.
    """
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    parent = world.outcome.parents[0, :, 0]
    depth, level = _family_tree(parent, founder, max_works)
    family = list(depth)
    high, wide = max(level.values()) + 1, max(depth.values()) + 1
    figure, axes = plt.subplots(figsize=(1.05 * wide, 1.0 * high), dpi=100)
    for row in family[1:]:
        p = int(parent[row])
        axes.plot([depth[p], depth[row]], [level[p], level[row]], color="#999999", lw=1, zorder=1)
    for row in family:
        picture = paint(world.contents[row], style(world.latent[row]), size=size, hand=int(world.calendar.event[row]))
        h, w = picture.shape[:2]
        x, y, half, tall = depth[row], level[row], 0.44 * w / max(h, w), 0.44 * h / max(h, w)
        axes.imshow(picture, extent=(x - half, x + half, y + tall, y - tall), zorder=2, interpolation="lanczos")
        axes.text(
            x, y + tall + 0.02, str(int(world.calendar.year[row])), ha="center", va="top", fontsize=6, color="#555555"
        )
    axes.set_xlim(-0.5, wide - 0.5)
    axes.set_ylim(high - 0.35, -0.55)
    axes.axis("off")
    figure.tight_layout()
    with replacing(path) as part:
        figure.savefig(part, format=Path(path).suffix[1:].replace("jpg", "jpeg"))
    plt.close(figure)


def _family_tree(parent: np.ndarray, founder: int, max_works: int) -> tuple[dict[int, int], dict[int, float]]:
    """Generation and height of a work and its descendants, by row in order of date.

    The tree is laid out by leaves: each leaf has its own height, each parent stands amid its children.
    """
    depth = {founder: 0}
    for row in range(founder + 1, len(parent)):
        if parent[row] in depth and len(depth) < max_works:
            depth[row] = depth[int(parent[row])] + 1
    children = {f: [c for c in depth if parent[c] == f and c != f] for f in depth}
    leaves = iter(range(len(depth)))
    level: dict[int, float] = {}

    def place(row: int) -> float:
        below = [place(c) for c in children[row]]
        level[row] = float(np.mean(below)) if below else float(next(leaves))
        return level[row]

    place(founder)
    return depth, level


def save(sheet: np.ndarray, path: Path | str) -> None:
    """Write a sheet as JPEG."""
    with replacing(path) as part:
        part.write_bytes(cv2.imencode(".jpg", sheet[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes())
