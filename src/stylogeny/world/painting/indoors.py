"""Scenes without a sky: portraits, still lifes, rooms, gatherings, and no things at all."""

from __future__ import annotations

import numpy as np

from .genome import Genes
from .scenery import Shape, blob, box, many, person, ridge, sky, spread


def portrait(rng: np.random.Generator, s: Genes) -> list[Shape]:
    """Head and shoulders before a ground."""
    u = rng.random((4, 12))
    k = 0.75 + 0.45 * s.zoom
    x, y = 0.5 + 0.12 * (u[0, 0] - 0.5), 0.34 + 0.12 * s.horizon
    rx, ry = 0.155 * k * (1.12 - 0.24 * s.elongation), 0.20 * k * (0.86 + 0.3 * s.elongation)
    turn = (u[0, 1] - 0.5) * 0.5 * rx
    cloth = ("cloth", "cloth2", "cloth3", "dark")[int(u[0, 2] * 4)]
    shapes = [Shape(box(-0.05, -0.05, 1.05, 1.05), "back", 1.0, angle=0.8, line=False)]
    if u[0, 3] < 0.5:
        shapes.append(Shape(box(-0.05, 0.62, 1.05, 1.05), "hill" if u[0, 4] < 0.5 else "table", 0.9))
        shapes.append(Shape(ridge(0.62, 0.15, u[3]), "far", 0.92))
    if u[0, 5] < 0.4:
        shapes.append(Shape(blob(x, y, 1.75 * rx, 1.55 * ry, u[1], 0.02), "sun", 0.9, line=True))
    hair, tint = 0.9 + 0.5 * u[0, 6], 0.32 * u[3, 0] ** 2 - 0.05
    shapes.append(
        Shape(
            blob(x - 0.1 * turn, y - 0.12 * ry + 0.25 * (hair - 0.9) * ry, 1.22 * rx, 1.2 * ry * hair, u[1], 0.08),
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
    neck = box(x - 0.45 * rx, y + 0.6 * ry, x + 0.45 * rx, sh + 0.05)
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
    shapes.append(Shape(blob(x, y, rx, ry, u[2], 0.03), "skin", 0.2, angle=1.2, round=1.0))
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
        shapes.append(Shape(blob(x, y - 0.7 * ry, brim * rx, 0.16 * ry, u[1], 0.05), role, 0.1, shade=-0.03))
    for side in (-1, 1):
        ex, ey = x + turn + side * 0.42 * rx, y - 0.08 * ry
        shapes.append(Shape(blob(ex, ey, 0.19 * rx, 0.085 * ry, u[3, :6], 0.02), "light", 0.1, line=False))
        shapes.append(Shape(blob(ex, ey, 0.09 * rx, 0.085 * ry, u[3, :6], 0.02), "dark", 0.1, line=False))
        shapes.append(Shape(blob(ex, ey - 0.19 * ry, 0.25 * rx, 0.028 * ry, u[3, :6], 0.1), "hair", 0.1, line=False))
    nose = np.array(
        [[x + turn, y - 0.1 * ry], [x + 1.25 * turn + 0.13 * rx, y + 0.27 * ry], [x + turn - 0.1 * rx, y + 0.27 * ry]]
    )
    shapes.append(Shape(nose, "skin", 0.1, angle=np.pi / 2, shade=-0.09, line=False))
    shapes.append(
        Shape(blob(x + turn, y + 0.5 * ry, 0.3 * rx, 0.05 * ry, u[3, 6:], 0.1), "accent", 0.1, shade=-0.05, line=False)
    )
    return shapes


def figures(rng: np.random.Generator, s: Genes) -> list[Shape]:
    """People gathered, indoors or in the open."""
    horizon = 0.25 + 0.4 * s.horizon
    u = rng.random((2, 12))
    if u[0, 0] < 0.5:
        shapes = [*sky(rng, s, horizon), Shape(ridge(horizon + 0.02, 0.12, u[1]), "hill", 0.9)]
        shapes.append(Shape(box(-0.05, horizon + 0.02, 1.05, 1.05), "ground", 0.5))
    else:
        shapes = [Shape(box(-0.05, -0.05, 1.05, 1.05), "back", 1.0, angle=np.pi / 2, line=False)]
        shapes.append(
            Shape(box(0.08 + 0.5 * u[0, 1], 0.05, 0.3 + 0.5 * u[0, 1], horizon - 0.02), "sky", 0.95, angle=np.pi / 2)
        )
        shapes.append(Shape(box(-0.05, horizon + 0.1, 1.05, 1.05), "table", 0.6, shade=-0.05))
    for v in many(rng, s, 8):
        x, y, k = spread(v, s, horizon)
        shapes += person(0.08 + 0.84 * x, min(y + 0.18, 1.02), 0.55 * k, v[2:], s, 0.7 * v[1])
    return shapes


def still_life(rng: np.random.Generator, s: Genes) -> list[Shape]:
    """Fruit, jugs, bottles and flowers on a table."""
    edge = 0.38 + 0.3 * s.horizon
    u = rng.random((2, 12))
    k = 0.75 + 0.55 * s.zoom
    shapes = [Shape(box(-0.05, -0.05, 1.05, 1.05), "back", 1.0, angle=0.9, line=False)]
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
    for v in many(rng, s, 11):
        x, y = 0.1 + 0.8 * v[0], edge + 0.1 + (0.82 - edge) * (1 - v[1]) * (0.4 + 0.6 * s.perspective)
        size, depth = 0.11 * k * (0.7 + 0.6 * v[2]), 0.5 * v[1]
        shapes.append(
            Shape(
                blob(x + 0.5 * size, y + 0.02, 1.1 * size, 0.22 * size, v[4:10], 0.1),
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
                    blob(x, y - 0.55 * size, 0.62 * size, 0.6 * size, v[5:11], 0.08), role, depth, angle=0.9, round=1.0
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
                            blob(fx, fy + 0.1 * size, 0.3 * size, 0.26 * size, v[5:11], 0.3), "foliage", depth, angle=a
                        )
                    )
                    shapes.append(
                        Shape(
                            blob(fx, fy, 0.27 * size, 0.25 * size, v[5:11], 0.35),
                            ("flower", "accent", "sun")[j % 3],
                            depth,
                            angle=a,
                            round=0.4,
                        )
                    )
    return shapes


def interior(rng: np.random.Generator, s: Genes) -> list[Shape]:
    """A room in perspective: floor, window, table, someone in it."""
    u = rng.random((2, 12))
    d = 0.10 + 0.22 * s.perspective
    top, low = d * 0.8, 0.52 + 0.22 * s.horizon
    back = box(d, top, 1 - d, low)
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
        Shape(box(wx - 0.012, wy - 0.012, wx + ww + 0.012, wy + 0.292), "light", 0.88),
        Shape(box(wx, wy, wx + ww, wy + 0.28), "sky", 0.9, angle=np.pi / 2),
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
        Shape(box(fx, fy, fx + 0.13, fy + 0.16), "trunk", 0.88),
        Shape(box(fx + 0.015, fy + 0.018, fx + 0.115, fy + 0.142), "cloth2", 0.88, angle=0.6),
    ]
    tx = 0.2 + 0.4 * u[0, 3]
    shapes.append(
        Shape(np.array([[tx, 0.72], [tx + 0.32, 0.72], [tx + 0.37, 0.79], [tx - 0.05, 0.79]]), "trunk", 0.3, shade=0.1)
    )
    shapes += [
        Shape(box(tx - 0.03, 0.79, tx, 0.97), "trunk", 0.3),
        Shape(box(tx + 0.32, 0.79, tx + 0.35, 0.97), "trunk", 0.3),
    ]
    for v in many(rng, s, 3):
        shapes += person(0.15 + 0.7 * v[0], 0.99 - 0.16 * v[1], 0.5 * (0.75 + 0.5 * s.zoom), v[2:], s, 0.3)
    for v in many(rng, s, 5):
        shapes.append(
            Shape(
                blob(tx + 0.32 * v[0], 0.72 - 0.02 * v[1], 0.03, 0.032, v[4:10], 0.1),
                ("fruit", "clay", "glass")[int(v[2] * 3)],
                0.2,
                round=1.0,
            )
        )
    return shapes


def abstraction(rng: np.random.Generator, s: Genes) -> list[Shape]:
    """No things: planes, discs and bars."""
    roles = ("cloth", "cloth2", "fruit", "sun", "dark", "light", "foliage2", "accent", "sky", "water", "flower")
    shapes = [
        Shape(box(-0.05, -0.05, 1.05, 1.05), "drape" if rng.random() < 0.5 else "back", 1.0, angle=0.5, line=False)
    ]
    for v in many(rng, s, 16):
        size = (0.08 + 0.2 * v[2]) * (0.7 + 0.7 * s.zoom) * (1.2 - 0.5 * (1 - v[1]))
        role, a = roles[int(v[3] * len(roles))], np.pi * v[4]
        x, y = v[0], v[5] * 0.9 + 0.1 * s.horizon
        if v[6] < 0.35:
            points = blob(x, y, size, size * (0.7 + 0.6 * s.elongation), v[6:12], 0.1 + 0.3 * (v[7] < 0.3))
        else:
            half = np.array([size, size * (0.12 + 0.8 * (v[6] > 0.65))])
            turn = np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])
            corner = np.array([[-1, -1], [1, -1], [1, 1], [-1 + v[7], 1]]) * half
            points = corner @ turn.T + [x, y]
        shapes.append(Shape(points, role, float(v[1]), angle=a, round=0.3 * v[8]))
    return shapes
