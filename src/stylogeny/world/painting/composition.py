"""Composition: how a style bends the outlines of a scene, by symmetry, warp, and round or faceted corners."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .genome import Genes
from .scenery import Shape


def arrange(shapes: list[Shape], style: Genes, rng: np.random.Generator) -> list[Shape]:
    """Bend the outlines: round or faceted corners, warp, symmetry."""
    phase = rng.random(6) * 2 * np.pi
    bent = [replace(s, points=_warp(_corners(s, style), style, phase)) for s in shapes]
    return _mirror(bent, (style.symmetry - 0.6) / 0.4) if style.symmetry > 0.6 else bent


def _corners(shape: Shape, style: Genes) -> np.ndarray:
    """The outline with its corners cut or its curves faceted, float[k, 2]."""
    p = shape.points.copy()
    if len(p) <= 8 and style.angularity < 0.5 and shape.line:  # Chaikin: cut corners, the more the rounder
        cut = 0.25 * (1 - 2 * style.angularity)
        ahead = np.roll(p, -1, axis=0)
        return np.stack([p + cut * (ahead - p), ahead - cut * (ahead - p)], 1).reshape(-1, 2)
    if len(p) > 12 and style.angularity > 0.5:  # facets: pull points onto chords
        keep = 4 if len(p) < 40 else 6
        chord = p.copy()
        for k in range(0, len(p), keep):
            a, b = p[k], p[(k + keep) % len(p)]
            t = np.arange(min(keep, len(p) - k))[:, None] / keep
            chord[k : k + keep] = a + t * (b - a)
        outside = ((p < -0.04) | (p > 1.04)).any(axis=1, keepdims=True)
        return np.where(outside, p, p + (2 * style.angularity - 1) * (chord - p))
    return p


def _warp(p: np.ndarray, style: Genes, phase: np.ndarray) -> np.ndarray:
    """Points moved by two waves; what lies beyond the edge is moved out first, so that no warp bares it."""
    p = p + np.where(p > 1.04, 0.15, np.where(p < -0.04, -0.15, 0.0))
    x, y = p[:, 0], p[:, 1]
    dx = np.sin(5 * y + phase[0]) + 0.5 * np.sin(13 * y + 4 * x + phase[1])
    dy = np.sin(6 * x + phase[2]) + 0.5 * np.sin(11 * x - 5 * y + phase[3])
    return p + 0.075 * style.distortion**1.7 * np.stack([dx, dy], 1)


def _mirror(shapes: list[Shape], amount: float) -> list[Shape]:
    """The heavier half is echoed on the other side."""
    out = []
    for s in shapes:
        cx = s.points[:, 0].mean()
        if abs(cx - 0.5) > 0.12 and np.ptp(s.points[:, 0]) < 0.6:
            pull = 0.5 + np.sign(cx - 0.5) * 0.27
            s = replace(s, points=s.points + np.array([amount * 0.5 * (pull - cx), 0]))
            flip = s.points * np.array([-1, 1]) + np.array([1, 0])
            if amount > 0.35 and cx < 0.5:
                out.append(replace(s, points=flip, angle=-s.angle))
        out.append(s)
    return out
