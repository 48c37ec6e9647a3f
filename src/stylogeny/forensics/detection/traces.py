"""What generators leave in pixels, as vectors that a linear probe can read.

Three views of a picture, each blind to what another sees: ``eye``, the frozen features of the built-in network's layers
(Ojha, Li & Lee 2023 showed that a linear probe on frozen features generalises to unseen generators); ``spectrum``, the
log energies of cosine transforms, where up-sampling leaves peaks (Frank et al. 2020); ``residue``, how neighbouring
pixels differ within small cells, where up-sampling makes them depend on one another (Tan et al. 2024).
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from ...embedding.backbones.efficientnet import NetworkBlocks

SPECTRUM_SIDE = 128  # of the square whose cosine transform is taken
RADII = 48  # rings of the spectrum
BLOCK = 8
LAGS = ((0, 1), (1, 0), (1, 1), (0, 2), (2, 0))  # between pixels that are compared
EDGES = np.array([0.5, 1.5, 2.5, 4.5, 8.5, 16.5, 32.5])  # of differences, in grey levels
FLAT = 2.0  # grey levels of deviation below which there is nothing to see in a picture

Trace = Callable[[np.ndarray], np.ndarray]


def eye(picture: np.ndarray) -> np.ndarray:
    """What the built-in network sees in a picture uint8[H, W, 3], float32[4960]."""
    return np.asarray(NetworkBlocks().describe([picture])[0], dtype=np.float32)


def spectrum(picture: np.ndarray) -> np.ndarray:
    """Log energies of the cosine transform of the middle, over rings, and of 8 x 8 blocks by frequency, float32."""
    grey = middle(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32), SPECTRUM_SIDE)
    whole = np.log(np.square(cv2.dct(grey)) + 1e-2)
    y, x = np.mgrid[: grey.shape[0], : grey.shape[1]]
    ring = np.minimum((np.hypot(y / grey.shape[0], x / grey.shape[1]) * RADII / 1.42).astype(int), RADII - 1)
    rings = np.bincount(ring.ravel(), whole.ravel(), RADII) / np.maximum(np.bincount(ring.ravel(), minlength=RADII), 1)
    blocks = grey.reshape(grey.shape[0] // BLOCK, BLOCK, grey.shape[1] // BLOCK, BLOCK).transpose(0, 2, 1, 3)
    energy = np.mean([np.square(cv2.dct(np.ascontiguousarray(b))) for b in blocks.reshape(-1, BLOCK, BLOCK)], axis=0)
    edges = np.concatenate([whole[-8:].mean(0)[-32:], whole[:, -8:].mean(1)[-32:]])  # the finest rows and columns
    return np.concatenate([rings, np.log(energy + 1e-2).ravel(), edges]).astype(np.float32)


def residue(picture: np.ndarray) -> np.ndarray:
    """How often neighbours differ by how much, by lag, colour and the parity of their place, float32."""
    pixels = picture.astype(np.int16)
    out = []
    for down, right in LAGS:
        height, width = pixels.shape[0] - down, pixels.shape[1] - right
        gap = np.abs(pixels[down:, right:] - pixels[:height, :width])
        for colour in range(3):
            for y in (0, 1):
                for x in (0, 1):
                    cell = gap[y::2, x::2, colour].ravel()
                    count = np.bincount(np.searchsorted(EDGES, cell), minlength=len(EDGES) + 1)
                    out.append(np.log((count + 0.5) / (len(cell) + 0.5 * len(count))))
    return np.concatenate(out).astype(np.float32)


TRACES: dict[str, Trace] = {"eye": eye, "spectrum": spectrum, "residue": residue}


def middle(values: np.ndarray, side: int) -> np.ndarray:
    """The middle of float[h, w, ...], at most `side` a side, cut to a multiple of 8."""
    height, width = (max(min(long, side) // BLOCK * BLOCK, BLOCK) for long in values.shape[:2])
    top, left = (values.shape[0] - height) // 2, (values.shape[1] - width) // 2
    return np.ascontiguousarray(values[top : top + height, left : left + width])


def is_flat(picture: np.ndarray) -> bool:
    """Whether a picture uint8[H, W, 3] shows so little that nothing can be said of how it was made."""
    return min(picture.shape[:2]) < 2 * BLOCK or float(picture.reshape(-1, 3).std(axis=0).max()) < FLAT
