"""Brushwork: strokes that follow a flow field over the underpainting, and the streaks that bristles leave."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from ...streams import stream
from .genome import Genes
from .underpainting import SHIFT


@lru_cache(maxsize=64)
def noise(height: int, width: int, cells: int, seed: int) -> np.ndarray:
    """Smooth noise in -1..1, float32[height, width]."""
    coarse = stream(seed, "noise", cells).random((cells + 2, cells + 2)).astype(np.float32) * 2 - 1
    return np.clip(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), -1, 1)


def flow(paint: np.ndarray, angle: np.ndarray, style: Genes, seed: int) -> np.ndarray:
    """Stroke directions in radians, float32[h, w]: the forms' own, the contours, the hand's slant, and swirls."""
    h, w = paint.shape[:2]
    grey = cv2.GaussianBlur(paint.mean(axis=2), (0, 0), h / 40)
    gx, gy = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    strength = np.minimum(np.hypot(gx, gy) * 25, 1.0)
    contour = np.arctan2(gx, -gy)
    hand = np.pi * (style.stroke_slant - 0.5) * 1.6
    order = np.float32(style.stroke_order)
    # directions have no sign: blend them as doubled angles
    wc, wf, wh = strength * (1.2 - order), (1 - strength) * (1 - order) + 0.1, 2.2 * order**1.5
    x = wc * np.cos(2 * contour) + wf * np.cos(2 * angle) + wh * np.cos(2 * hand)
    y = wc * np.sin(2 * contour) + wf * np.sin(2 * angle) + wh * np.sin(2 * hand)
    swirl = 2.2 * style.stroke_curl**2 * (noise(h, w, 5, seed) + 0.4 * noise(h, w, 9, seed))
    return (0.5 * np.arctan2(y, x) + swirl).astype(np.float32)


def strokes(
    paint: np.ndarray, flow: np.ndarray, ground: np.ndarray, style: Genes, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Paint with strokes over the ground: colours float32[h, w, 3] and the paint's height float32[h, w]."""
    h, w = paint.shape[:2]
    side = max(h, w)
    canvas = np.dstack([ground, np.full((h, w), 0.4, np.float32)]).astype(np.float32)
    broad = 0.006 * 5.0**style.stroke_width
    long = broad * (1.3 + 8 * style.stroke_length**1.5)
    jitter = 0.012 + 0.085 * style.stroke_contrast**1.5
    cover = 0.55 + 0.75 * style.cover
    layers = ((1.6, 0.8), (1.0, 0.9), (0.5, 0.6))
    for scale, share in layers:
        width, length = broad * scale, long * scale**0.5
        n = int(min(cover * share * 1.15 / (width * max(length, width)), 760 * share)) + 40
        start = rng.random((n, 2)).astype(np.float32) * np.array([w, h], np.float32)
        steps = 5
        path = np.empty((n, steps, 2), np.float32)
        path[:, 0] = start
        last = np.zeros(n, np.float32)
        for k in range(1, steps):
            ix = np.clip(path[:, k - 1], 0, [w - 1, h - 1]).astype(np.int32)
            a = flow[ix[:, 1], ix[:, 0]]
            if k > 1:  # keep going the same way: a direction has no sign
                a = np.where(np.cos(a - last) < 0, a + np.pi, a)
            last = a
            path[:, k] = path[:, k - 1] + (length * side / (steps - 1)) * np.stack([np.cos(a), np.sin(a)], 1)
        middle = np.clip(path[:, steps // 2], 0, [w - 1, h - 1]).astype(np.int32)
        colour = paint[middle[:, 1], middle[:, 0]]
        colour = colour + jitter * (rng.standard_normal((n, 1)) + 0.6 * rng.standard_normal((n, 3)))
        body = np.column_stack([np.clip(colour, 0, 1), rng.random(n)])
        if scale < 1:  # the last, fine strokes go where there is something to describe
            detail = cv2.GaussianBlur(np.abs(cv2.Laplacian(paint.mean(axis=2), cv2.CV_32F)), (0, 0), side / 60)
            worth = detail[middle[:, 1], middle[:, 0]]
            keep = worth > np.quantile(worth, 0.4)
            path, body = path[keep], body[keep]
        thick = np.maximum(1, np.round(width * side * (0.7 + 0.6 * rng.random(len(path))))).astype(int)
        points = np.round(path * (1 << SHIFT)).astype(np.int32)
        for p, c, t in zip(points, body.tolist(), thick.tolist()):
            cv2.polylines(canvas, [p], False, c, t, cv2.LINE_AA, SHIFT)
    return canvas[..., :3], canvas[..., 3]


def bristles(h: int, w: int, flow: np.ndarray, seed: int) -> np.ndarray:
    """Streaks along the flow (line integral convolution of noise), about zero mean, float32[h, w]."""
    noise = stream(seed, "bristle").standard_normal((h, w)).astype(np.float32)
    x, y = np.meshgrid(np.arange(w, dtype=np.float32), np.arange(h, dtype=np.float32))
    dx, dy = np.cos(flow), np.sin(flow)  # unit steps along the flow
    total = noise.copy()
    for k in (1, 2, 4, 6):
        for sign in (-1, 1):
            total += cv2.remap(
                noise, x + sign * k * dx, y + sign * k * dy, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
            )
    return total / 3
