"""What is depicted: scenes as shapes in the unit square, drawn from the content's own luck.

A scene is a list of :class:`Shape` from back to front. The composition genes (horizon, perspective, zoom, crowding,
elongation) place things, but every random number is drawn before they are asked, so that the same content under another
style is the same scene, rearranged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .genome import Style


@dataclass(frozen=True)
class Shape:
    """A filled polygon: points float[k, 2] (x right, y down, unit square), colour role, depth 0 near - 1 far.

    `angle` is the direction brush strokes take inside it (radians), `shade` lightens or darkens its role, `round` says how
    strongly light models it as a solid, `line` that it gets a contour.
    """

    points: np.ndarray
    role: str
    depth: float = 0.3
    angle: float = 0.0
    shade: float = 0.0
    round: float = 0.0
    line: bool = True


def _blob(x: float, y: float, rx: float, ry: float, u: np.ndarray, rough: float = 0.15) -> np.ndarray:
    """A closed wobbly ellipse; `u` in 0..1 sets its bumps."""
    a = np.linspace(0, 2 * np.pi, 4 * len(u), endpoint=False)
    bumps = 1 + rough * np.interp(a, np.linspace(0, 2 * np.pi, len(u) + 1), np.append(u, u[0]) * 2 - 1)
    return np.stack([x + rx * bumps * np.cos(a), y + ry * bumps * np.sin(a)], axis=1)


def _box(x0: float, y0: float, x1: float, y1: float) -> np.ndarray:
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])


def _ridge(y: float, height: float, u: np.ndarray, peaky: float = 0.0) -> np.ndarray:
    """Land from its skyline down to the lower edge."""
    x = np.linspace(-0.05, 1.05, 49)
    knots = np.linspace(-0.05, 1.05, len(u))
    smooth = np.interp(x, knots, u)
    kernel = np.hanning(9) / np.hanning(9).sum()
    curve = np.convolve(np.pad(smooth, 4, mode="edge"), kernel, mode="valid")
    top = y - height * (peaky * smooth + (1 - peaky) * curve)
    return np.concatenate([np.stack([x, top], 1), [[1.05, 1.05], [-0.05, 1.05]]])


def _sky(rng: np.random.Generator, s: Style, horizon: float) -> list[Shape]:
    u = rng.random((7, 10))
    bands = [
        Shape(_box(-0.05, horizon * k / 4 - 0.05, 1.05, horizon + 0.05), "sky", 1.0, shade=0.05 * k - 0.08, line=False)
        for k in range(4)
    ]
    sun = [Shape(_blob(0.1 + 0.8 * u[6, 0], horizon * (0.2 + 0.6 * u[6, 1]), 0.05, 0.05, u[6, 2:], 0.02), "sun", 1.0)]
    clouds = []
    for k in range(round(1 + 4 * u[6, 2])):
        x, y, w = u[k, 0], horizon * (0.12 + 0.65 * u[k, 1]), 0.1 + 0.2 * u[k, 2]
        clouds.append(Shape(_blob(x, y, w, 0.25 * w, u[k, 3:], 0.4), "cloud", 0.95, round=0.4, line=False))
        clouds.append(
            Shape(
                _blob(x + 0.05, y - 0.06 * w, 0.6 * w, 0.25 * w, u[k, ::-1], 0.4), "cloud", 0.95, shade=0.05, line=False
            )
        )
    return bands + (sun if u[6, 3] < 0.4 else []) + clouds


def _tree(x: float, y: float, h: float, u: np.ndarray, s: Style, depth: float) -> list[Shape]:
    h = h * (0.7 + 0.6 * s.elongation)
    w = h * (0.16 + 0.16 * u[0]) * (1.25 - 0.5 * s.elongation)
    trunk = np.array([[x - 0.10 * w, y], [x - 0.05 * w, y - 0.6 * h], [x + 0.07 * w, y - 0.6 * h], [x + 0.14 * w, y]])
    role = "foliage" if u[1] < 0.6 else "foliage2"
    shapes = [Shape(trunk, "trunk", depth, angle=np.pi / 2)]
    if u[2] < 0.3:  # a cypress or a poplar
        crown = _blob(x, y - 0.58 * h, 0.45 * w, 0.45 * h, u[3:], 0.18)
        return [*shapes, Shape(crown, role, depth, angle=np.pi / 2, round=0.8)]
    for dx, dy, r in ((-0.55, 0.55, 0.7), (0.55, 0.58, 0.72), (0.0, 0.75, 0.95)):
        shapes.append(
            Shape(
                _blob(x + dx * w, y - dy * h, r * w, 0.75 * r * w, u[3:], 0.3),
                role,
                depth,
                angle=0.6,
                shade=0.05 * dy,
                round=0.7,
            )
        )
    return shapes


def _house(x: float, y: float, w: float, u: np.ndarray, s: Style, depth: float) -> list[Shape]:
    h = w * (0.6 + 0.7 * u[0]) * (0.7 + 0.6 * s.elongation)
    top = y - h
    wall = "wall" if u[1] < 0.6 else "wall2"
    side = w * 0.45 * s.perspective
    peak = w * (0.3 + 0.4 * u[2])
    shapes = [
        Shape(
            np.array([[x + w, y], [x + w, top], [x + w + side, top + 0.1 * side], [x + w + side, y - 0.15 * side]]),
            wall,
            depth,
            shade=-0.14,
        ),
        Shape(_box(x, top, x + w, y), wall, depth, angle=np.pi / 2),
        Shape(
            np.array(
                [
                    [x - 0.06 * w, top],
                    [x + 0.5 * w, top - peak],
                    [x + 0.5 * w + side, top - peak],
                    [x + w + side + 0.03, top],
                    [x + 1.06 * w, top],
                ]
            ),
            "roof",
            depth,
            angle=0.5,
        ),
    ]
    for k in range(2):
        wx = x + w * (0.16 + 0.42 * k)
        shapes.append(Shape(_box(wx, top + 0.22 * h, wx + 0.2 * w, top + 0.5 * h), "dark", depth, angle=np.pi / 2))
    return shapes


def _person(x: float, y: float, h: float, u: np.ndarray, s: Style, depth: float) -> list[Shape]:
    slim = 1.3 - 0.6 * s.elongation
    w = 0.16 * h * slim
    head = 0.075 * h * (1.1 - 0.2 * s.elongation)
    cloth = ("cloth", "cloth2", "cloth3", "dark")[int(u[0] * 4)]
    lean = (u[1] - 0.5) * 0.5 * w
    body = np.array(
        [[x - w, y], [x - 0.55 * w + lean, y - 0.62 * h], [x - 0.8 * w + lean, y - 0.8 * h], [x + lean, y - 0.86 * h],
         [x + 0.8 * w + lean, y - 0.8 * h], [x + 0.55 * w + lean, y - 0.62 * h], [x + 0.95 * w, y]]
    )  # fmt: skip
    arm = 0.5 * w * (1 if u[2] < 0.5 else -1)
    return [
        Shape(body, cloth, depth, angle=np.pi / 2, round=0.6),
        Shape(
            _blob(x + lean + 1.5 * arm, y - 0.6 * h, 0.35 * w, 0.17 * h, u[3:9], 0.1),
            cloth,
            depth,
            angle=1.2,
            shade=0.06,
        ),
        Shape(
            _blob(x + lean, y - 0.86 * h - 0.8 * head, 0.85 * head, 1.15 * head, u[3:9], 0.05), "skin", depth, round=0.6
        ),
        Shape(_blob(x + lean, y - 0.86 * h - 1.45 * head, 0.95 * head, 0.7 * head, u[3:9], 0.1), "hair", depth),
    ]


def _spread(u: np.ndarray, s: Style, horizon: float) -> tuple[float, float, float]:
    """Where on the ground something stands: x, y and scale; depth grows with the perspective gene."""
    far = u[1] ** (0.5 + 1.2 * s.perspective)
    y = 0.97 - (0.93 - horizon) * (0.15 + 0.8 * far)
    scale = (1 - far * (0.25 + 0.6 * s.perspective)) * (0.65 + 0.8 * s.zoom)
    return float(u[0]), float(y), float(scale)


def _many(rng: np.random.Generator, s: Style, most: int, width: int = 12) -> np.ndarray:
    u = rng.random((most, width))
    keep = u[: max(1, round(most * (0.2 + 0.8 * s.crowding)))]
    return keep[np.argsort(-keep[:, 1])]  # far ones first


def landscape(rng: np.random.Generator, s: Style) -> list[Shape]:
    """Fields and trees under a sky."""
    horizon = 0.25 + 0.45 * s.horizon
    u = rng.random((4, 12))
    shapes = _sky(rng, s, horizon)
    shapes.append(Shape(_ridge(horizon, 0.10 + 0.12 * u[3, 0], u[0]), "far", 0.95))
    shapes.append(Shape(_ridge(horizon + 0.07, 0.10, u[1]), "hill", 0.7, angle=0.1, round=0.3))
    shapes.append(Shape(_ridge(horizon + 0.22, 0.08, u[2]), "ground", 0.4, angle=-0.05))
    if u[3, 1] < 0.6:
        middle, bend = 0.2 + 0.6 * u[3, 2], 0.3 * (u[3, 3] - 0.5)
        t = np.linspace(0, 1, 9)[:, None]
        centre = middle + bend * np.sin(3 * t) * (1 - t)
        half = 0.012 + 0.14 * t**1.5
        down = horizon + 0.12 + (0.93 - horizon) * t
        road = np.concatenate([np.hstack([centre - half, down]), np.hstack([centre + half, down])[::-1]])
        shapes.append(Shape(road, "path" if u[3, 4] < 0.6 else "water", 0.35, angle=np.pi / 2))
    for v in _many(rng, s, 9):
        x, y, k = _spread(v, s, horizon + 0.1)
        shapes += _tree(x, y, 0.34 * k, v[2:], s, 0.6 * v[1])
    return shapes


def mountains(rng: np.random.Generator, s: Style) -> list[Shape]:
    """Peaks with snow, a lake before them."""
    horizon = 0.4 + 0.35 * s.horizon
    u = rng.random((3, 9))
    shapes = _sky(rng, s, horizon)
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
    shapes.append(Shape(_box(-0.05, horizon + 0.06, 1.05, 1.05), "water", 0.5))
    shapes.append(Shape(_ridge(0.94, 0.12, u[0]), "ground", 0.1, angle=0.2))
    for v in _many(rng, s, 6):
        shapes += _tree(
            float(v[0]), 0.98 - 0.06 * v[1], 0.3 * (0.7 + 0.6 * s.zoom), np.append(v[2:4], [0.1, *v[4:]]), s, 0.1
        )
    return shapes


def sea(rng: np.random.Generator, s: Style) -> list[Shape]:
    """Boats on the water, a shore."""
    horizon = 0.3 + 0.4 * s.horizon
    u = rng.random((3, 10))
    shapes = _sky(rng, s, horizon)
    if u[0, 0] < 0.6:
        shapes.append(Shape(_ridge(horizon + 0.015, 0.1, u[1]), "far", 0.95))
    shapes.append(Shape(_box(-0.05, horizon, 1.05, 1.05), "water", 0.6))
    for j in range(7):
        level = horizon + (1 - horizon) * ((j + 0.6) / 7) ** 1.5
        wave = _blob(u[2, j], level, 0.15 + 0.3 * u[1, j], 0.006 + 0.022 * (j / 7), u[0], 0.5)
        shapes.append(Shape(wave, ("cloud", "water")[j % 2], 0.4, shade=-0.11, line=False))
    for v in _many(rng, s, 6):
        x, y, k = _spread(v, s, horizon - 0.02)
        w, h = 0.13 * k, 0.27 * k * (0.7 + 0.6 * s.elongation)
        tilt = 0.1 * (v[2] - 0.5)
        hull = np.array(
            [[x - w, y - 0.16 * w], [x + w, y - 0.22 * w], [x + 0.7 * w, y + 0.2 * w], [x - 0.7 * w, y + 0.2 * w]]
        )
        sail = np.array([[x - 0.04 * w, y - 0.25 * w], [x + tilt, y - h], [x + 0.75 * w, y - 0.32 * w]])
        jib = np.array([[x - 0.12 * w, y - 0.25 * w], [x + tilt - 0.02, y - 0.85 * h], [x - 0.7 * w, y - 0.25 * w]])
        depth = 0.5 * v[1]
        shapes.append(
            Shape(_blob(x, y + 0.35 * w, 0.8 * w, 0.2 * w, v[4:], 0.4), "water", depth, shade=-0.18, line=False)
        )
        shapes.append(
            Shape(sail, "cloud" if v[3] < 0.5 else ("accent" if v[3] < 0.7 else "wall2"), depth, angle=1.2, round=0.3)
        )
        shapes.append(Shape(jib, "drape", depth, angle=-1.2, shade=-0.05))
        shapes.append(Shape(hull, "trunk" if v[4] < 0.6 else "cloth", depth))
    if u[0, 1] < 0.5:
        shapes.append(Shape(_ridge(1.0, 0.16, u[2]), "path", 0.05, angle=0.1))
    return shapes


def village(rng: np.random.Generator, s: Style) -> list[Shape]:
    """Houses, a steeple, people in the street."""
    horizon = 0.3 + 0.35 * s.horizon
    u = rng.random((2, 12))
    shapes = _sky(rng, s, horizon)
    shapes.append(Shape(_ridge(horizon + 0.03, 0.12, u[0]), "hill", 0.85))
    shapes.append(Shape(_box(-0.05, horizon + 0.04, 1.05, 1.05), "path", 0.4, angle=0.05))
    if u[1, 0] < 0.7:
        x, w = 0.2 + 0.6 * u[1, 1], 0.07
        y, h = horizon + 0.1, 0.3 * (0.7 + 0.6 * s.elongation)
        shapes.append(Shape(_box(x, y - h, x + w, y), "wall", 0.7, angle=np.pi / 2))
        shapes.append(
            Shape(
                np.array([[x - 0.01, y - h], [x + w / 2, y - 1.75 * h], [x + w + 0.01, y - h]]),
                "roof",
                0.7,
                angle=np.pi / 2,
            )
        )
    for v in _many(rng, s, 9):
        x, y, k = _spread(v, s, horizon)
        x = 0.5 + (x - 0.5) * (1.15 - 0.35 * v[1])
        shapes += _house(x - 0.1 * k, y - 0.06, 0.2 * k, v[2:], s, 0.7 * v[1])
    for v in _many(rng, s, 4):
        shapes += _person(float(v[0]), 0.98 - 0.12 * v[1], 0.2 * (0.7 + 0.7 * s.zoom), v[2:], s, 0.1)
    return shapes


def portrait(rng: np.random.Generator, s: Style) -> list[Shape]:
    """Head and shoulders before a ground."""
    u = rng.random((4, 12))
    k = 0.75 + 0.45 * s.zoom
    x, y = 0.5 + 0.12 * (u[0, 0] - 0.5), 0.34 + 0.12 * s.horizon
    rx, ry = 0.155 * k * (1.12 - 0.24 * s.elongation), 0.20 * k * (0.86 + 0.3 * s.elongation)
    turn = (u[0, 1] - 0.5) * 0.5 * rx
    cloth = ("cloth", "cloth2", "cloth3", "dark")[int(u[0, 2] * 4)]
    shapes = [Shape(_box(-0.05, -0.05, 1.05, 1.05), "back", 1.0, angle=0.8, line=False)]
    if u[0, 3] < 0.5:
        shapes.append(Shape(_box(-0.05, 0.62, 1.05, 1.05), "hill" if u[0, 4] < 0.5 else "table", 0.9))
        shapes.append(Shape(_ridge(0.62, 0.15, u[3]), "far", 0.92))
    if u[0, 5] < 0.4:
        shapes.append(Shape(_blob(x, y, 1.75 * rx, 1.55 * ry, u[1], 0.02), "sun", 0.9, line=True))
    hair, tint = 0.9 + 0.5 * u[0, 6], 0.32 * u[3, 0] ** 2 - 0.05
    shapes.append(
        Shape(
            _blob(x - 0.1 * turn, y - 0.12 * ry + 0.25 * (hair - 0.9) * ry, 1.22 * rx, 1.2 * ry * hair, u[1], 0.08),
            "hair",
            0.5,
            angle=np.pi / 2,
        )
    )
    w = (0.33 + 0.08 * u[0, 7]) * k * (1.15 - 0.3 * s.elongation)
    sh = y + 1.45 * ry
    bust = np.array(
        [
            [x - w, 1.05],
            [x - 0.95 * w, sh + 0.12],
            [x - 0.55 * w, sh + 0.01],
            [x, sh - 0.04],
            [x + 0.55 * w, sh + 0.01],
            [x + 0.95 * w, sh + 0.12],
            [x + w, 1.05],
        ]
    )
    shapes.append(Shape(bust, cloth, 0.3, angle=1.2, round=0.6))
    neck = _box(x - 0.45 * rx, y + 0.6 * ry, x + 0.45 * rx, sh + 0.05)
    shapes.append(Shape(neck, "skin", 0.3, angle=np.pi / 2, shade=-0.07))
    collar = np.array(
        [
            [x - 0.28 * w, sh - 0.01],
            [x, sh + 0.13],
            [x + 0.28 * w, sh - 0.01],
            [x + 0.2 * w, sh + 0.08],
            [x, sh + 0.22],
            [x - 0.2 * w, sh + 0.08],
        ]
    )
    shapes.append(Shape(collar, "drape" if u[0, 8] < 0.5 else "accent", 0.25, angle=0.7))
    shapes.append(Shape(_blob(x, y, rx, ry, u[2], 0.03), "skin", 0.2, angle=1.2, round=1.0))
    fringe = np.array(
        [
            [x - 1.05 * rx, y - 0.2 * ry],
            [x - 0.85 * rx, y - 0.95 * ry],
            [x, y - 1.12 * ry],
            [x + 0.85 * rx, y - 0.95 * ry],
            [x + 1.05 * rx, y - 0.2 * ry],
            [x + 0.6 * rx, y - 0.62 * ry],
            [x - 0.2 * rx, y - 0.7 * ry],
        ]
    )
    shapes.append(Shape(fringe, "hair", 0.15, angle=1.0, shade=tint))
    if u[0, 9] < 0.22:
        jaw = np.linspace(0.1, np.pi - 0.1, 13)
        rim = np.stack([x + 1.04 * rx * np.cos(jaw), y + (1.0 + 0.35 * u[0, 10]) * ry * np.sin(jaw)], axis=1)
        lip = np.array([[x - 0.6 * rx, y + 0.35 * ry], [x, y + 0.3 * ry], [x + 0.6 * rx, y + 0.35 * ry]])
        shapes.append(Shape(np.concatenate([rim, lip]), "hair", 0.12, angle=np.pi / 2, shade=tint))
    if u[0, 11] < 0.35:
        brim, high, role = (
            1.3 + 0.7 * u[0, 10],
            0.5 + 0.6 * u[0, 4],
            ("dark", "cloth", "cloth2", "path")[int(u[0, 10] * 4)],
        )
        crown = [
            [x - rx, y - 0.7 * ry],
            [x - 0.85 * rx, y - (0.8 + high) * ry],
            [x + 0.85 * rx, y - (0.8 + high) * ry],
            [x + rx, y - 0.7 * ry],
        ]
        shapes.append(Shape(np.array(crown), role, 0.1, angle=0.2, round=0.5))
        shapes.append(Shape(_blob(x, y - 0.7 * ry, brim * rx, 0.16 * ry, u[1], 0.05), role, 0.1, shade=-0.03))
    for side in (-1, 1):
        ex, ey = x + turn + side * 0.42 * rx, y - 0.08 * ry
        shapes.append(Shape(_blob(ex, ey, 0.19 * rx, 0.085 * ry, u[3, :6], 0.02), "light", 0.1, line=False))
        shapes.append(Shape(_blob(ex, ey, 0.09 * rx, 0.085 * ry, u[3, :6], 0.02), "dark", 0.1, line=False))
        shapes.append(Shape(_blob(ex, ey - 0.19 * ry, 0.25 * rx, 0.028 * ry, u[3, :6], 0.1), "hair", 0.1, line=False))
    nose = np.array(
        [[x + turn, y - 0.1 * ry], [x + 1.25 * turn + 0.13 * rx, y + 0.27 * ry], [x + turn - 0.1 * rx, y + 0.27 * ry]]
    )
    shapes.append(Shape(nose, "skin", 0.1, angle=np.pi / 2, shade=-0.09, line=False))
    shapes.append(
        Shape(_blob(x + turn, y + 0.5 * ry, 0.3 * rx, 0.05 * ry, u[3, 6:], 0.1), "accent", 0.1, shade=-0.05, line=False)
    )
    return shapes


def figures(rng: np.random.Generator, s: Style) -> list[Shape]:
    """People gathered, indoors or in the open."""
    horizon = 0.25 + 0.4 * s.horizon
    u = rng.random((2, 12))
    if u[0, 0] < 0.5:
        shapes = [*_sky(rng, s, horizon), Shape(_ridge(horizon + 0.02, 0.12, u[1]), "hill", 0.9)]
        shapes.append(Shape(_box(-0.05, horizon + 0.02, 1.05, 1.05), "ground", 0.5))
    else:
        shapes = [Shape(_box(-0.05, -0.05, 1.05, 1.05), "back", 1.0, angle=np.pi / 2, line=False)]
        shapes.append(
            Shape(_box(0.08 + 0.5 * u[0, 1], 0.05, 0.3 + 0.5 * u[0, 1], horizon - 0.02), "sky", 0.95, angle=np.pi / 2)
        )
        shapes.append(Shape(_box(-0.05, horizon + 0.1, 1.05, 1.05), "table", 0.6, shade=-0.05))
    for v in _many(rng, s, 8):
        x, y, k = _spread(v, s, horizon)
        shapes += _person(0.08 + 0.84 * x, min(y + 0.18, 1.02), 0.55 * k, v[2:], s, 0.7 * v[1])
    return shapes


def still_life(rng: np.random.Generator, s: Style) -> list[Shape]:
    """Fruit, jugs, bottles and flowers on a table."""
    edge = 0.38 + 0.3 * s.horizon
    u = rng.random((2, 12))
    k = 0.75 + 0.55 * s.zoom
    shapes = [Shape(_box(-0.05, -0.05, 1.05, 1.05), "back", 1.0, angle=0.9, line=False)]
    if u[0, 0] < 0.4:
        shapes.append(
            Shape(
                np.array([[-0.05, -0.05], [0.35, -0.05], [0.2, 0.3], [0.28, edge], [-0.05, edge]]),
                "cloth",
                0.9,
                angle=1.4,
                round=0.3,
            )
        )
    skew = 0.12 * s.perspective
    shapes.append(
        Shape(np.array([[skew - 0.05, edge], [1.05 - skew, edge], [1.15, 1.05], [-0.15, 1.05]]), "table", 0.6)
    )
    cloth = np.array([[0.05, edge + 0.12], [0.75, edge + 0.1], [0.9, 0.92], [0.55, 1.02], [0.3, 0.9], [0.0, 0.98]])
    shapes.append(Shape(cloth, "drape", 0.5, angle=0.3, round=0.4))
    for v in _many(rng, s, 11):
        x, y = 0.1 + 0.8 * v[0], edge + 0.1 + (0.82 - edge) * (1 - v[1]) * (0.4 + 0.6 * s.perspective)
        size, depth = 0.11 * k * (0.7 + 0.6 * v[2]), 0.5 * v[1]
        shapes.append(
            Shape(
                _blob(x + 0.5 * size, y + 0.02, 1.1 * size, 0.22 * size, v[4:10], 0.1),
                "table",
                depth,
                shade=-0.2,
                line=False,
            )
        )
        if v[3] < 0.55:
            role = ("fruit", "fruit2", "fruit3")[int(v[4] * 3)]
            shapes.append(
                Shape(
                    _blob(x, y - 0.55 * size, 0.62 * size, 0.6 * size, v[5:11], 0.08), role, depth, angle=0.9, round=1.0
                )
            )
        else:
            h = size * (2.1 + 1.2 * v[5]) * (0.75 + 0.5 * s.elongation)
            role = ("glass", "clay", "dark", "cloth2")[int(v[4] * 4)]
            body = [[x - 0.3, y], [x - 0.5, y - 0.35], [x - 0.42, y - 0.6], [x - 0.17, y - 0.75], [x - 0.2, y - 1.0]]
            left = np.array([[x + (px - x) * size, y + (py - y) * h] for px, py in body])
            right = np.stack([2 * x - left[:, 0], left[:, 1]], 1)[::-1]
            shapes.append(Shape(np.concatenate([left, right]), role, depth, angle=np.pi / 2, round=0.9))
            if v[6] < 0.4:
                for j in range(6):
                    a = np.pi * (0.1 + 0.8 * j / 5)
                    r = size * (0.5 + 0.5 * v[5 + j % 5])
                    fx, fy = x + r * np.cos(a), y - h - r * np.sin(a) * 0.8
                    shapes.append(
                        Shape(
                            _blob(fx, fy + 0.1 * size, 0.3 * size, 0.26 * size, v[5:11], 0.3), "foliage", depth, angle=a
                        )
                    )
                    shapes.append(
                        Shape(
                            _blob(fx, fy, 0.27 * size, 0.25 * size, v[5:11], 0.35),
                            ("flower", "accent", "sun")[j % 3],
                            depth,
                            angle=a,
                            round=0.4,
                        )
                    )
    return shapes


def interior(rng: np.random.Generator, s: Style) -> list[Shape]:
    """A room in perspective: floor, window, table, someone in it."""
    u = rng.random((2, 12))
    d = 0.10 + 0.22 * s.perspective
    top, low = d * 0.8, 0.52 + 0.22 * s.horizon
    back = _box(d, top, 1 - d, low)
    shapes = [
        Shape(np.array([[-0.05, -0.05], [1.05, -0.05], [1 - d, top], [d, top]]), "back", 0.8, shade=-0.08),
        Shape(
            np.array([[-0.05, -0.05], [d, top], [d, low], [-0.05, 1.05]]), "wall2", 0.7, angle=np.pi / 2, shade=-0.12
        ),
        Shape(np.array([[1.05, -0.05], [1 - d, top], [1 - d, low], [1.05, 1.05]]), "wall2", 0.7, angle=np.pi / 2),
        Shape(back, "wall", 0.9, angle=np.pi / 2),
        Shape(np.array([[d, low], [1 - d, low], [1.05, 1.05], [-0.05, 1.05]]), "table", 0.5),
    ]
    wx, wy, ww = d + 0.06 + 0.35 * u[0, 0], top + 0.08, 0.16 + 0.06 * u[0, 1]
    shapes += [
        Shape(_box(wx - 0.012, wy - 0.012, wx + ww + 0.012, wy + 0.292), "light", 0.88),
        Shape(_box(wx, wy, wx + ww, wy + 0.28), "sky", 0.9, angle=np.pi / 2),
    ]
    shapes.append(
        Shape(
            np.array([[wx, low + 0.05], [wx + ww, low + 0.05], [wx + ww + 0.16, 0.92], [wx + 0.1, 0.92]]),
            "light",
            0.5,
            shade=-0.1,
            line=False,
        )
    )
    fx, fy = d + 0.55 - 0.3 * u[0, 2], top + 0.1
    shapes += [
        Shape(_box(fx, fy, fx + 0.13, fy + 0.16), "trunk", 0.88),
        Shape(_box(fx + 0.015, fy + 0.018, fx + 0.115, fy + 0.142), "cloth2", 0.88, angle=0.6),
    ]
    tx = 0.2 + 0.4 * u[0, 3]
    shapes.append(
        Shape(np.array([[tx, 0.72], [tx + 0.32, 0.72], [tx + 0.37, 0.79], [tx - 0.05, 0.79]]), "trunk", 0.3, shade=0.1)
    )
    shapes += [
        Shape(_box(tx - 0.03, 0.79, tx, 0.97), "trunk", 0.3),
        Shape(_box(tx + 0.32, 0.79, tx + 0.35, 0.97), "trunk", 0.3),
    ]
    for v in _many(rng, s, 3):
        shapes += _person(0.15 + 0.7 * v[0], 0.99 - 0.16 * v[1], 0.5 * (0.75 + 0.5 * s.zoom), v[2:], s, 0.3)
    for v in _many(rng, s, 5):
        shapes.append(
            Shape(
                _blob(tx + 0.32 * v[0], 0.72 - 0.02 * v[1], 0.03, 0.032, v[4:10], 0.1),
                ("fruit", "clay", "glass")[int(v[2] * 3)],
                0.2,
                round=1.0,
            )
        )
    return shapes


def abstraction(rng: np.random.Generator, s: Style) -> list[Shape]:
    """No things: planes, discs and bars."""
    roles = ("cloth", "cloth2", "fruit", "sun", "dark", "light", "foliage2", "accent", "sky", "water", "flower")
    shapes = [
        Shape(_box(-0.05, -0.05, 1.05, 1.05), "drape" if rng.random() < 0.5 else "back", 1.0, angle=0.5, line=False)
    ]
    for v in _many(rng, s, 16):
        size = (0.08 + 0.2 * v[2]) * (0.7 + 0.7 * s.zoom) * (1.2 - 0.5 * (1 - v[1]))
        role, a = roles[int(v[3] * len(roles))], np.pi * v[4]
        x, y = v[0], v[5] * 0.9 + 0.1 * s.horizon
        if v[6] < 0.35:
            points = _blob(x, y, size, size * (0.7 + 0.6 * s.elongation), v[6:12], 0.1 + 0.3 * (v[7] < 0.3))
        else:
            half = np.array([size, size * (0.12 + 0.8 * (v[6] > 0.65))])
            turn = np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])
            corner = np.array([[-1, -1], [1, -1], [1, 1], [-1 + v[7], 1]]) * half
            points = corner @ turn.T + [x, y]
        shapes.append(Shape(points, role, float(v[1]), angle=a, round=0.3 * v[8]))
    return shapes


MOTIFS: dict[str, Callable[[np.random.Generator, Style], list[Shape]]] = {
    "landscape": landscape, "mountains": mountains, "sea": sea, "village": village, "portrait": portrait,
    "figures": figures, "still life": still_life, "interior": interior, "abstraction": abstraction,
}  # fmt: skip
