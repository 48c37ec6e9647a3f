"""The works as pictures and as latents, at the size a picture is made at."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import torch

from ..corpus.pictures import read
from ..corpus.works import Works
from .autoencoder import Autoencoder, channel_metric
from .canvas import scale_to_area

ENLARGED = 512  # pixels: beyond it, patches to choose among would outgrow memory


@dataclass(frozen=True, eq=False)
class LatentCache:
    """Pictures and latents of works, read when first asked for and kept.

    Parameters
    ----------
    works : Works
    autoencoder : Autoencoder
    keep : int
        At most this many latents, and this many pictures, are kept in memory (the oldest go first).
    """

    works: Works
    autoencoder: Autoencoder
    keep: int = 512
    _latents: dict[tuple[int, int], torch.Tensor] = field(default_factory=dict, repr=False)
    _pictures: dict[tuple[int, int], np.ndarray] = field(default_factory=dict, repr=False)

    def picture(self, row: int, side: int) -> np.ndarray:
        """A work of about `side` x `side` pixels or, where it is smaller, as it is, uint8[h, w, 3]."""
        if (row, side) not in self._pictures:
            picture = scale_to_area(read(self.works.picture(row)), side, 1, enlarge=False)
            while len(self._pictures) >= self.keep:
                self._pictures.pop(next(iter(self._pictures)))
            self._pictures[row, side] = picture
        return self._pictures[row, side]

    def latent(self, row: int, side: int) -> torch.Tensor:
        """A work of about `side` x `side` pixels as latents times the metric, float32[C, h, w].

        Smaller works are enlarged up to ENLARGED pixels: left small, a sharp blank patch of them fits every soft place
        of a larger picture and tiles it.
        """
        if (row, side) not in self._latents:
            picture = scale_to_area(
                read(self.works.picture(row)), side, self.autoencoder.factor, enlarge=side <= ENLARGED
            )
            latent = self.autoencoder.encode(picture[None])[0] * channel_metric(self.autoencoder)
            while len(self._latents) >= self.keep:
                self._latents.pop(next(iter(self._latents)))
            self._latents[row, side] = latent
        return self._latents[row, side]
