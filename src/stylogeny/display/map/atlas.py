"""Thumbnails on sheets, with levels of detail: cells of 64, 32 and 16 pixels on sheets of 2,048.

Sheets are written one by one in the order of the works, each whole or not at all, so that a map can show the first
while the others are being made, and a killed process goes on where it stopped.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from PIL import Image

from ...artifacts import Format, read_tensors, write_tensors
from ...errors import StylogenyError
from ...files import replacing
from ...progress import Callback, progress
from .data import AGAIN

SIDE = 2048  # px of a sheet
CELLS = (64, 32, 16)  # px of a cell, the largest first: the others are made from it
LARGEST = CELLS[0]
PER_SHEET = (SIDE // LARGEST) ** 2
QUALITY = 84
FORMAT = Format("map-cells", 1, AGAIN)
Thumbnail = Callable[[int], np.ndarray | None]


@dataclass(frozen=True, eq=False)
class Sheet:
    """At most 1,024 thumbnails.

    Parameters
    ----------
    picture : ndarray
        uint8[height, 2048, 3]: cells of 64 pixels, row by row; a thumbnail stands in the upper left of its cell, and
        its last row and column go on to the cell's end, so that nothing foreign bleeds into a scaled one.
    sizes : ndarray
        uint8[k, 2]: width and height of each, 0 where there is none.
    colours : ndarray
        uint8[k, 3]: mean colours.
    """

    picture: np.ndarray
    sizes: np.ndarray
    colours: np.ndarray

    def jpeg(self) -> bytes:
        """The picture as a JPEG file."""
        file = io.BytesIO()
        Image.fromarray(self.picture).save(file, format="JPEG", quality=QUALITY)
        return file.getvalue()


def sheet_of(thumbnails: Sequence[np.ndarray | None]) -> Sheet:
    """A sheet of thumbnails uint8[h, w, 3] of at most 64 pixels a side."""
    across = SIDE // LARGEST
    cells = np.zeros((-(-max(len(thumbnails), 1) // across) * across, LARGEST, LARGEST, 3), dtype=np.uint8)
    sizes = np.zeros((len(thumbnails), 2), dtype=np.uint8)
    colours = np.full((len(thumbnails), 3), 150, dtype=np.uint8)
    for k, thumbnail in enumerate(thumbnails):
        if thumbnail is None:
            continue
        high, wide = thumbnail.shape[:2]
        cells[k] = np.pad(thumbnail, ((0, LARGEST - high), (0, LARGEST - wide), (0, 0)), mode="edge")
        sizes[k] = wide, high
        colours[k] = thumbnail.reshape(-1, 3).mean(axis=0)
    return Sheet(_joined(cells), sizes, colours)


@dataclass(frozen=True)
class AtlasFolder:
    """Sheets of n thumbnails in a folder.

    Parameters
    ----------
    folder : Path
    n : int
    """

    folder: Path
    n: int

    def sheets(self, cell: int) -> int:
        """How many sheets of cells of so many pixels there will be."""
        return -(-self.n // (SIDE // cell) ** 2)

    def sheet(self, cell: int, number: int) -> Path:
        """The path of a sheet."""
        return self.folder / f"sheet-{cell}-{number:04d}.jpg"

    def cells(self, number: int) -> Path:
        """The path of the sizes and colours on a sheet of the largest cells."""
        return self.folder / f"cells-{number:04d}.safetensors"

    def ready(self) -> dict[int, int]:
        """How many sheets there are already, from the first without a gap, by size of cell."""
        counts = {}
        for cell in CELLS:
            there = (self.sheet(cell, k).exists() for k in range(self.sheets(cell)))
            counts[cell] = next((k for k, yes in enumerate(there) if not yes), self.sheets(cell))
        return counts

    @property
    def done(self) -> bool:
        """Whether every sheet is there."""
        return self.ready() == {cell: self.sheets(cell) for cell in CELLS}

    def build(
        self, thumbnail: Thumbnail, *, stopped: Callable[[], bool] = lambda: False, callback: Callback | None = None
    ) -> None:
        """Make the sheets that are missing.

        Parameters
        ----------
        thumbnail : callable
            The picture of the k-th work, uint8[h, w, 3] with no side above 64; None where there is none.
        stopped : callable
            Asked before each thumbnail; the sheet that was begun is lost when it says yes.
        """
        missing = [k for k in range(self.sheets(LARGEST)) if not self._whole(k)]
        numbers = [k for sheet in missing for k in range(sheet * PER_SHEET, min((sheet + 1) * PER_SHEET, self.n))]
        pending: list[np.ndarray | None] = []
        for k in progress(numbers, "thumbnails", total=len(numbers), callback=callback):
            if stopped():
                return
            pending.append(thumbnail(k))
            if k % PER_SHEET == PER_SHEET - 1 or k == self.n - 1:
                self._write(k // PER_SHEET, sheet_of(pending))
                pending = []
        for larger, cell in pairwise(CELLS):
            for number in range(self.sheets(cell)):
                if stopped():
                    return
                if not self.sheet(cell, number).exists():
                    self._reduce(larger, cell, number)

    def _whole(self, number: int) -> bool:
        if not self.sheet(LARGEST, number).exists():
            return False
        try:
            read_tensors(self.cells(number), FORMAT)
        except StylogenyError:
            return False
        return True

    def _write(self, number: int, sheet: Sheet) -> None:
        write_tensors(self.cells(number), {"sizes": sheet.sizes, "colours": sheet.colours}, FORMAT)
        with replacing(self.sheet(LARGEST, number)) as part:
            part.write_bytes(sheet.jpeg())

    def _reduce(self, larger: int, cell: int, number: int) -> None:
        """Write a sheet of cells half as large, from the four sheets that hold the same works."""
        sources = [self.sheet(larger, 4 * number + k) for k in range(4)]
        cells = [_cut(np.asarray(Image.open(file, formats=["JPEG"])), larger) for file in sources if file.exists()]
        whole = np.concatenate(cells).astype(np.uint16)
        half = whole.reshape(len(whole), cell, 2, cell, 2, 3).sum(axis=(2, 4))
        with replacing(self.sheet(cell, number)) as part:
            picture = Image.fromarray(_joined(((half + 2) // 4).astype(np.uint8)))
            picture.save(part, format="JPEG", quality=QUALITY)


def _joined(cells: np.ndarray) -> np.ndarray:
    """Cells uint8[k, c, c, 3], row by row on a sheet that is as high as they need."""
    c = cells.shape[1]
    across = SIDE // c
    rows = -(-len(cells) // across)
    full = np.zeros((rows * across, c, c, 3), dtype=np.uint8)
    full[: len(cells)] = cells
    return full.reshape(rows, across, c, c, 3).transpose(0, 2, 1, 3, 4).reshape(rows * c, SIDE, 3)


def _cut(sheet: np.ndarray, c: int) -> np.ndarray:
    """The cells of a sheet, uint8[k, c, c, 3]."""
    rows = sheet.shape[0] // c
    return sheet.reshape(rows, c, SIDE // c, c, 3).transpose(0, 2, 1, 3, 4).reshape(-1, c, c, 3)
