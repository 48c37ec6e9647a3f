"""Pictures on pages: read, made smaller, written as JPEG, with their addresses and sizes."""

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
from ..progress import progress

LONGEST = 420  # side of a picture on a page, px


@dataclass(frozen=True)
class PageImage:
    """A picture on a page: its address relative to the report's folder and its size in pixels."""

    src: str
    width: int
    height: int


def save_jpeg(picture: np.ndarray, path: Path, *, quality: int = 84) -> None:
    """Write uint8[H, W, 3] as JPEG, atomically."""
    with replacing(path) as part:
        Image.fromarray(picture).save(part, format="JPEG", quality=quality, optimize=True)


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


def write_image(picture: np.ndarray, folder: Path, src: str) -> PageImage:
    """Write one picture into the report's folder and say where it is."""
    save_jpeg(picture, folder / src)
    return PageImage(src, picture.shape[1], picture.shape[0])


def write_images(works: Works, rows: Iterable[int], folder: Path, *, longest: int = LONGEST) -> dict[int, PageImage]:
    """Write the pictures of these works into `folder`/pictures; those that cannot be read are left out."""
    images = {}
    for row in progress(sorted(set(rows)), "pictures"):
        picture = picture_of(works, row, longest)
        if picture is not None:
            images[row] = write_image(picture, folder, f"pictures/w{row:06d}.jpg")
    return images
