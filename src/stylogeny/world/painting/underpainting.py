"""The underpainting: flat shapes under the light of a style, with the strokes' directions and the contours."""

from __future__ import annotations

import cv2
import numpy as np

from .genome import Genes
from .palette import ROLES, palette, srgb
from .scenery import Shape

SHIFT = 4  # sub-pixel bits of cv2's drawing


def lay_in(shapes: list[Shape], style: Genes, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Flat shapes under light: colours float32[h, w, 3] in 0..1, stroke angles float32[h, w], contours float32[h,
    w]."""
    h, w = size
    colours = palette(style)
    light = np.pi * style.light_angle
    towards = np.array([np.cos(light), -abs(np.sin(light)) - 0.2])
    towards /= np.linalg.norm(towards)
    air = np.array([0.45 + 0.45 * style.key, 0.03 * style.saturation])
    paint = np.zeros((h, w, 3), np.float32)
    angle = np.zeros((h, w), np.float32)
    ink = np.zeros((h, w), np.float32)
    pen = max(1, round(max(h, w) * (0.003 + 0.010 * max(0.0, style.outline - 0.42))))
    scale = np.array([w, h]) * (1 << SHIFT)
    model = (1 - style.flatness) * (0.35 + 0.65 * style.contrast)
    lch = colours[[ROLES.index(s.role) for s in shapes]]
    lch[:, 0] += np.array([s.shade for s in shapes]) * (0.6 + 0.8 * style.contrast)
    veil = style.haze**2.2 * 0.85 * np.array([[s.depth] for s in shapes])
    lch[:, :2] += veil * (air - lch[:, :2])
    volume = model * 1.6 * np.array([s.round for s in shapes])
    steps = (
        (-1.0, -0.13, 1.0),
        (0.6, 0.0, 0.86),
        (0.35, 0.04, 0.8),
        (0.75, 0.1, 0.5),
    )  # shift along light, lift, shrink
    tones = np.repeat(lch[:, None], len(steps), axis=1)
    tones[..., 0] = np.clip(tones[..., 0] + volume[:, None] * [lift for _, lift, _ in steps], 0.04, 0.99)
    rgb = srgb(tones).tolist()
    paint[:] = rgb[0][0]
    for s, tone, solid in zip(shapes, rgb, volume):
        points = np.round(s.points * scale).astype(np.int32)
        cv2.fillPoly(paint, [points], tone[0], cv2.LINE_AA, SHIFT)
        cv2.fillPoly(angle, [points], float(s.angle), cv2.LINE_8, SHIFT)
        if solid > 0.03:  # a shaded rim, the local colour, a lit side: smaller copies shifted towards the light
            centre, spread = s.points.mean(0), np.ptp(s.points, axis=0)
            for (shift, _, shrink), colour in zip(steps[1:], tone[1:]):
                inner = centre + (s.points - centre) * shrink + towards * spread * 0.11 * shift
                cv2.fillPoly(paint, [np.round(inner * scale).astype(np.int32)], colour, cv2.LINE_AA, SHIFT)
        cv2.fillPoly(ink, [points], 0.0, cv2.LINE_8, SHIFT)  # what lies behind has no visible contour
        if s.line:
            cv2.polylines(ink, [points], True, 1.0, pen, cv2.LINE_AA, SHIFT)
    return paint, angle, ink


def light(laid: np.ndarray, style: Genes) -> np.ndarray:
    """Chiaroscuro: a pool of light, the rest sinks into warm dark."""
    h, w = laid.shape[:2]
    amount = style.chiaroscuro**2.5
    a = np.pi * style.light_angle
    x, y = 0.5 + 0.2 * np.cos(a), 0.42 - 0.15 * abs(np.sin(a))
    gx = np.linspace(0, 1, w, dtype=np.float32)[None, :] - np.float32(x)
    gy = np.linspace(0, 1, h, dtype=np.float32)[:, None] - np.float32(y)
    pool = np.exp(-(gx**2 + gy**2) / 0.10)
    factor = 1 - np.float32(amount) * (1 - pool) * 0.75
    dark = np.array([0.09, 0.06, 0.04], np.float32)
    return (laid * factor[..., None] + (1 - factor[..., None]) * dark).astype(np.float32)
