"""Is it one of the works? A picture of a work of the run is that work, not a new one beside it."""

from __future__ import annotations

import numpy as np
from PIL import Image

from .. import pictures as reader
from ..duplicates import RADIUS, bits_apart, picture_hash
from ..works import Works
from .alignment import compare


def recognise(picture: np.ndarray, works: Works, candidates: np.ndarray) -> int | None:
    """The row of the work that a picture uint8[H, W, 3] is a picture of, or None.

    Parameters
    ----------
    works : Works
    candidates : ndarray
        int64[k]: rows among which it is looked for, the nearest in the space, say. Those of the same design are laid
        over the picture; resized and recompressed ones are known, parts and tinted copies are not the work itself.
    """
    mark = picture_hash(Image.fromarray(picture))
    for row in map(int, candidates):
        other = reader.read(works.picture(row))
        if (
            bits_apart(mark, picture_hash(Image.fromarray(other))) < RADIUS
            and compare(picture, other, row=row).is_the_work
        ):
            return row
    return None
