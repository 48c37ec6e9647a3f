"""Direct copying, seen in the pixels: perceptual hashes, matched keypoints, and the share of a picture they explain.

Likeness of style is no evidence of copying; the same strokes in the same places are. A candidate is laid over the
picture by the similarity transform that its keypoints agree on (SIFT, Lowe 2004; RANSAC), so crops, rescaling,
recompression, tints and small rotations are seen through. A patch counts as copied when the two agree in it, up to
brightness and contrast.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from ..corpus.duplicates import RADIUS, picture_hash

SIDE = 256  # pictures are compared at this longest side
PATCH = 16
AGREE = 0.8  # correlation of the grey levels of two patches, above which one is a copy of the other
INLIERS = 10  # keypoints that must agree on a transform


@dataclass(frozen=True)
class Copy:
    """What the pixels say about one candidate.

    Parameters
    ----------
    row : int
        The work.
    hash_bits : int
        Bits of 256 in which the perceptual hashes differ (unlike pictures: about 128).
    inliers : int
        Keypoints that agree on one transform.
    mask : ndarray
        bool[patches]: which patches of the picture are copied from it, among those that show anything.
    """

    row: int
    hash_bits: int
    inliers: int
    mask: np.ndarray

    @property
    def coverage(self) -> float:
        """Share of the picture's patches copied from this work."""
        return float(self.mask.mean()) if len(self.mask) else 0.0


def _grey(picture: np.ndarray) -> np.ndarray:
    scale = SIDE / max(picture.shape[:2])
    size = (max(PATCH, round(picture.shape[1] * scale)), max(PATCH, round(picture.shape[0] * scale)))
    return cv2.cvtColor(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)


def compare(picture: np.ndarray, other: np.ndarray, *, row: int = -1) -> Copy:
    """How much of a picture, uint8[H, W, 3], is copied from another."""
    a, b = _grey(picture), _grey(other)
    one, two = (picture_hash(Image.fromarray(p)) for p in (picture, other))
    bits = (int.from_bytes(one, "big") ^ int.from_bytes(two, "big")).bit_count() if one and two else 256
    transform, inliers = _transform(b, a)
    textured = _patches(a).std(axis=1) > 4.0
    mask = np.zeros(int(textured.sum()), dtype=bool)
    ways = [transform] if transform is not None else []
    if bits < RADIUS:  # the same design: lay one over the other whole
        ways.append(np.array([[a.shape[1] / b.shape[1], 0, 0], [0, a.shape[0] / b.shape[0], 0]]))
    for way in ways:
        laid = cv2.warpAffine(b, way, (a.shape[1], a.shape[0]), borderValue=0)
        mask |= _agree(a, laid)[textured]
    return Copy(row, bits, inliers, mask)


def _transform(source: np.ndarray, target: np.ndarray) -> tuple[np.ndarray | None, int]:
    """The similarity transform from one picture to another that most matched keypoints agree on."""
    sift = cv2.SIFT.create(nfeatures=600, contrastThreshold=0.02)
    (points_a, of_a), (points_b, of_b) = (sift.detectAndCompute(p, None) for p in (source, target))
    if of_a is None or of_b is None or len(of_a) < INLIERS or len(of_b) < 2:
        return None, 0
    pairs = cv2.BFMatcher().knnMatch(of_a, of_b, k=2)
    good = [p[0] for p in pairs if len(p) == 2 and p[0].distance < 0.75 * p[1].distance]
    if len(good) < INLIERS:
        return None, len(good)
    there = np.array([points_a[m.queryIdx].pt for m in good])
    here = np.array([points_b[m.trainIdx].pt for m in good])
    cv2.setRNGSeed(0)
    way, mask = cv2.estimateAffinePartial2D(there, here, ransacReprojThreshold=3.0)
    inliers = 0 if mask is None else int(mask.sum())
    return (way, inliers) if way is not None and inliers >= INLIERS else (None, inliers)


def _patches(grey: np.ndarray) -> np.ndarray:
    h, w = (s // PATCH for s in grey.shape)
    cut = grey[: h * PATCH, : w * PATCH].astype(np.float32)
    return cut.reshape(h, PATCH, w, PATCH).swapaxes(1, 2).reshape(h * w, PATCH * PATCH)


def _agree(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    x, y = (_patches(cv2.GaussianBlur(p, (0, 0), 1.0)) for p in (a, b))
    x, y = x - x.mean(axis=1, keepdims=True), y - y.mean(axis=1, keepdims=True)
    norm = np.linalg.norm(x, axis=1) * np.linalg.norm(y, axis=1)
    return (x * y).sum(axis=1) > AGREE * np.maximum(norm, 1e-6)
