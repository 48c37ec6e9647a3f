"""The genome of a painted style: named genes in (0, 1), apart from what is depicted.

A work's latent style is a standard-normal-like vector z, one number per gene; the gene's value is Phi(z), so that small
steps of z are small changes of looks everywhere. What is depicted (motif, layout, format) is content, drawn apart.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

GENES = {
    "hue": "the dominant hue of the palette, round the colour circle",
    "harmony": "one hue family, or opposite hues side by side",
    "unnatural": "local colour as seen, or the palette's own colours",
    "saturation": "greys to full colour",
    "key": "dark picture to light picture",
    "contrast": "narrow to wide range of values",
    "light_angle": "light from the right to light from the left",
    "chiaroscuro": "even light to a spot in the dark",
    "haze": "clear distance to atmosphere",
    "horizon": "low to high horizon",
    "perspective": "flat arrangement to deep space",
    "symmetry": "free to mirrored layout",
    "zoom": "distant to close view",
    "crowding": "few to many things",
    "angularity": "round to faceted shapes",
    "distortion": "true to warped outlines",
    "elongation": "squat to stretched figures",
    "flatness": "modelled to flat shapes",
    "stroke_length": "dabs to long strokes",
    "stroke_width": "fine to broad brush",
    "stroke_curl": "straight to swirling strokes",
    "stroke_slant": "the hand's own direction",
    "stroke_order": "strokes follow the forms, or the hand",
    "stroke_contrast": "blended to broken colour",
    "impasto": "smooth to thick paint",
    "cover": "bare ground to full cover",
    "outline": "no contour to a heavy contour",
    "outline_tone": "dark to light contour",
    "softness": "hard to melting edges",
    "hatching": "no to strong hatching",
    "grain": "smooth support to coarse canvas",
    "wash": "opaque to watercolour blooms",
    "varnish": "fresh to yellowed",
}
NAMES = tuple(GENES)
SIZE = len(NAMES)


class Genes:
    """The gene values of one work, each in (0, 1), by name: ``style.impasto``."""

    __slots__ = NAMES

    def __init__(self, values: np.ndarray) -> None:
        for name, value in zip(NAMES, values, strict=True):
            object.__setattr__(self, name, float(value))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a style is immutable")

    def __getattr__(self, name: str) -> float:  # only reached for names that are no genes
        raise AttributeError(f"no gene is called {name!r}")


def express(latent: np.ndarray) -> np.ndarray:
    """Gene values Phi(z) of latent styles: float[..., SIZE] -> float[..., SIZE] in (0, 1)."""
    return ndtr(latent)


def style(latent: np.ndarray) -> Genes:
    """The named genes of one latent style z, float[SIZE]."""
    return Genes(express(np.asarray(latent, dtype=np.float64)))
