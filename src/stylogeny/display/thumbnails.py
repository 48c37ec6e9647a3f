"""Small pictures, by the decoders that may be asked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

# the only decoders that are asked, whatever a file is called: others may start programs (PostScript)
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "DIB", "AVIF", "JPEG2000")


def thumbnail_of(picture: np.ndarray | Path, side: int) -> Image.Image:
    """A picture (uint8[H, W, 3] or a file) in RGB, at most `side` pixels a side.

    Raises
    ------
    OSError, ValueError, Image.DecompressionBombError
        For a file that cannot be read, or is of no format in :data:`FORMATS`.
    """
    if isinstance(picture, np.ndarray):
        image = Image.fromarray(picture)
    else:
        image = Image.open(picture, formats=[*FORMATS, *({"HEIF"} & Image.OPEN.keys())])  # where a package decodes it
    image.draft("RGB", (2 * side, 2 * side))  # a JPEG is decoded at about the size that is needed
    image = image.convert("RGB")
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    return image
