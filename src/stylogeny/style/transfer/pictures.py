"""Pictures as tensors: scaled, cropped, and their luminance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F

from ...errors import StylogenyError
from ..encoders import Picture, read

LUMA = (0.299, 0.587, 0.114)
NARROWEST = 16  # pixels of the shorter side, for the filters to have something to stand on
FRAME = 0.04  # of each side: scans often show a frame or paper there, and a frame is texture too


def picture_tensor(picture: Picture, size: int) -> torch.Tensor:
    """float[1, 3, H, W] in [0, 1] with longest side `size`.

    Raises
    ------
    StylogenyError
        For a picture that cannot be read, and for a strip that is too narrow at this size.
    """
    image = Image.fromarray(read(picture))
    scale = size / max(image.size)
    width, height = round(image.width * scale), round(image.height * scale)
    if min(width, height) < NARROWEST:
        least = -(-NARROWEST * max(image.size) // min(image.size))
        raise StylogenyError(
            f"the picture is a strip, which has less than {NARROWEST} pixels across at size {size}",
            got=f"{image.width} x {image.height}",
            fix=f"crop it, or ask for a size of at least {least}",
        )
    image = image.resize((width, height), Image.Resampling.LANCZOS)
    return torch.from_numpy(np.asarray(image, dtype=np.float32) / 255).permute(2, 0, 1)[None]


def picture_array(x: torch.Tensor) -> np.ndarray:
    """uint8[H, W, 3] of float[1, 3, H, W] in [0, 1]."""
    return (x[0].permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)


def crop_frame(x: torch.Tensor, share: float = FRAME) -> torch.Tensor:
    """Without the outermost share of each side."""
    rows, columns = (round(share * side) for side in x.shape[-2:])
    return x[..., rows : x.shape[-2] - rows, columns : x.shape[-1] - columns]


def resize(x: torch.Tensor, shape: Sequence[int]) -> torch.Tensor:
    """At another (height, width)."""
    if tuple(x.shape[-2:]) == tuple(shape):
        return x
    return F.interpolate(x, tuple(shape), mode="bilinear", antialias=True, align_corners=False)


def luminance(x: torch.Tensor) -> torch.Tensor:
    """[B, 1, H, W] of [B, 3, H, W]."""
    return (x * x.new_tensor(LUMA)[:, None, None]).sum(1, keepdim=True)


def match_luminance(style: torch.Tensor, content: torch.Tensor) -> torch.Tensor:
    """The style's luminance with the content's mean and spread."""
    return (style - style.mean()) / style.std().clamp_min(1e-3) * content.std() + content.mean()
