"""A one-layer convolutional network whose filters were learned from painted pictures, and ship with the package.

Whitened patches at two scales are compared with a dictionary learned by k-means and rectified; the mean and the
spread of each filter's response over the picture are kept (Coates & Ng 2012). ``python training/backbone.py`` learns
the dictionary from painted worlds and procedural pictures; no work of any artist is in it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

WEIGHTS = Path(__file__).parent / "weights" / "patches.safetensors"
SIDES = (160, 56)  # longest sides, pixels: brushwork, and larger forms
WIDTH, STRIDE = 6, 2  # of a patch, pixels
NOISE = 8 / 255  # contrasts below this are not blown up
WIDTH_OF_RESPONSE = 512  # numbers that describe a picture
THRESHOLD = 0.5  # of a response, standard deviations of a whitened patch's projection


def cut(picture: np.ndarray, side: int, *, stride: int = STRIDE) -> np.ndarray:
    """Contrast-normalised patches of a picture uint8[H, W, 3] resized to this longest side: float32[n, 108]."""
    import cv2

    height, width = picture.shape[:2]
    scale = side / max(height, width)
    size = (max(round(width * scale), WIDTH + 2), max(round(height * scale), WIDTH + 2))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    windows = np.lib.stride_tricks.sliding_window_view(small.astype(np.float32) / 255, (WIDTH, WIDTH), axis=(0, 1))
    patches = windows[::stride, ::stride].reshape(-1, 3 * WIDTH * WIDTH)
    centred = patches - patches.mean(axis=1, keepdims=True)
    return centred / np.sqrt(np.square(centred).mean(axis=1, keepdims=True) + NOISE**2)


@cache
def dictionary() -> dict[str, np.ndarray]:
    """``filters.SIDE`` float32[108, K] and ``mean.SIDE`` float32[108] of patches at each of the two scales."""
    from safetensors.numpy import load_file

    return load_file(WEIGHTS)


def respond(picture: np.ndarray) -> np.ndarray:
    """Mean and spread of every filter's response over a picture uint8[H, W, 3]: float32[4 K], K filters per scale."""
    weights, out = dictionary(), []
    for side in SIDES:
        patches = cut(picture, side)
        response = np.maximum((patches - weights[f"mean.{side}"]) @ weights[f"filters.{side}"] - THRESHOLD, 0)
        out += [np.sqrt(response.mean(axis=0)), np.log(response.std(axis=0) + 0.05)]
    return np.concatenate(out).astype(np.float32)
