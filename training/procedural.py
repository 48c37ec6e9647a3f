"""Procedural pictures, float32[side, side, 3] in about [0, 1]: dead leaves, 1/f noise, strokes, marks like text."""

from __future__ import annotations

import cv2
import numpy as np


def pink(rng: np.random.Generator, side: int, slope: float) -> np.ndarray:
    """Noise whose amplitude falls as a power of frequency, unit variance, float32[side, side]."""
    f = np.hypot(np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side))
    f[0, 0] = 1
    spectrum = np.fft.rfft2(rng.standard_normal((side, side))) * f**-slope
    spectrum[0, 0] = 0
    noise = np.fft.irfft2(spectrum, s=(side, side))
    return (noise / noise.std()).astype(np.float32)


def colours(rng: np.random.Generator, count: int) -> np.ndarray:
    """A palette: colours around a common one, float32[count, 3] in [0, 1]."""
    centre = rng.random(3)
    return np.clip(centre + rng.normal(0, rng.uniform(0.05, 0.35), (count, 3)), 0, 1).astype(np.float32)


def leaves(rng: np.random.Generator, side: int) -> np.ndarray:
    """Dead leaves: occluding discs, boxes and polygons with sizes by a power law (Lee, Mumford & Huang 2001)."""
    picture = np.empty((side, side, 3), np.float32)
    picture[:] = colours(rng, 1)
    shades = colours(rng, 24)
    for radius in np.sort(2 * (1 - rng.random(220)) ** -0.6)[::-1]:
        radius = float(min(radius, side / 2))
        x, y = rng.integers(0, side, 2)
        colour = shades[rng.integers(len(shades))].tolist()
        corners = int(rng.integers(3, 8))
        turn = np.sort(rng.random(corners) * 2 * np.pi)
        points = np.stack([x + radius * np.cos(turn), y + radius * np.sin(turn)], 1).round().astype(np.int32)
        if rng.random() < 0.5:
            cv2.circle(picture, (int(x), int(y)), max(1, round(radius)), colour, -1, cv2.LINE_AA)
        else:
            cv2.fillPoly(picture, [points], colour, cv2.LINE_AA)
    return picture


def clouds(rng: np.random.Generator, side: int) -> np.ndarray:
    """1/f noise pushed through a palette, with fainter noise of its own in every channel."""
    slope = rng.uniform(0.7, 1.6)
    tone = pink(rng, side, slope)
    ramp = colours(rng, 5)
    at = np.clip((tone + 2) / 4, 0, 1) * 4
    low = np.minimum(at.astype(int), 3)
    mix = (at - low)[..., None]
    picture = ramp[low] * (1 - mix) + ramp[low + 1] * mix
    own = np.stack([pink(rng, side, slope) for _ in range(3)], -1)
    return picture + rng.uniform(0, 0.08) * own


def strokes(rng: np.random.Generator, side: int) -> np.ndarray:
    """Brush marks along a smooth flow over a cloud, in the cloud's colours."""
    picture = np.ascontiguousarray(clouds(rng, side), dtype=np.float32)
    angle = pink(rng, side, 1.5) * rng.uniform(0.2, 1.5) + rng.uniform(0, np.pi)
    length, width = rng.uniform(3, 20), int(rng.integers(1, 5))
    source = picture + rng.normal(0, rng.uniform(0.02, 0.15), 3).astype(np.float32)
    for x, y in rng.integers(0, side, (500, 2)):
        step = length / 2 * np.array([np.cos(angle[y, x]), np.sin(angle[y, x])])
        a, b = (np.round(np.array([x, y]) + way).astype(int) for way in (-step, step))
        colour = np.clip(source[y, x] + rng.normal(0, 0.06), 0, 1).tolist()
        cv2.line(picture, tuple(map(int, a)), tuple(map(int, b)), colour, width, cv2.LINE_AA)
    return picture


def marks(rng: np.random.Generator, side: int) -> np.ndarray:
    """Lines of text-like marks, hatching and contours on paper."""
    paper, ink = np.sort(rng.random(2))[::-1]
    picture = np.empty((side, side, 3), np.uint8)
    picture[:] = 255 * np.clip(paper + rng.normal(0, 0.04, 3), 0, 1)
    colour = (255 * np.clip(ink * 0.5 + rng.normal(0, 0.06, 3), 0, 1)).tolist()
    for _ in range(int(rng.integers(1, 4))):
        gap, lean = rng.integers(3, 12), rng.uniform(-0.6, 0.6)
        x0, y0, x1, y1 = rng.integers(0, side, 4)
        for x in range(min(x0, x1), max(x0, x1), int(gap)):
            end = (int(x + lean * abs(y1 - y0)), int(max(y0, y1)))
            cv2.line(picture, (int(x), int(min(y0, y1))), end, colour, 1, cv2.LINE_AA)
    for line in range(int(rng.integers(0, side)), side, int(rng.integers(10, 24))):
        letters = "".join(chr(c) for c in rng.integers(33, 122, int(rng.integers(3, 20))))
        cv2.putText(
            picture, letters, (int(rng.integers(0, side // 2)), line), int(rng.integers(0, 8)),
            float(rng.uniform(0.25, 0.9)), colour, 1, cv2.LINE_AA,
        )  # fmt: skip
    for _ in range(int(rng.integers(1, 10))):
        turn = np.cumsum(rng.normal(0, 0.3, 40))
        path = np.cumsum(np.stack([np.cos(turn), np.sin(turn)], 1) * rng.uniform(1, 5), 0) + rng.integers(0, side, 2)
        cv2.polylines(picture, [path.round().astype(np.int32)], False, colour, int(rng.integers(1, 4)), cv2.LINE_AA)
    return picture.astype(np.float32) / 255


def photographic(rng: np.random.Generator, side: int) -> np.ndarray:
    """Leaves lit by a gradient, textured by 1/f noise, and slightly out of focus."""
    picture = leaves(rng, side)
    fall = rng.normal(0, 0.3, 2)
    t = np.linspace(-1, 1, side, dtype=np.float32)
    light = 1 + fall[0] * t[:, None, None] + fall[1] * t[None, :, None]
    texture = pink(rng, side, rng.uniform(0.5, 1.2))[..., None]
    picture = picture * light + rng.uniform(0, 0.1) * texture
    return cv2.GaussianBlur(picture.astype(np.float32), (0, 0), rng.uniform(0.4, 1.2))
