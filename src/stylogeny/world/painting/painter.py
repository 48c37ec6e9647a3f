"""The painter: content and a style to a picture.

Shapes are laid in under the light of the style, then painted over with strokes that follow a flow field, outlined, hatched,
and given a support and a varnish. Everything is measured in the unit square, so a work looks the same at every size.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from ...streams import stream
from .genome import Genes
from .motifs import MOTIFS
from .palette import ROLES, palette, srgb
from .scenery import Shape

_SHIFT = 4  # sub-pixel bits of cv2's drawing


@dataclass(frozen=True)
class Content:
    """What is depicted: a motif, the seed of its layout, and the format (width / height)."""

    motif: str
    seed: int
    aspect: float = 1.25


@lru_cache(maxsize=64)
def _noise(height: int, width: int, cells: int, seed: int) -> np.ndarray:
    """Smooth noise in -1..1, float32[height, width]."""
    coarse = stream(seed, "noise", cells).random((cells + 2, cells + 2)).astype(np.float32) * 2 - 1
    return np.clip(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), -1, 1)


def _arrange(shapes: list[Shape], style: Genes, rng: np.random.Generator) -> list[Shape]:
    """Bend the outlines: symmetry, warp, and round or faceted corners."""
    phase = rng.random(6) * 2 * np.pi
    warp = 0.075 * style.distortion**1.7
    out = []
    for s in shapes:
        p = s.points.copy()
        if len(p) <= 8 and style.angularity < 0.5 and s.line:  # Chaikin: cut corners, the more the rounder
            cut = 0.25 * (1 - 2 * style.angularity)
            ahead = np.roll(p, -1, axis=0)
            p = np.stack([p + cut * (ahead - p), ahead - cut * (ahead - p)], 1).reshape(-1, 2)
        elif len(p) > 12 and style.angularity > 0.5:  # facets: pull points onto chords
            keep = 4 if len(p) < 40 else 6
            chord = p.copy()
            for k in range(0, len(p), keep):
                a, b = p[k], p[(k + keep) % len(p)]
                t = np.arange(min(keep, len(p) - k))[:, None] / keep
                chord[k : k + keep] = a + t * (b - a)
            outside = ((p < -0.04) | (p > 1.04)).any(axis=1, keepdims=True)
            p = np.where(outside, p, p + (2 * style.angularity - 1) * (chord - p))
        p = p + np.where(p > 1.04, 0.15, np.where(p < -0.04, -0.15, 0.0))  # so that no warp bares the edge
        x, y = p[:, 0], p[:, 1]
        dx = np.sin(5 * y + phase[0]) + 0.5 * np.sin(13 * y + 4 * x + phase[1])
        dy = np.sin(6 * x + phase[2]) + 0.5 * np.sin(11 * x - 5 * y + phase[3])
        p = p + warp * np.stack([dx, dy], 1)
        out.append(Shape(p, s.role, s.depth, s.angle, s.shade, s.round, s.line))
    if style.symmetry > 0.6:  # the heavier half is echoed on the other side
        amount = (style.symmetry - 0.6) / 0.4
        mirrored = []
        for s in out:
            cx = s.points[:, 0].mean()
            if abs(cx - 0.5) > 0.12 and np.ptp(s.points[:, 0]) < 0.6:
                pull = 0.5 + np.sign(cx - 0.5) * 0.27
                s = Shape(
                    s.points + np.array([amount * 0.5 * (pull - cx), 0]),
                    s.role,
                    s.depth,
                    s.angle,
                    s.shade,
                    s.round,
                    s.line,
                )
                flip = s.points * np.array([-1, 1]) + np.array([1, 0])
                if amount > 0.35 and cx < 0.5:
                    mirrored.append(Shape(flip, s.role, s.depth, -s.angle, s.shade, s.round, s.line))
            mirrored.append(s)
        out = mirrored
    return out


def _lay_in(shapes: list[Shape], style: Genes, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Flat shapes under light: colours float32[h, w, 3] in 0..1, stroke angles float32[h, w], contours float32[h, w]."""
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
    scale = np.array([w, h]) * (1 << _SHIFT)
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
        cv2.fillPoly(paint, [points], tone[0], cv2.LINE_AA, _SHIFT)
        cv2.fillPoly(angle, [points], float(s.angle), cv2.LINE_8, _SHIFT)
        if solid > 0.03:  # a shaded rim, the local colour, a lit side: smaller copies shifted towards the light
            centre, spread = s.points.mean(0), np.ptp(s.points, axis=0)
            for (shift, _, shrink), colour in zip(steps[1:], tone[1:]):
                inner = centre + (s.points - centre) * shrink + towards * spread * 0.11 * shift
                cv2.fillPoly(paint, [np.round(inner * scale).astype(np.int32)], colour, cv2.LINE_AA, _SHIFT)
        cv2.fillPoly(ink, [points], 0.0, cv2.LINE_8, _SHIFT)  # what lies behind has no visible contour
        if s.line:
            cv2.polylines(ink, [points], True, 1.0, pen, cv2.LINE_AA, _SHIFT)
    return paint, angle, ink


def _light(laid: np.ndarray, style: Genes) -> np.ndarray:
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


def _flow(paint: np.ndarray, angle: np.ndarray, style: Genes, seed: int) -> np.ndarray:
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
    swirl = 2.2 * style.stroke_curl**2 * (_noise(h, w, 5, seed) + 0.4 * _noise(h, w, 9, seed))
    return (0.5 * np.arctan2(y, x) + swirl).astype(np.float32)


def _strokes(
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
        points = np.round(path * (1 << _SHIFT)).astype(np.int32)
        for p, c, t in zip(points, body.tolist(), thick.tolist()):
            cv2.polylines(canvas, [p], False, c, t, cv2.LINE_AA, _SHIFT)
    return canvas[..., :3], canvas[..., 3]


def _bristles(h: int, w: int, flow: np.ndarray, seed: int) -> np.ndarray:
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


def paint(content: Content, style: Genes, *, size: int = 128, hand: int = 0) -> np.ndarray:
    """Paint one work.

    Parameters
    ----------
    content : Content
        What is depicted.
    style : Genes
        The genes.
    size : int
        Longest side of the picture, pixels.
    hand : int
        Seed of the single work's strokes; style and layout do not depend on it.

    Returns
    -------
    ndarray
        uint8[h, w, 3], sRGB.
    """
    side = max(176, size)
    w = side if content.aspect >= 1 else round(side * content.aspect)
    h = side if content.aspect <= 1 else round(side / content.aspect)
    layout = stream(content.seed, "layout")
    shapes = _arrange(MOTIFS[content.motif](layout, style), style, layout)
    laid, angle, ink = _lay_in(shapes, style, (h, w))
    laid = _light(laid, style)
    seed = hand % 64  # a bounded stock of noise fields, so that they are cached
    rng = stream(hand, "strokes")
    flow = _flow(laid, angle, style, seed)

    tone = laid.reshape(-1, 3).mean(0)
    bare = np.array([0.93, 0.89, 0.80], np.float32) * (0.35 + 0.65 * style.key) * 0.75 + 0.25 * tone
    opaque = float(np.clip(0.15 + 1.5 * style.cover, 0, 1))
    ground = (opaque * laid + (1 - opaque) * bare).astype(np.float32)
    water = max(0.0, style.wash * 2 - 1) ** 0.8
    image, height = _strokes(laid, flow, ground, style, rng)
    if style.stroke_contrast < 0.5:  # blended: the strokes sink back into the forms
        sink = 0.75 * (1 - 2 * style.stroke_contrast)
        image = (1 - sink) * image + sink * laid
    if water > 0:  # watercolour: pigment pools, light paper shows
        pool = 0.5 + 0.5 * _noise(h, w, 7, seed) + 0.25 * _noise(h, w, 23, seed)
        thin = cv2.GaussianBlur(laid, (0, 0), side / 140)
        rim = np.abs(cv2.Laplacian(cv2.GaussianBlur(laid.mean(2), (0, 0), side / 120), cv2.CV_32F))[..., None]
        sheet = 1 - (1 - thin) * (0.7 + 0.3 * pool[..., None]) - 3 * rim
        image = (1 - water) * image + water * np.clip(sheet, 0, 1)
    blur = side * 0.011 * max(0.0, style.softness - 0.35) ** 1.3
    if blur > 0.3:
        image = cv2.GaussianBlur(image.astype(np.float32), (0, 0), blur)

    image = image.astype(np.float32)
    line = max(0.0, style.outline - 0.42) / 0.58
    if line > 0:
        tone = srgb(np.array([0.12 + 0.8 * style.outline_tone, 0.05, 360 * style.hue])).astype(np.float32)
        strength = (min(1.0, 0.3 + 1.2 * line) * ink)[..., None]
        image = (1 - strength) * image + strength * tone
    hatch = max(0.0, style.hatching - 0.6) / 0.4
    gy, gx = np.mgrid[0:h, 0:w].astype(np.float32) * (192 / side)
    if hatch > 0:
        a = np.pi * (style.stroke_slant - 0.5) * 1.6
        dark = 1 - image.mean(axis=2)
        wave = np.sin((gx * np.sin(a) - gy * np.cos(a)) * 1.25)
        cross = np.sin((gx * np.cos(a) + gy * np.sin(a)) * 1.25)
        lines = np.clip((wave - 1 + 1.7 * dark) * 2, 0, 1) + 0.7 * np.clip((cross - 1 + 1.35 * dark) * 2, 0, 1)
        image = image * (1 - 0.5 * hatch * np.clip(lines, 0, 1)[..., None])
    thickness = style.impasto**1.3 * (1 - water)
    bristle = _bristles(h, w, flow, seed)
    if thickness > 0.03:
        relief = height + 0.22 * bristle
        raised = cv2.GaussianBlur(relief.astype(np.float32), (0, 0), side / 320)
        emboss = cv2.Sobel(raised, cv2.CV_32F, 1, 0) * -0.7 + cv2.Sobel(raised, cv2.CV_32F, 0, 1) * -0.7
        image = image * (1 + np.clip(0.16 * thickness * emboss, -0.45, 0.45))[..., None]
    weave = np.sin(gx * 1.9) * np.sin(gy * 1.9) + 0.4 * bristle
    image = image * (1 + 0.10 * style.grain**2 * weave[..., None])
    age = max(0.0, style.varnish - 0.3) ** 1.5
    image = image * (1 - age * np.array([0.05, 0.17, 0.45], np.float32))
    image = np.clip(image, 0, 1).astype(np.float32)
    if side != size:
        wide = size if w >= h else max(1, round(size * w / h))
        tall = size if h >= w else max(1, round(size * h / w))
        image = cv2.resize(image, (wide, tall), interpolation=cv2.INTER_AREA)
    return np.round(image * 255).astype(np.uint8)
