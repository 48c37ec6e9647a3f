"""A description that a re-saving hardly moves: blocks without the directions in which resizing, JPEG and blur shift
them.

The directions were learned once, by ``python training/steadiness.py``, on painted works and procedural pictures, and
ship with the package; no work of any artist is in them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from ...artifacts import Format, read_tensors
from .blocks import Blocks

WEIGHTS = Path(__file__).parent / "weights" / "steadiness.safetensors"
FORMAT = Format("steadiness", 1, "install stylogeny again")


@cache
def shipped() -> Mapping[str, np.ndarray]:
    """``scale`` float32[D], the spread of each column, and ``directions.BLOCK`` float32[k, width] of each block."""
    return read_tensors(WEIGHTS, FORMAT)[0]


class SteadyBlocks:
    """Other blocks without what moves when a picture is saved anew.

    Parameters
    ----------
    parts : sequence of Blocks
        Those that the directions were learned of.
    """

    def __init__(self, parts: Sequence[Blocks]) -> None:
        self._parts = tuple(parts)
        self.widths = tuple(width for part in parts for width in part.widths)
        self.edition = " ".join([*(part.edition for part in parts), "steady/1"])

    def describe(self, pictures: list[np.ndarray]) -> np.ndarray:
        """float32[n, D] of n pictures, each uint8[H, W, 3]."""
        out = np.concatenate([part.describe(pictures) for part in self._parts], axis=1)
        weights, start = shipped(), 0
        for block, width in enumerate(self.widths):
            columns, directions = slice(start, start + width), weights[f"directions.{block}"]
            scale = weights["scale"][columns]
            for row in out[:, columns]:  # summed by NumPy row by row: the same bytes whatever stands beside
                along = (directions * (row / scale)).sum(1)
                row -= scale * (along[:, None] * directions).sum(0)
            start += width
        return out
