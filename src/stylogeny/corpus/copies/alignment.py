"""One picture laid over another: direct copying, seen in the pixels.

Likeness of style is no evidence of copying; the same strokes in the same places are. A candidate is laid over the
picture by the similarity transform that its keypoints agree on (RANSAC), so crops, rescaling, recompression, tints and
small rotations are seen through, and in a mirror where it is told to look there. A patch counts as copied when the two
agree in it, up to brightness and contrast.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from ..duplicates import RADIUS, bits_apart, picture_hash
from .keypoints import Keypoints, at_side

PATCH = 16
AGREE = 0.8  # correlation of the grey levels of two patches, above which one is a copy of the other
INLIERS = 10  # keypoints that must agree on a transform
TEXTURED = 4.0  # standard deviation of grey levels: a patch of less shows nothing
SAME_SHOWN, SAME_SHARE, SAME_COLOUR = 0.9, 0.5, 8.0  # a picture of the work itself: shown, copied, levels of 255 apart
BROAD = 6.0  # pixels over which colours are compared: finer grain is lost when a picture is resized


@dataclass(frozen=True, eq=False)
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
    mirrored : bool
        Whether the picture is laid left to right.
    copied, textured : ndarray
        bool[h, w]: which patches of the picture are copied from it, and which show anything.
    shown : float
        Share of the work that lies in the picture.
    colour : float
        Mean difference of their broad colours where the work lies, levels of 255.
    """

    row: int
    hash_bits: int
    inliers: int
    mirrored: bool
    copied: np.ndarray
    textured: np.ndarray
    shown: float
    colour: float

    @property
    def coverage(self) -> float:
        """Share of the picture's patches copied from this work, among those that show anything."""
        return float(self.copied.sum() / max(self.textured.sum(), 1))

    @property
    def is_the_work(self) -> bool:
        """Whether this is a picture of the work itself: whole, as it hangs, in its own colours."""
        agrees = self.shown > SAME_SHOWN and self.coverage > SAME_SHARE
        return agrees and self.colour < SAME_COLOUR and not self.mirrored


def compare(
    picture: np.ndarray, other: np.ndarray, *, row: int = -1, mirrored: bool = False, known: Keypoints | None = None
) -> Copy:
    """How much of a picture, uint8[H, W, 3], is copied from another; `mirrored`: from its mirror image.

    `known` are the keypoints of the other, where it is compared with many.
    """
    seen = np.ascontiguousarray(picture[:, ::-1]) if mirrored else picture
    a, b = at_side(seen), at_side(other)
    bits = bits_apart(*(picture_hash(Image.fromarray(p)) for p in (seen, other)))
    transform, inliers = _transform(Keypoints.of(b) if known is None else known, Keypoints.of(a))
    textured = textured_patches(a)
    copied, shown, colour = np.zeros_like(textured), 0.0, 255.0
    ways = [transform] if transform is not None else []
    if bits < RADIUS:  # the same design: lay one over the other whole
        ways.append(np.array([[a.shape[1] / b.shape[1], 0, 0], [0, a.shape[0] / b.shape[0], 0]]))
    best = 0
    for way in ways:
        agree = _agree(a, cv2.warpAffine(b, way, (a.shape[1], a.shape[0]), borderValue=0)) & textured
        copied |= agree
        if agree.sum() >= best:
            best, shown, colour = int(agree.sum()), _shown(way, b.shape, a.shape), _colour(seen, other, way, a, b)
    if mirrored:
        copied, textured = copied[:, ::-1], textured[:, ::-1]
    return Copy(row, bits, inliers, mirrored, copied=copied, textured=textured, shown=shown, colour=colour)


def textured_patches(grey: np.ndarray) -> np.ndarray:
    """Which squares of a grey picture show anything, bool[h, w]."""
    return patches_of(grey).std(axis=-1) > TEXTURED


def patches_of(grey: np.ndarray) -> np.ndarray:
    """A grey picture in squares, float32[h, w, PATCH^2]."""
    h, w = (s // PATCH for s in grey.shape)
    cut = grey[: h * PATCH, : w * PATCH].astype(np.float32)
    return cut.reshape(h, PATCH, w, PATCH).swapaxes(1, 2).reshape(h, w, PATCH * PATCH)


def _transform(a: Keypoints, b: Keypoints) -> tuple[np.ndarray | None, int]:
    """The similarity transform from one picture to another that most matched keypoints agree on."""
    if len(a) < INLIERS or len(b) < 2:
        return None, 0
    pairs = cv2.BFMatcher().knnMatch(a.descriptors, b.descriptors, k=2)
    good = [p[0] for p in pairs if len(p) == 2 and p[0].distance < 0.8 * p[1].distance]
    if len(good) < INLIERS:
        return None, len(good)
    there = a.frames[[m.queryIdx for m in good], :2].astype(np.float64)
    here = b.frames[[m.trainIdx for m in good], :2].astype(np.float64)
    cv2.setRNGSeed(0)
    way, mask = cv2.estimateAffinePartial2D(there, here, ransacReprojThreshold=3.0)
    inliers = 0 if mask is None else int(mask.sum())
    return (way, inliers) if way is not None and inliers >= INLIERS else (None, inliers)


def _shown(way: np.ndarray, work: tuple[int, ...], picture: tuple[int, ...]) -> float:
    """What share of a work of this (height, width) falls into the picture."""
    inside = cv2.warpAffine(np.ones(work, np.float32), way, (picture[1], picture[0])).sum()
    whole = abs(float(np.linalg.det(way[:, :2]))) * work[0] * work[1]
    return float(np.clip(inside / max(whole, 1e-9), 0, 1))


def _colour(seen: np.ndarray, other: np.ndarray, way: np.ndarray, a: np.ndarray, b: np.ndarray) -> float:
    """How far the colours of a laid work are from the picture's, where it lies."""
    size = (a.shape[1], a.shape[0])
    here = cv2.resize(seen, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    there = cv2.resize(other, (b.shape[1], b.shape[0]), interpolation=cv2.INTER_AREA)
    laid = cv2.warpAffine(there, way, size).astype(np.float32)
    inside = cv2.warpAffine(np.ones(b.shape, np.float32), way, size) > 0.5
    broad = [cv2.GaussianBlur(p * inside[..., None], (0, 0), BROAD) for p in (here, laid)]
    return float(np.abs(broad[0] - broad[1])[inside].mean()) if inside.any() else 255.0


def _agree(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    x, y = (patches_of(cv2.GaussianBlur(p, (0, 0), 1.0)) for p in (a, b))
    x, y = x - x.mean(axis=-1, keepdims=True), y - y.mean(axis=-1, keepdims=True)
    norm = np.linalg.norm(x, axis=-1) * np.linalg.norm(y, axis=-1)
    return np.asarray((x * y).sum(axis=-1) > AGREE * np.maximum(norm, 1e-6))
