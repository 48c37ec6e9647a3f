"""Pictures for the report: thumbnails in sheets for the map, and single pictures for the pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from ..artifacts import replacing
from ..corpus.pictures import read
from ..corpus.works import Works
from ..errors import StylogenyError
from ..progress import Callback, progress

CELL = 64  # longest side of a thumbnail, px
ACROSS = 24  # cells a side of a sheet
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


def save_jpeg(picture: np.ndarray, path: Path, *, quality: int = 84) -> None:
    """Write uint8[H, W, 3] as JPEG, atomically."""
    with replacing(path) as part:
        Image.fromarray(picture).save(part, format="JPEG", quality=quality, optimize=True)


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


def picture_of(works: Works, row: int, longest: int) -> np.ndarray | None:
    """A work's picture, uint8[H, W, 3] of that longest side at most; None when it cannot be read."""
    if not works.pictured[row]:
        return None
    try:
        return _within(read(works.picture(row)), longest)
    except (StylogenyError, OSError):
        return None


def _within(picture: np.ndarray, longest: int) -> np.ndarray:
    high, wide = picture.shape[:2]
    scale = min(longest / max(high, wide), 1.0)
    if scale == 1.0:
        return picture
    to = max(1, round(wide * scale)), max(1, round(high * scale))
    return np.asarray(Image.fromarray(picture).resize(to, Image.Resampling.LANCZOS))


@dataclass(frozen=True)
class PageImage:
    """A picture on a page: its address relative to the report's folder and its size in pixels."""

    src: str
    width: int
    height: int


def plates(works: Works, rows: Iterable[int], folder: Path, *, longest: int = 420) -> dict[int, PageImage]:
    """Write the pictures of these works into `folder`/pictures; those that cannot be read are left out."""
    found = {}
    for row in progress(sorted(set(rows)), "pictures"):
        picture = picture_of(works, row, longest)
        if picture is not None:
            found[row] = plate(picture, folder, f"pictures/w{row:06d}.jpg")
    return found


def plate(picture: np.ndarray, folder: Path, src: str) -> PageImage:
    """Write one picture and say where it is."""
    save_jpeg(picture, folder / src)
    return PageImage(src, picture.shape[1], picture.shape[0])
