"""Random crops of works: a part of each, mirrored or not and gently bent, as it would fill the canvas.

A painter's motif is not tied to its place. Cropped so, a few works are many, none of them where it was, and a picture
made from them has a composition that no work has.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

BEND = 0.035  # standard deviation of the bend at its knots, in parts of the canvas
KNOTS = 4
CLOSEST = 1.35  # how far a crop may zoom in on a work
STRETCH = 1.3  # how much narrower or wider than the work a crop may be before it is cut to the canvas


@dataclass(frozen=True, eq=False)
class Crop:
    """One crop of a work.

    Parameters
    ----------
    row : int
        The work.
    corner, part : (vertical, horizontal)
        The part of the work that it shows, in parts of its sides: where it begins and how much it is.
    mirrored : bool
    bend : ndarray
        float32[KNOTS, KNOTS, 2]: how far the knots of a grid over the canvas are moved, (horizontal, vertical).
    """

    row: int
    corner: tuple[float, float]
    part: tuple[float, float]
    mirrored: bool
    bend: np.ndarray

    @classmethod
    def of(cls, row: int, work: tuple[int, int], canvas: tuple[int, int], rng: np.random.Generator) -> Crop:
        """A random crop of a work of `work` (height, width) for a canvas of (height, width)."""
        wanted, own = canvas[1] / canvas[0], work[1] / work[0]
        aspect = own * np.clip(wanted / own, 1 / STRETCH, STRETCH)
        high, wide = min(1.0, aspect / wanted), min(1.0, wanted / aspect)
        closer = 1 + (CLOSEST - 1) * rng.random()
        high, wide = high / closer, wide / closer
        corner = (float((1 - high) * rng.beta(2, 2)), float((1 - wide) * rng.random()))
        mirrored = bool(rng.random() < 0.5)
        return cls(row, corner, (high, wide), mirrored, BEND * rng.standard_normal((KNOTS, KNOTS, 2), dtype=np.float32))

    def apply(self, picture: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
        """The crop of the work's picture, uint8[h, w, 3] to uint8[*shape, 3]; its border is mirrored outwards."""
        (height, width), (high, wide) = shape, picture.shape[:2]
        bend = cv2.resize(self.bend, (width, height), interpolation=cv2.INTER_CUBIC)
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        u, v = (x + 0.5) / width + bend[..., 0], (y + 0.5) / height + bend[..., 1]
        u = self.corner[1] + self.part[1] * (1 - u if self.mirrored else u)
        v = self.corner[0] + self.part[0] * v
        there = (u * wide - 0.5).astype(np.float32), (v * high - 0.5).astype(np.float32)
        return cv2.remap(picture, *there, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101)
