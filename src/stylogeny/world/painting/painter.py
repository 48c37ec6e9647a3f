"""The painter: content and a style to a picture.

Shapes are laid in under the light of the style, then painted over with strokes that follow a flow field, outlined,
hatched, and given a support and a varnish. Everything is measured in the unit square, so a work looks the same at
every size.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ...streams import stream
from .brushwork import bristles, flow, noise, strokes
from .composition import arrange
from .genome import Genes
from .motifs import MOTIFS
from .palette import srgb
from .underpainting import lay_in, light

MIN_SIDE = 176  # pixels that a picture is painted at before it is made smaller


@dataclass(frozen=True)
class Content:
    """What is depicted: a motif, the seed of its layout, and the format (width / height)."""

    motif: str
    seed: int
    aspect: float = 1.25


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
    side = max(MIN_SIDE, size)
    w = side if content.aspect >= 1 else round(side * content.aspect)
    h = side if content.aspect <= 1 else round(side / content.aspect)
    layout = stream(content.seed, "layout")
    shapes = arrange(MOTIFS[content.motif](layout, style), style, layout)
    laid, angle, ink = lay_in(shapes, style, (h, w))
    laid = light(laid, style)
    seed = hand % 64  # a bounded stock of noise fields, so that they are cached
    field = flow(laid, angle, style, seed)
    water = max(0.0, style.wash * 2 - 1) ** 0.8
    image, height = strokes(laid, field, _ground(laid, style), style, stream(hand, "strokes"))
    image = _blended(image, laid, style)
    if water > 0:
        image = _watercolour(image, laid, water, seed)
    image = _softened(image, style)
    image = _outlined(image, ink, style)
    image = _hatched(image, style)
    image = _surface(image, height, bristles(h, w, field, seed), style.impasto**1.3 * (1 - water), style)
    image = np.clip(image, 0, 1).astype(np.float32)
    if side != size:
        wide = size if w >= h else max(1, round(size * w / h))
        tall = size if h >= w else max(1, round(size * h / w))
        image = cv2.resize(image, (wide, tall), interpolation=cv2.INTER_AREA)
    return np.round(image * 255).astype(np.uint8)


def _ground(laid: np.ndarray, style: Genes) -> np.ndarray:
    """What strokes are put on: the underpainting, the thinner the more of the bare support shows, float32[h, w, 3]."""
    tone = laid.reshape(-1, 3).mean(0)
    bare = np.array([0.93, 0.89, 0.80], np.float32) * (0.35 + 0.65 * style.key) * 0.75 + 0.25 * tone
    opaque = float(np.clip(0.15 + 1.5 * style.cover, 0, 1))
    return (opaque * laid + (1 - opaque) * bare).astype(np.float32)


def _blended(image: np.ndarray, laid: np.ndarray, style: Genes) -> np.ndarray:
    """The strokes sink back into the forms, where they are of little contrast."""
    if style.stroke_contrast >= 0.5:
        return image
    sink = 0.75 * (1 - 2 * style.stroke_contrast)
    return (1 - sink) * image + sink * laid


def _watercolour(image: np.ndarray, laid: np.ndarray, water: float, seed: int) -> np.ndarray:
    """Pigment pools, light paper shows."""
    h, w = laid.shape[:2]
    side = max(h, w)
    pool = 0.5 + 0.5 * noise(h, w, 7, seed) + 0.25 * noise(h, w, 23, seed)
    thin = cv2.GaussianBlur(laid, (0, 0), side / 140)
    rim = np.abs(cv2.Laplacian(cv2.GaussianBlur(laid.mean(2), (0, 0), side / 120), cv2.CV_32F))[..., None]
    sheet = 1 - (1 - thin) * (0.7 + 0.3 * pool[..., None]) - 3 * rim
    return (1 - water) * image + water * np.clip(sheet, 0, 1)


def _softened(image: np.ndarray, style: Genes) -> np.ndarray:
    """Melting edges, float32[h, w, 3]."""
    blur = max(image.shape[:2]) * 0.011 * max(0.0, style.softness - 0.35) ** 1.3
    if blur > 0.3:
        image = cv2.GaussianBlur(image.astype(np.float32), (0, 0), blur)
    return image.astype(np.float32)


def _outlined(image: np.ndarray, ink: np.ndarray, style: Genes) -> np.ndarray:
    """Contours over the forms."""
    line = max(0.0, style.outline - 0.42) / 0.58
    if line <= 0:
        return image
    tone = srgb(np.array([0.12 + 0.8 * style.outline_tone, 0.05, 360 * style.hue])).astype(np.float32)
    strength = (min(1.0, 0.3 + 1.2 * line) * ink)[..., None]
    return (1 - strength) * image + strength * tone


def _grid(image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Row and column of every pixel, in 192nds of the longest side, float32[h, w] each."""
    h, w = image.shape[:2]
    gy, gx = np.mgrid[0:h, 0:w].astype(np.float32) * (192 / max(h, w))
    return gy, gx


def _hatched(image: np.ndarray, style: Genes) -> np.ndarray:
    """Dark parts hatched along the hand's slant, and across it."""
    hatch = max(0.0, style.hatching - 0.6) / 0.4
    if hatch <= 0:
        return image
    gy, gx = _grid(image)
    a = np.pi * (style.stroke_slant - 0.5) * 1.6
    dark = 1 - image.mean(axis=2)
    wave = np.sin((gx * np.sin(a) - gy * np.cos(a)) * 1.25)
    cross = np.sin((gx * np.cos(a) + gy * np.sin(a)) * 1.25)
    lines = np.clip((wave - 1 + 1.7 * dark) * 2, 0, 1) + 0.7 * np.clip((cross - 1 + 1.35 * dark) * 2, 0, 1)
    return image * (1 - 0.5 * hatch * np.clip(lines, 0, 1)[..., None])


def _surface(image: np.ndarray, height: np.ndarray, bristle: np.ndarray, thickness: float, style: Genes) -> np.ndarray:
    """The relief of thick paint, the weave of the support, and an old varnish."""
    if thickness > 0.03:
        relief = height + 0.22 * bristle
        raised = cv2.GaussianBlur(relief.astype(np.float32), (0, 0), max(image.shape[:2]) / 320)
        emboss = cv2.Sobel(raised, cv2.CV_32F, 1, 0) * -0.7 + cv2.Sobel(raised, cv2.CV_32F, 0, 1) * -0.7
        image = image * (1 + np.clip(0.16 * thickness * emboss, -0.45, 0.45))[..., None]
    gy, gx = _grid(image)
    weave = np.sin(gx * 1.9) * np.sin(gy * 1.9) + 0.4 * bristle
    image = image * (1 + 0.10 * style.grain**2 * weave[..., None])
    age = max(0.0, style.varnish - 0.3) ** 1.5
    return image * (1 - age * np.array([0.05, 0.17, 0.45], np.float32))
