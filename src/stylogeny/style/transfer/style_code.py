"""A picture's style as a vector: its texture statistics and its colours."""

from __future__ import annotations

import numpy as np
import torch

from ..encoders import Picture, read
from .features import RandomFilters
from .painting_network import colours
from .pictures import crop_frame, picture_tensor

SIDE = 128  # pixels at which a style's texture is read


def texture_code(picture: Picture, *, size: int = SIDE) -> np.ndarray:
    """Texture statistics of a picture, float32[d]: log mean and log spread of every default filter at every level."""
    rows, columns = read(picture).shape[:2]
    least = 0.56 * size  # of the shorter side: a long scroll has as many levels as a square
    with torch.no_grad():
        x = picture_tensor(picture, round(max(size, least * max(rows, columns) / min(rows, columns))))
        maps = RandomFilters(channels=16, seed=0).style(crop_frame(x))
        parts = [torch.cat([m.mean((2, 3)), m.std((2, 3))], 1)[0] for m in maps[:4]]
    return torch.log(torch.cat(parts) + 1e-3).numpy()


def colour_code(picture: Picture) -> torch.Tensor:
    """Colours of a picture, float32[1, 12]; see :func:`~.painting_network.colours`."""
    with torch.no_grad():
        return colours(crop_frame(picture_tensor(picture, SIDE)))


def style_code(picture: Picture) -> np.ndarray:
    """What a painter of pictures is steered by, float32[d + 12]: texture statistics, then colours."""
    return np.concatenate([texture_code(picture), colour_code(picture)[0].numpy()])
