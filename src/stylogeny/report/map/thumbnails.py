"""Thumbnails in sheets for the timeline map."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...corpus.works import Works
from ...progress import Callback, progress
from ..page_images import picture_of, save_jpeg

CELL = 64  # longest side of a thumbnail, px
ACROSS = 24  # cells in a row and in a column of a sheet
PAPER = 247


@dataclass(frozen=True, eq=False)
class Atlas:
    """Thumbnails on sheets.

    Parameters
    ----------
    names : list of str
        File names of the sheets; cell k of the atlas is on sheet ``k // ACROSS**2``.
    sizes : ndarray
        uint8[m, 2]: width and height of each thumbnail in its cell, 0 where a picture could not be read.
    colours : ndarray
        uint8[m, 3]: mean colour of each work.
    """

    names: list[str]
    sizes: np.ndarray
    colours: np.ndarray


def thumbnail_atlas(works: Works, rows: np.ndarray, folder: Path, *, callback: Callback | None = None) -> Atlas:
    """Thumbnails of `rows`, in that order, written as JPEG sheets into `folder`."""
    sizes = np.zeros((len(rows), 2), dtype=np.uint8)
    colours = np.full((len(rows), 3), 160, dtype=np.uint8)
    names: list[str] = []
    per = ACROSS * ACROSS
    sheet = np.zeros((0, 0, 3), dtype=np.uint8)
    for k, row in enumerate(progress(rows, "thumbnails", total=len(rows), callback=callback)):
        if k % per == 0:
            high = min(ACROSS, -(-(len(rows) - k) // ACROSS))
            sheet = np.full((high * CELL, ACROSS * CELL, 3), PAPER, dtype=np.uint8)
        thumb = picture_of(works, int(row), CELL)
        if thumb is not None:
            y, x = (k % per) // ACROSS * CELL, k % ACROSS * CELL
            sheet[y : y + thumb.shape[0], x : x + thumb.shape[1]] = thumb
            sizes[k] = thumb.shape[1], thumb.shape[0]
            colours[k] = thumb.reshape(-1, 3).mean(axis=0)
        if k % per == per - 1 or k == len(rows) - 1:
            names.append(f"sheet-{k // per:02d}.jpg")
            save_jpeg(sheet, folder / names[-1], quality=80)
    return Atlas(names, sizes, colours)
