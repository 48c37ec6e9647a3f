"""Pictures saved alike: the same size, the same compression, and no grid of an earlier one.

Real pictures come as JPEG files, drawn ones as PNG. A detector that is taught on both as they come learns JPEG. So each
picture, real or drawn, is made smaller by an odd factor, which takes the grid of an earlier compression away, and is
then saved in the same way as the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ...generation.canvas import resize

SHRINK = 0.83  # of the longer side: an earlier 8-pixel grid is then no grid


@dataclass(frozen=True)
class Saving:
    """How a picture is saved.

    Parameters
    ----------
    side : int
        Longest side, pixels; a smaller picture is not made larger.
    quality : int
        Of JPEG, 1 to 100; 0 for none.
    """

    side: int
    quality: int = 0

    def __str__(self) -> str:
        return f"{self.side} px, {f'JPEG {self.quality}' if self.quality else 'no JPEG'}"

    def of(self, picture: np.ndarray) -> np.ndarray:
        """A picture uint8[H, W, 3] saved so, uint8[h, w, 3]."""
        scale = min(1.0, self.side / max(picture.shape))
        out = picture if scale == 1 else resized(picture, scale)
        return jpeg(out, self.quality) if self.quality else out


def resized(picture: np.ndarray, scale: float) -> np.ndarray:
    """A picture uint8[H, W, 3] at another scale, at least 8 pixels a side."""
    height, width = (max(8, round(side * scale)) for side in picture.shape[:2])
    return resize(picture, (height, width))


def jpeg(picture: np.ndarray, quality: int) -> np.ndarray:
    """A picture uint8[H, W, 3] as it comes back from a JPEG file of this quality."""
    done, data = cv2.imencode(".jpg", np.ascontiguousarray(picture[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert done
    return np.ascontiguousarray(np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR))[..., ::-1])


def savings(sides: Sequence[int], qualities: Sequence[int]) -> list[Saving]:
    """Every size with every quality."""
    return [Saving(side, quality) for side in sides for quality in qualities]
