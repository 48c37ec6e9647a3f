"""Things to paint: sky, land, trees, houses, people, as shapes in the unit square.

Every helper takes its random numbers as an array `u` in 0..1, so that a thing stays itself under another style.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .genome import Genes


@dataclass(frozen=True)
class Shape:
    """A filled polygon: points float[k, 2] (x right, y down, unit square), colour role, depth 0 near - 1 far.

    `angle` is the direction brush strokes take inside it (radians), `shade` lightens or darkens its role, `round`
    says how strongly light models it as a solid, `line` that it gets a contour.
    """

    points: np.ndarray
    role: str
    depth: float = 0.3
    angle: float = 0.0
    shade: float = 0.0
    round: float = 0.0
    line: bool = True


def blob(x: float, y: float, rx: float, ry: float, u: np.ndarray, rough: float = 0.15) -> np.ndarray:
    """A closed wobbly ellipse; `u` in 0..1 sets its bumps."""
    a = np.linspace(0, 2 * np.pi, 4 * len(u), endpoint=False)
    bumps = 1 + rough * np.interp(a, np.linspace(0, 2 * np.pi, len(u) + 1), np.append(u, u[0]) * 2 - 1)
    return np.stack([x + rx * bumps * np.cos(a), y + ry * bumps * np.sin(a)], axis=1)


def box(x0: float, y0: float, x1: float, y1: float) -> np.ndarray:
    """A rectangle."""
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])


def ridge(y: float, height: float, u: np.ndarray, peaky: float = 0.0) -> np.ndarray:
    """Land from its skyline down to the lower edge."""
    x = np.linspace(-0.05, 1.05, 49)
    knots = np.linspace(-0.05, 1.05, len(u))
    smooth = np.interp(x, knots, u)
    kernel = np.hanning(9) / np.hanning(9).sum()
    curve = np.convolve(np.pad(smooth, 4, mode="edge"), kernel, mode="valid")
    top = y - height * (peaky * smooth + (1 - peaky) * curve)
    return np.concatenate([np.stack([x, top], 1), [[1.05, 1.05], [-0.05, 1.05]]])


def sky(rng: np.random.Generator, s: Genes, horizon: float) -> list[Shape]:
    """A sky down to the horizon, with clouds and sometimes a sun."""
    u = rng.random((7, 10))
    bands = [
        Shape(box(-0.05, horizon * k / 4 - 0.05, 1.05, horizon + 0.05), "sky", 1.0, shade=0.05 * k - 0.08, line=False)
        for k in range(4)
    ]
    sun = [Shape(blob(0.1 + 0.8 * u[6, 0], horizon * (0.2 + 0.6 * u[6, 1]), 0.05, 0.05, u[6, 2:], 0.02), "sun", 1.0)]
    clouds = []
    for k in range(round(1 + 4 * u[6, 2])):
        x, y, w = u[k, 0], horizon * (0.12 + 0.65 * u[k, 1]), 0.1 + 0.2 * u[k, 2]
        clouds.append(Shape(blob(x, y, w, 0.25 * w, u[k, 3:], 0.4), "cloud", 0.95, round=0.4, line=False))
        clouds.append(
            Shape(
                blob(x + 0.05, y - 0.06 * w, 0.6 * w, 0.25 * w, u[k, ::-1], 0.4), "cloud", 0.95, shade=0.05, line=False
            )
        )
    return bands + (sun if u[6, 3] < 0.4 else []) + clouds


def tree(x: float, y: float, h: float, u: np.ndarray, s: Genes, depth: float) -> list[Shape]:
    """A tree on the ground at (x, y), h high: a poplar or a broad crown."""
    h = h * (0.7 + 0.6 * s.elongation)
    w = h * (0.16 + 0.16 * u[0]) * (1.25 - 0.5 * s.elongation)
    trunk = np.array([[x - 0.10 * w, y], [x - 0.05 * w, y - 0.6 * h], [x + 0.07 * w, y - 0.6 * h], [x + 0.14 * w, y]])
    role = "foliage" if u[1] < 0.6 else "foliage2"
    shapes = [Shape(trunk, "trunk", depth, angle=np.pi / 2)]
    if u[2] < 0.3:  # a cypress or a poplar
        crown = blob(x, y - 0.58 * h, 0.45 * w, 0.45 * h, u[3:], 0.18)
        return [*shapes, Shape(crown, role, depth, angle=np.pi / 2, round=0.8)]
    for dx, dy, r in ((-0.55, 0.55, 0.7), (0.55, 0.58, 0.72), (0.0, 0.75, 0.95)):
        shapes.append(
            Shape(
                blob(x + dx * w, y - dy * h, r * w, 0.75 * r * w, u[3:], 0.3),
                role,
                depth,
                angle=0.6,
                shade=0.05 * dy,
                round=0.7,
            )
        )
    return shapes


def house(x: float, y: float, w: float, u: np.ndarray, s: Genes, depth: float) -> list[Shape]:
    """A house with its lower left corner at (x, y), w wide."""
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
        Shape(box(x, top, x + w, y), wall, depth, angle=np.pi / 2),
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
        shapes.append(Shape(box(wx, top + 0.22 * h, wx + 0.2 * w, top + 0.5 * h), "dark", depth, angle=np.pi / 2))
    return shapes


def person(x: float, y: float, h: float, u: np.ndarray, s: Genes, depth: float) -> list[Shape]:
    """Someone standing at (x, y), h high."""
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
            blob(x + lean + 1.5 * arm, y - 0.6 * h, 0.35 * w, 0.17 * h, u[3:9], 0.1),
            cloth,
            depth,
            angle=1.2,
            shade=0.06,
        ),
        Shape(
            blob(x + lean, y - 0.86 * h - 0.8 * head, 0.85 * head, 1.15 * head, u[3:9], 0.05), "skin", depth, round=0.6
        ),
        Shape(blob(x + lean, y - 0.86 * h - 1.45 * head, 0.95 * head, 0.7 * head, u[3:9], 0.1), "hair", depth),
    ]


def spread(u: np.ndarray, s: Genes, horizon: float) -> tuple[float, float, float]:
    """Where on the ground something stands: x, y and scale; depth grows with the perspective gene."""
    far = u[1] ** (0.5 + 1.2 * s.perspective)
    y = 0.97 - (0.93 - horizon) * (0.15 + 0.8 * far)
    scale = (1 - far * (0.25 + 0.6 * s.perspective)) * (0.65 + 0.8 * s.zoom)
    return float(u[0]), float(y), float(scale)


def many(rng: np.random.Generator, s: Genes, most: int, width: int = 12) -> np.ndarray:
    """One row of numbers for each thing, as many as the crowding gene asks for, far ones first."""
    u = rng.random((most, width))
    keep = u[: max(1, round(most * (0.2 + 0.8 * s.crowding)))]
    return keep[np.argsort(-keep[:, 1])]  # far ones first
