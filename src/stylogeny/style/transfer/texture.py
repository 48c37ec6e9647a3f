"""The texture and colours of a style on their own, without its pictures: what a style file carries along.

Gram matrices of the default random filters at three sizes; style transfer needs nothing else of a style, so a file of
some hundred kB paints wherever it goes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from ...errors import StylogenyError
from ...progress import progress
from ..encoders import Picture
from .features import RandomFilters
from .losses import style_target
from .pictures import crop_frame, picture_tensor, resize

SIDES = (256, 128, 64)  # pixels of a picture's longest side, falling
PREFIX = "texture"


@dataclass(frozen=True, eq=False)
class Texture:
    """Gram matrices by size: for each of `SIDES` a list of float32[C, C], one for each level of the filters."""

    grams: Mapping[int, Sequence[np.ndarray]]

    @classmethod
    def of(cls, pictures: Sequence[Picture], weights: Sequence[float] | None = None) -> Texture:
        """Of pictures, each heard by its weight (default equally)."""
        if not len(pictures):
            raise StylogenyError("at least one picture is expected", got="none")
        shares = [1.0] * len(pictures) if weights is None else [float(w) for w in weights]
        net, total = RandomFilters(seed=0), sum(shares)
        sums: dict[int, list[torch.Tensor]] = {}
        with torch.no_grad():
            for picture, share in zip(progress(pictures, "texture", unit="picture"), shares, strict=True):
                x = crop_frame(picture_tensor(picture, SIDES[0]))
                for side in SIDES:
                    scale = SIDES[0] // side
                    levels = style_target(net, [resize(x, [s // scale for s in x.shape[-2:]])], [1.0])
                    before = sums.setdefault(side, [torch.zeros_like(g) for g in levels])
                    sums[side] = [b + share / total * g for b, g in zip(before, levels)]  # as many as the fewest has
        return cls({side: [g.numpy() for g in levels] for side, levels in sums.items()})

    def at(self, side: int) -> list[torch.Tensor]:
        """What the filters of a picture with this longest side should correlate like, level by level.

        Above the largest size kept the finest level is repeated: texture is finer than was seen, and of its kind.
        """
        nearest = min(self.grams, key=lambda s: abs(np.log2(s / side)))
        levels = [torch.from_numpy(np.asarray(g)) for g in self.grams[nearest]]
        for _ in range(max(0, round(np.log2(side / max(self.grams))))):
            levels = [levels[0], *levels[:-1]]
        return levels

    def mixed(self, other: Texture, share: float) -> Texture:
        """The weighted mean with another, `share` of which is the other's."""
        if set(self.grams) != set(other.grams):
            raise StylogenyError("these textures were measured at different sizes", got=f"{[*self.grams]}")
        return Texture(
            {
                side: [(1 - share) * a + share * b for a, b in zip(levels, other.grams[side])]
                for side, levels in self.grams.items()
            }
        )

    def tensors(self) -> dict[str, np.ndarray]:
        """As named arrays of a file: the upper triangles, float16."""
        out = {}
        for side, levels in self.grams.items():
            upper = np.triu_indices(len(levels[0]))
            out[f"{PREFIX}.{side}"] = np.stack([g[upper] for g in levels]).astype(np.float16)
        return out

    @classmethod
    def from_tensors(cls, tensors: Mapping[str, np.ndarray]) -> Texture | None:
        """What :meth:`tensors` gave; None where there is none of it."""
        grams = {}
        for name, flat in tensors.items():
            head, _, side = name.partition(".")
            if head != PREFIX:
                continue
            width = round((np.sqrt(8 * flat.shape[1] + 1) - 1) / 2)
            rows, columns = np.triu_indices(width)
            full = np.zeros((len(flat), width, width), dtype=np.float32)
            full[:, rows, columns] = full[:, columns, rows] = flat
            grams[int(side)] = list(full)
        return cls(dict(sorted(grams.items(), reverse=True))) if grams else None
