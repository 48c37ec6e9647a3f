"""ComfyUI nodes for a style that is a folder of pictures: the pictures themselves, and the style's colours on another.

This file is copied out as it is and needs torch, numpy and Pillow only; no encoder has seen the style.
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import torch
from PIL import Image

PICTURES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "pictures")
SIDE = 512  # pixels of the squares of a batch: a CLIP looks at less
FLOOR = 1e-4  # smallest variance of a colour axis


def picture_names() -> list[str]:
    """The pictures beside this node, the weightiest first."""
    files = os.listdir(PICTURES) if os.path.isdir(PICTURES) else []
    return sorted(f for f in files if f.lower().endswith((".png", ".jpg", ".jpeg", ".webp")))


def read_square(name: str, side: int) -> np.ndarray:
    """The middle square of a picture, float32[side, side, 3] in 0 to 1."""
    with Image.open(os.path.join(PICTURES, name), formats=("PNG", "JPEG", "WEBP")) as image:
        edge = min(image.size)
        left, top = (image.width - edge) // 2, (image.height - edge) // 2
        square = image.convert("RGB").crop((left, top, left + edge, top + edge))
        return np.asarray(square.resize((side, side), Image.Resampling.LANCZOS), dtype=np.float32) / 255


class StylogenyPictures:
    """The style's pictures as one batch [B, side, side, 3]: for IP-Adapters, CLIP vision, ControlNets, VAE encoders."""

    CATEGORY = "image/style"
    FUNCTION = "pictures"
    RETURN_TYPES = ("IMAGE",)

    @classmethod
    def INPUT_TYPES(cls) -> dict[str, Any]:
        return {
            "required": {
                "count": ("INT", {"default": min(4, max(1, len(picture_names()))), "min": 1, "max": 64}),
                "side": ("INT", {"default": SIDE, "min": 64, "max": 2048, "step": 8}),
            }
        }

    def pictures(self, count: int, side: int) -> tuple[torch.Tensor]:
        names = picture_names()[:count]
        if not names:
            raise ValueError(f"no pictures in {PICTURES}")
        return (torch.from_numpy(np.stack([read_square(name, side) for name in names])),)


class StylogenyColours:
    """A picture in the colours of others: the optimal transport between the Gaussians of their colours."""

    CATEGORY = "image/style"
    FUNCTION = "recolour"
    RETURN_TYPES = ("IMAGE",)

    @classmethod
    def INPUT_TYPES(cls) -> dict[str, Any]:
        return {
            "required": {
                "image": ("IMAGE",),
                "style": ("IMAGE",),
                "strength": ("FLOAT", {"default": 0.6, "min": 0.0, "max": 1.0, "step": 0.01}),
            }
        }

    def recolour(self, image: torch.Tensor, style: torch.Tensor, strength: float) -> tuple[torch.Tensor]:
        wanted = _gaussian(style)
        out = []
        for one in image.float():
            mean, covariance = _gaussian(one)
            root, back = _power(covariance, 0.5), _power(covariance, -0.5)
            matrix = back @ _power(root @ wanted[1] @ root, 0.5) @ back
            moved = (one - mean) @ matrix.T + wanted[0]
            out.append((one + strength * (moved - one)).clamp(0, 1))
        return (torch.stack(out),)


def _gaussian(pixels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean [3] and covariance [3, 3] of colours [..., 3]."""
    flat = pixels.float().reshape(-1, 3)
    mean = flat.mean(0)
    return mean, (flat - mean).T @ (flat - mean) / len(flat) + FLOOR * torch.eye(3)


def _power(matrix: torch.Tensor, exponent: float) -> torch.Tensor:
    values, vectors = torch.linalg.eigh((matrix + matrix.T) / 2)
    return vectors @ torch.diag(values.clamp_min(1e-9) ** exponent) @ vectors.T


NODE_CLASS_MAPPINGS = {"StylogenyPictures": StylogenyPictures, "StylogenyColours": StylogenyColours}
NODE_DISPLAY_NAME_MAPPINGS = {
    "StylogenyPictures": "Stylogeny: the style's pictures",
    "StylogenyColours": "Stylogeny: in the style's colours",
}
