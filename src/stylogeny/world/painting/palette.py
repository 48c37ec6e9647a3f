"""Colour: things have a natural colour; a style bends it. All in OKLCH (Ottosson 2020), where equal steps look
equal."""

from __future__ import annotations

import numpy as np

from .genome import Genes

# role -> natural lightness, chroma, hue in degrees
NATURAL = {
    "sky": (0.80, 0.06, 235), "cloud": (0.93, 0.02, 80), "sun": (0.95, 0.12, 90), "water": (0.58, 0.07, 225),
    "far": (0.64, 0.05, 225), "hill": (0.55, 0.09, 140), "ground": (0.62, 0.09, 110), "path": (0.74, 0.06, 80),
    "foliage": (0.45, 0.11, 142), "foliage2": (0.56, 0.12, 120), "trunk": (0.36, 0.05, 55), "rock": (0.52, 0.03, 60),
    "snow": (0.95, 0.01, 230), "wall": (0.80, 0.06, 75), "wall2": (0.70, 0.08, 50), "roof": (0.50, 0.12, 38),
    "dark": (0.22, 0.02, 60), "light": (0.95, 0.03, 90), "skin": (0.78, 0.07, 55), "hair": (0.30, 0.05, 50),
    "cloth": (0.45, 0.14, 20), "cloth2": (0.48, 0.11, 255), "cloth3": (0.62, 0.12, 150), "back": (0.42, 0.05, 70),
    "table": (0.55, 0.08, 60), "drape": (0.88, 0.03, 85), "fruit": (0.68, 0.16, 50), "fruit2": (0.60, 0.18, 28),
    "fruit3": (0.72, 0.15, 115), "glass": (0.66, 0.06, 190), "clay": (0.52, 0.11, 45), "flower": (0.72, 0.15, 350),
    "accent": (0.62, 0.20, 30),
}  # fmt: skip
ROLES = tuple(NATURAL)
_TABLE = np.array([NATURAL[r] for r in ROLES])


def srgb(lch: np.ndarray) -> np.ndarray:
    """OKLCH (hue in degrees) to sRGB in 0..1, clipped; float[..., 3]."""
    lch = np.asarray(lch, dtype=np.float64)
    angle = np.deg2rad(lch[..., 2])
    a, b = lch[..., 1] * np.cos(angle), lch[..., 1] * np.sin(angle)
    light = lch[..., 0]
    cone = np.stack(
        [
            light + 0.3963377774 * a + 0.2158037573 * b,
            light - 0.1055613458 * a - 0.0638541728 * b,
            light - 0.0894841775 * a - 1.2914855480 * b,
        ],
        axis=-1,
    )
    to_linear = np.array(
        [
            [4.0767416621, -3.3077115913, 0.2309699292],
            [-1.2684380046, 2.6097574011, -0.3413193965],
            [-0.0041960863, -0.7034186147, 1.7076147010],
        ]
    )
    linear = np.clip(cone**3 @ to_linear.T, 0, 1)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


def palette(style: Genes) -> np.ndarray:
    """OKLCH of every role under a style, float64[len(ROLES), 3]."""
    light, chroma, hue = _TABLE.T
    # the palette's own hues: each role is pulled to the nearer of two poles, the dominant hue and its partner
    pole = 360.0 * style.hue
    partner = pole + 40 + 150 * style.harmony
    warm = np.cos(np.deg2rad(hue - 60)) > 0.25
    target = np.where(warm, pole, partner) + (hue - hue.mean()) * 0.12
    pull = style.unnatural**2
    turn = (target - hue + 180) % 360 - 180
    chroma = chroma * (1 - pull) + (0.55 * chroma + 0.055) * pull
    chroma = chroma * (0.25 + 1.5 * style.saturation)
    spread = 0.55 + 1.0 * style.contrast
    light = 0.45 + 0.35 * style.key + (light - 0.62) * spread
    return np.stack([np.clip(light, 0.06, 0.98), chroma, hue + pull * turn], axis=1)
