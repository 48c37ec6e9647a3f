"""Keypoints of a picture (SIFT, Lowe 2004): places that can be found again when it is cropped, turned, tinted or bent.

A mirrored picture has the same keypoints with their descriptors' cells exchanged, so one look serves both hands.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

SIDE = 256  # pixels: pictures are compared at this longest side
SMALLEST = 16  # pixels of a shorter side
CONTRAST = 0.02  # of a keypoint; OpenCV's default finds few in calm paintings
CELLS, BINS = 4, 8  # of a descriptor: cells a side, orientations


@dataclass(frozen=True, eq=False)
class Keypoints:
    """k keypoints of one picture of `shape` (height, width), strongest first.

    Parameters
    ----------
    frames : ndarray
        float32[k, 4]: x, y and diameter in pixels, angle in degrees.
    descriptors : ndarray
        float32[k, 128], of length 1: square roots of the shares of SIFT's histograms (Arandjelovic & Zisserman 2012).
    shape : (height, width)
    """

    frames: np.ndarray
    descriptors: np.ndarray
    shape: tuple[int, int]

    def __len__(self) -> int:
        return len(self.frames)

    @classmethod
    def of(cls, picture: np.ndarray, *, count: int = 600) -> Keypoints:
        """The strongest `count` keypoints of a picture, uint8[H, W] or uint8[H, W, 3], at :data:`SIDE`."""
        grey = at_side(picture)
        found, described = cv2.SIFT.create(nfeatures=count, contrastThreshold=CONTRAST).detectAndCompute(grey, None)
        if described is None:
            return cls(np.zeros((0, 4), np.float32), np.zeros((0, 128), np.float32), grey.shape)
        order = np.argsort([-k.response for k in found], kind="stable")[:count]
        frames = np.array([(*found[i].pt, found[i].size, found[i].angle) for i in order], dtype=np.float32)
        histograms = described[order].astype(np.float32)
        histograms /= np.maximum(histograms.sum(axis=1, keepdims=True), 1e-6)
        return cls(frames, np.sqrt(histograms), grey.shape)

    @property
    def mirrored(self) -> Keypoints:
        """The keypoints of the picture seen left to right, in the same order.

        A descriptor's rows lie across its keypoint's own direction, so mirroring reverses them and the sense of angles.
        """
        frames = self.frames.copy()
        frames[:, 0] = self.shape[1] - 1 - frames[:, 0]
        frames[:, 3] = (180 - frames[:, 3]) % 360
        cells = self.descriptors.reshape(-1, CELLS, CELLS, BINS)[:, ::-1, :, -np.arange(BINS) % BINS]
        return Keypoints(frames, np.ascontiguousarray(cells.reshape(-1, CELLS * CELLS * BINS)), self.shape)


def at_side(picture: np.ndarray, side: int = SIDE) -> np.ndarray:
    """The grey levels of a picture at this longest side, uint8[h, w]."""
    if picture.ndim == 3:
        picture = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    scale = side / max(picture.shape)
    size = tuple(max(SMALLEST, round(s * scale)) for s in picture.shape[::-1])
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, size, interpolation=how), dtype=np.uint8)
