"""What is depicted: scenes drawn from the content's own luck.

A scene is a list of :class:`Shape` from back to front. The composition genes (horizon, perspective, zoom, crowding,
elongation) place things, but every random number is drawn before they are asked, so that the same content under another
style is the same scene, rearranged.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .genome import Genes
from .indoors import abstraction, figures, interior, portrait, still_life
from .scenery import Shape, blob, box, house, many, person, ridge, sky, spread, tree


def landscape(rng: np.random.Generator, s: Genes) -> list[Shape]:
    """Fields and trees under a sky."""
    horizon = 0.25 + 0.45 * s.horizon
    u = rng.random((4, 12))
    shapes = sky(rng, s, horizon)
    shapes.append(Shape(ridge(horizon, 0.10 + 0.12 * u[3, 0], u[0]), "far", 0.95))
    shapes.append(Shape(ridge(horizon + 0.07, 0.10, u[1]), "hill", 0.7, angle=0.1, round=0.3))
    shapes.append(Shape(ridge(horizon + 0.22, 0.08, u[2]), "ground", 0.4, angle=-0.05))
    if u[3, 1] < 0.6:
        middle, bend = 0.2 + 0.6 * u[3, 2], 0.3 * (u[3, 3] - 0.5)
        t = np.linspace(0, 1, 9)[:, None]
        centre = middle + bend * np.sin(3 * t) * (1 - t)
        half = 0.012 + 0.14 * t**1.5
        down = horizon + 0.12 + (0.93 - horizon) * t
        road = np.concatenate([np.hstack([centre - half, down]), np.hstack([centre + half, down])[::-1]])
        shapes.append(Shape(road, "path" if u[3, 4] < 0.6 else "water", 0.35, angle=np.pi / 2))
    for v in many(rng, s, 9):
        x, y, k = spread(v, s, horizon + 0.1)
        shapes += tree(x, y, 0.34 * k, v[2:], s, 0.6 * v[1])
    return shapes


def mountains(rng: np.random.Generator, s: Genes) -> list[Shape]:
    """Peaks with snow, a lake before them."""
    horizon = 0.4 + 0.35 * s.horizon
    u = rng.random((3, 9))
    shapes = sky(rng, s, horizon)
    for k, role in enumerate(("far", "rock")):
        n = 3
        for j in range(n):
            x, h = (
                (j + 0.2 + 0.6 * u[k, j]) / n,
                (0.42 - 0.1 * k) * (0.5 + 0.5 * u[k, 3 + j]) * (0.7 + 0.6 * s.elongation),
            )
            w = 0.24 + 0.12 * u[2, j]
            base = horizon + 0.06 * k
            peak = np.array(
                [
                    [x - w, base + 0.1],
                    [x - 0.4 * w, base - 0.45 * h],
                    [x, base - h],
                    [x + 0.3 * w, base - 0.5 * h],
                    [x + w, base + 0.1],
                ]
            )
            shapes.append(Shape(peak, role, 0.9 - 0.25 * k, angle=0.9, round=0.4))
            light = np.array(
                [
                    [x, base - h],
                    [x + 0.3 * w, base - 0.5 * h],
                    [x + w, base + 0.1],
                    [x + 0.1 * w, base + 0.1],
                    [x + 0.12 * w, base - 0.4 * h],
                ]
            )
            shapes.append(Shape(light, role, 0.9 - 0.25 * k, angle=-0.9, shade=-0.12, line=False))
            cap = np.array(
                [
                    [x - 0.22 * w, base - 0.7 * h],
                    [x, base - h],
                    [x + 0.17 * w, base - 0.72 * h],
                    [x + 0.06 * w, base - 0.64 * h],
                    [x - 0.08 * w, base - 0.72 * h],
                ]
            )
            shapes.append(Shape(cap, "snow", 0.85 - 0.25 * k, angle=0.8))
    shapes.append(Shape(box(-0.05, horizon + 0.06, 1.05, 1.05), "water", 0.5))
    shapes.append(Shape(ridge(0.94, 0.12, u[0]), "ground", 0.1, angle=0.2))
    for v in many(rng, s, 6):
        shapes += tree(
            float(v[0]), 0.98 - 0.06 * v[1], 0.3 * (0.7 + 0.6 * s.zoom), np.append(v[2:4], [0.1, *v[4:]]), s, 0.1
        )
    return shapes


def sea(rng: np.random.Generator, s: Genes) -> list[Shape]:
    """Boats on the water, a shore."""
    horizon = 0.3 + 0.4 * s.horizon
    u = rng.random((3, 10))
    shapes = sky(rng, s, horizon)
    if u[0, 0] < 0.6:
        shapes.append(Shape(ridge(horizon + 0.015, 0.1, u[1]), "far", 0.95))
    shapes.append(Shape(box(-0.05, horizon, 1.05, 1.05), "water", 0.6))
    for j in range(7):
        level = horizon + (1 - horizon) * ((j + 0.6) / 7) ** 1.5
        wave = blob(u[2, j], level, 0.15 + 0.3 * u[1, j], 0.006 + 0.022 * (j / 7), u[0], 0.5)
        shapes.append(Shape(wave, ("cloud", "water")[j % 2], 0.4, shade=-0.11, line=False))
    for v in many(rng, s, 6):
        x, y, k = spread(v, s, horizon - 0.02)
        w, h = 0.13 * k, 0.27 * k * (0.7 + 0.6 * s.elongation)
        tilt = 0.1 * (v[2] - 0.5)
        hull = np.array(
            [[x - w, y - 0.16 * w], [x + w, y - 0.22 * w], [x + 0.7 * w, y + 0.2 * w], [x - 0.7 * w, y + 0.2 * w]]
        )
        sail = np.array([[x - 0.04 * w, y - 0.25 * w], [x + tilt, y - h], [x + 0.75 * w, y - 0.32 * w]])
        jib = np.array([[x - 0.12 * w, y - 0.25 * w], [x + tilt - 0.02, y - 0.85 * h], [x - 0.7 * w, y - 0.25 * w]])
        depth = 0.5 * v[1]
        shapes.append(
            Shape(blob(x, y + 0.35 * w, 0.8 * w, 0.2 * w, v[4:], 0.4), "water", depth, shade=-0.18, line=False)
        )
        shapes.append(
            Shape(sail, "cloud" if v[3] < 0.5 else ("accent" if v[3] < 0.7 else "wall2"), depth, angle=1.2, round=0.3)
        )
        shapes.append(Shape(jib, "drape", depth, angle=-1.2, shade=-0.05))
        shapes.append(Shape(hull, "trunk" if v[4] < 0.6 else "cloth", depth))
    if u[0, 1] < 0.5:
        shapes.append(Shape(ridge(1.0, 0.16, u[2]), "path", 0.05, angle=0.1))
    return shapes


def village(rng: np.random.Generator, s: Genes) -> list[Shape]:
    """Houses, a steeple, people in the street."""
    horizon = 0.3 + 0.35 * s.horizon
    u = rng.random((2, 12))
    shapes = sky(rng, s, horizon)
    shapes.append(Shape(ridge(horizon + 0.03, 0.12, u[0]), "hill", 0.85))
    shapes.append(Shape(box(-0.05, horizon + 0.04, 1.05, 1.05), "path", 0.4, angle=0.05))
    if u[1, 0] < 0.7:
        x, w = 0.2 + 0.6 * u[1, 1], 0.07
        y, h = horizon + 0.1, 0.3 * (0.7 + 0.6 * s.elongation)
        shapes.append(Shape(box(x, y - h, x + w, y), "wall", 0.7, angle=np.pi / 2))
        shapes.append(
            Shape(
                np.array([[x - 0.01, y - h], [x + w / 2, y - 1.75 * h], [x + w + 0.01, y - h]]),
                "roof",
                0.7,
                angle=np.pi / 2,
            )
        )
    for v in many(rng, s, 9):
        x, y, k = spread(v, s, horizon)
        x = 0.5 + (x - 0.5) * (1.15 - 0.35 * v[1])
        shapes += house(x - 0.1 * k, y - 0.06, 0.2 * k, v[2:], s, 0.7 * v[1])
    for v in many(rng, s, 4):
        shapes += person(float(v[0]), 0.98 - 0.12 * v[1], 0.2 * (0.7 + 0.7 * s.zoom), v[2:], s, 0.1)
    return shapes


MOTIFS: dict[str, Callable[[np.random.Generator, Genes], list[Shape]]] = {
    "landscape": landscape, "mountains": mountains, "sea": sea, "village": village, "portrait": portrait,
    "figures": figures, "still life": still_life, "interior": interior, "abstraction": abstraction,
}  # fmt: skip
