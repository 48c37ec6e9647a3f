"""Sizes of pictures: what may be asked for, and pictures brought to a size."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ..errors import StylogenyError

SMALLEST, LARGEST = 32, 1024  # pixels a side of what may be asked for


def canvas_size(size: int | Sequence[int], factor: int) -> tuple[int, int]:
    """(height, width) of what was asked for; raises unless both are multiples of `factor` from 32 to 1024."""
    if isinstance(size, (int, np.integer)):
        size = (size, size)
    if isinstance(size, float) or len(size) != 2 or any(s != int(s) for s in size):
        raise StylogenyError("a size is one number of pixels or (height, width)", got=size)
    height, width = (int(s) for s in size)
    if height % factor or width % factor or not SMALLEST <= min(height, width) <= max(height, width) <= LARGEST:
        near = " x ".join(str(int(np.clip(round(s / factor) * factor, SMALLEST, LARGEST))) for s in (height, width))
        raise StylogenyError(
            f"sizes are multiples of {factor} from {SMALLEST} to {LARGEST} pixels",
            got=f"{height} x {width}",
            fix=f"try {near}",
        )
    return height, width


def check_content(content: np.ndarray | None, shape: tuple[int, int]) -> None:
    """Raise unless a content picture, where there is one, is uint8[H, W, 3] of this (height, width)."""
    if content is None:
        return
    if np.shape(content) != (*shape, 3):
        raise StylogenyError(
            "the content picture must have the size asked for",
            got=f"{np.shape(content)} for {shape[0]} x {shape[1]}",
            fix="resize it first",
        )
    if np.asarray(content).dtype != np.uint8:
        raise StylogenyError("a content picture is uint8, 0 to 255", got=np.asarray(content).dtype)


def resize(picture: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """A picture at another (height, width), uint8[H, W, 3]."""
    (height, width), (high, wide) = picture.shape[:2], shape
    if (high, wide) == (height, width):
        return np.ascontiguousarray(picture)
    how = cv2.INTER_AREA if high * wide < height * width else cv2.INTER_CUBIC
    return cv2.resize(picture, (wide, high), interpolation=how)


def scale_to_area(picture: np.ndarray, side: int, factor: int, *, enlarge: bool = True) -> np.ndarray:
    """A picture resized, its aspect kept, to about side x side pixels in area, both sides multiples of `factor`."""
    height, width = picture.shape[:2]
    scale = side / np.sqrt(height * width)
    scale = scale if enlarge else min(scale, 1.0)
    high, wide = (max(2, round(s * scale / factor)) * factor for s in (height, width))
    return resize(picture, (high, wide))


def crop_to(picture: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """The middle of a picture, as much as has the aspect of a (height, width), at that size, uint8[H, W, 3]."""
    height, width = picture.shape[:2]
    high, wide = min(height, round(width * shape[0] / shape[1])), min(width, round(height * shape[1] / shape[0]))
    top, left = (height - high) // 2, (width - wide) // 2
    return resize(picture[top : top + max(high, 1), left : left + max(wide, 1)], shape)


def blur(picture: np.ndarray, side: int) -> np.ndarray:
    """A picture as it would look if its shorter side had had `side` pixels, uint8[H, W, 3]."""
    height, width = picture.shape[:2]
    small = tuple(max(2, round(s * side / min(height, width))) for s in (width, height))
    return cv2.resize(
        cv2.resize(picture, small, interpolation=cv2.INTER_AREA), (width, height), interpolation=cv2.INTER_CUBIC
    )
