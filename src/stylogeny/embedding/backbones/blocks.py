"""What a backbone is put together from: kinds of feature, each a block of columns."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from . import patches, statistics


class Blocks(Protocol):
    """One way to describe pictures, as one block of columns or several."""

    edition: str  # changes when it begins to give other numbers
    widths: tuple[int, ...]  # of its blocks

    def describe(self, pictures: list[np.ndarray]) -> np.ndarray:
        """float32[n, sum(widths)] of n pictures, each uint8[H, W, 3], each as if it were alone."""
        ...


class MeasuredBlocks:
    """What is measured in a picture by formulas alone.

    Parameters
    ----------
    side : int
        Longest side in pixels at which it is measured.
    """

    widths: tuple[int, ...] = (statistics.WIDTH,)

    def __init__(self, *, side: int = statistics.SIDE) -> None:
        self.side, self.edition = side, f"statistics/2@{side}"

    def describe(self, pictures: list[np.ndarray]) -> np.ndarray:
        """float32[n, 974]."""
        return np.stack([statistics.describe(p, side=self.side) for p in pictures])


class PatchBlocks:
    """The responses of a one-layer network to patches, whose filters were learned from painted pictures."""

    edition = "patches/1"
    widths: tuple[int, ...] = (patches.WIDTH_OF_RESPONSE,)

    def describe(self, pictures: list[np.ndarray]) -> np.ndarray:
        """float32[n, 512]."""
        return np.stack([patches.respond(p) for p in pictures])
