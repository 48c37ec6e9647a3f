"""Windows of a picture, and which of them a repaint can reach.

Sizes are in units of which the longer side of the picture has 224: windows of 64, one every 16, and a repaint of 32,
so that the same holds for a picture of any resolution. A window is cut from the picture's own pixels and depends on no
other; what is done with it afterwards, resizing included, cannot reach outside.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ...errors import StylogenyError

UNITS = 224  # of the longer side
SIDE, STRIDE, REPAINT = 64, 16, 32  # of a window, from one to the next, of a repaint, in these units
LEAST = 8  # pixels of a window's side, below which nothing can be seen in it


@dataclass(frozen=True, eq=False)
class Windows:
    """A grid of windows.

    Parameters
    ----------
    top, left : ndarray
        int64[rows], int64[columns]: where they begin, in pixels.
    height, width : int
        Of each, in pixels.
    shape : (int, int)
        Height and width of the picture.
    """

    top: np.ndarray
    left: np.ndarray
    height: int
    width: int
    shape: tuple[int, int]

    @classmethod
    def over(cls, shape: tuple[int, int], *, side: int = SIDE, stride: int = STRIDE) -> Windows:
        """Windows that cover a picture of this height and width, spread evenly from edge to edge.

        Raises
        ------
        StylogenyError
            For a picture so small that a window would have under 8 pixels a side, and for sizes of no sense.
        """
        if not 1 <= stride <= side <= UNITS:
            raise StylogenyError(
                f"windows are 1 to {UNITS} wide and no farther apart", got=f"windows of {side}, one every {stride}"
            )
        unit = max(shape) / UNITS
        pixels = round(side * unit)
        if min(pixels, *shape) < LEAST:
            raise StylogenyError(
                "the picture is too small for windows", got=f"{shape[1]} x {shape[0]} pixels",
                fix="give it at a higher resolution",
            )  # fmt: skip
        height, width = min(pixels, shape[0]), min(pixels, shape[1])
        top, left = (_starts(long, own, stride * unit) for long, own in zip(shape, (height, width)))
        return cls(top, left, height, width, (shape[0], shape[1]))

    def __len__(self) -> int:
        return len(self.top) * len(self.left)

    def cut(self, picture: np.ndarray) -> Iterator[np.ndarray]:
        """The windows of a picture uint8[H, W, 3], row by row, each uint8[height, width, 3]."""
        for y in self.top:
            for x in self.left:
                yield picture[y : y + self.height, x : x + self.width]

    def pixels(self, units: int) -> int:
        """A length in the picture's pixels, at least one."""
        return max(1, round(units * max(self.shape) / UNITS))

    def reached(self, side: int) -> list[tuple[slice, slice]]:
        """The rectangles of windows, rows and columns, that some square repaint of `side` pixels reaches."""
        rows = _ranges(self.top, self.height, side, self.shape[0])
        columns = _ranges(self.left, self.width, side, self.shape[1])
        return [(r, c) for r in rows for c in columns]


def _starts(long: int, own: int, step: float) -> np.ndarray:
    count = int(np.ceil((long - own) / step - 1e-9)) + 1
    return np.unique(np.round(np.linspace(0, long - own, count)).astype(np.int64))


def _ranges(starts: np.ndarray, own: int, side: int, long: int) -> list[slice]:
    """Which windows along one axis an interval of `side` pixels overlaps, for every place that it can have."""
    side = min(side, long)
    begin = np.arange(long - side + 1)
    first = np.searchsorted(starts, begin - own, side="right")  # the first that ends after it begins
    last = np.searchsorted(starts, begin + side, side="left")  # one past the last that begins before it ends
    pairs = np.unique(np.stack([first, last], axis=1), axis=0)
    return [slice(int(a), int(b)) for a, b in pairs]
