"""The works as latents, at the size a picture is made at."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
import torch

from ...corpus.pictures import read
from ...corpus.works import Works
from ..autoencoder import Autoencoder
from ..palette import Palette
from .composition import Traits
from .patches import PatchSource

ENLARGED = 512  # pixels: beyond it, patches to choose among would outgrow memory


def fitted(picture: np.ndarray, side: int, factor: int, *, enlarge: bool = True) -> np.ndarray:
    """A picture resized, its aspect kept, to about side x side pixels in area, both sides multiples of `factor`."""
    height, width = picture.shape[:2]
    scale = side / np.sqrt(height * width)
    scale = scale if enlarge else min(scale, 1.0)
    high, wide = (max(2, round(s * scale / factor)) * factor for s in (height, width))
    return resized(picture, (high, wide))


def covering(picture: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """The middle of a picture, as much as has the aspect of a shape (height, width), at that size, uint8[H, W, 3]."""
    height, width = picture.shape[:2]
    high, wide = min(height, round(width * shape[0] / shape[1])), min(width, round(height * shape[1] / shape[0]))
    top, left = (height - high) // 2, (width - wide) // 2
    return resized(picture[top : top + max(high, 1), left : left + max(wide, 1)], shape)


def resized(picture: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """A picture at another size (height, width), uint8[H, W, 3]."""
    (height, width), (high, wide) = picture.shape[:2], shape
    if (high, wide) == (height, width):
        return np.ascontiguousarray(picture)
    how = cv2.INTER_AREA if high * wide < height * width else cv2.INTER_CUBIC
    return cv2.resize(picture, (wide, high), interpolation=how)


@dataclass(frozen=True, eq=False)
class LatentCache:
    """Latents of works, made when first asked for and kept.

    Parameters
    ----------
    works : Works
    autoencoder : Autoencoder
    keep : int
        How many latents, and how many pictures, are kept in memory at most (the oldest go first).
    """

    works: Works
    autoencoder: Autoencoder
    keep: int = 512
    _kept: dict[tuple[int, int], PatchSource] = field(default_factory=dict, repr=False)
    _seen: dict[tuple[int, int], np.ndarray] = field(default_factory=dict, repr=False)
    _traits: dict[int, tuple[Traits, Palette]] = field(default_factory=dict, repr=False)

    def sources(self, rows: np.ndarray, side: int) -> list[PatchSource]:
        """The works at `rows` as latents of about `side` x `side` pixels, weighted by the metric.

        Smaller works are enlarged up to ENLARGED pixels: left small, a sharp blank patch of them fits every soft place of
        a larger picture and tiles it.
        """
        return [self._source(int(row), side) for row in rows]

    def picture(self, row: int, side: int) -> np.ndarray:
        """A work of about `side` x `side` pixels or, where it is smaller, as it is, uint8[h, w, 3]."""
        if (row, side) not in self._seen:
            picture = fitted(read(self.works.picture(row)), side, 1, enlarge=False)
            while len(self._seen) >= self.keep:
                self._seen.pop(next(iter(self._seen)))
            self._seen[row, side] = picture
        return self._seen[row, side]

    def traits(self, row: int) -> tuple[Traits, Palette]:
        """What a work is compared by, and its colours."""
        if row not in self._traits:
            small = self.picture(row, 64)
            self._traits[row] = Traits.of(small), Palette.of(small)
        return self._traits[row]

    def _source(self, row: int, side: int) -> PatchSource:
        if (row, side) not in self._kept:
            picture = fitted(read(self.works.picture(row)), side, self.autoencoder.factor, enlarge=side <= ENLARGED)
            latent = self.autoencoder.encode(picture[None])[0] * weighting(self.autoencoder)
            while len(self._kept) >= self.keep:
                self._kept.pop(next(iter(self._kept)))
            self._kept[row, side] = PatchSource(row, latent)
        return self._kept[row, side]


def weighting(autoencoder: Autoencoder) -> torch.Tensor:
    """The metric as float32[C, 1, 1]."""
    return torch.from_numpy(np.asarray(autoencoder.metric, dtype=np.float32))[:, None, None]
