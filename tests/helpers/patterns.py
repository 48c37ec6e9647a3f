"""Pictures with plain textures: stripes, and a disc."""

from __future__ import annotations

import numpy as np


def stripes(period: float, colour: tuple[int, int, int], *, size: int = 64, vertical: bool = False) -> np.ndarray:
    """Stripes of a colour and its opposite, uint8[size, size, 3]."""
    wave = (np.sin(np.arange(size) * 2 * np.pi / period) > 0)[:, None] * np.ones((1, size))
    wave = wave.T if vertical else wave
    return (wave[..., None] * np.array(colour) + (1 - wave[..., None]) * (255 - np.array(colour)) / 3).astype(np.uint8)


def disc() -> np.ndarray:
    """A light disc on dark ground, uint8[64, 64, 3]."""
    y, x = np.mgrid[:64, :64] - 31.5
    inside = (x**2 + y**2 < 20**2)[..., None]
    return (inside * np.array([220, 220, 210]) + ~inside * np.array([40, 50, 60])).astype(np.uint8)


def looks() -> list[np.ndarray]:
    """Red stripes across, blue ones down."""
    return [stripes(6, (230, 60, 20)), stripes(6, (20, 80, 230), vertical=True)]
