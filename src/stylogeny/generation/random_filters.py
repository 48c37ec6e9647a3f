"""Random filters whose responses' statistics are the texture of a picture: no weights, nothing trained.

One layer of random filters at several scales makes textures that rival VGG's (Ustyuzhaninov, Brendel, Gatys & Bethge
2016, arXiv 1606.00021).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from ..streams import stream


class RandomFilters(nn.Module):
    """Random zero-mean filters with ReLU on an image pyramid.

    Parameters
    ----------
    channels : int
        Filters per size.
    sizes : sequence of int
        Filter sides in pixels of each level.
    levels : int
        Pyramid levels, each half the size of the last.
    seed : int
        Of the filters.
    """

    def __init__(self, *, channels: int = 32, sizes: Sequence[int] = (3, 5, 9), levels: int = 5, seed: int = 0) -> None:
        super().__init__()
        self.levels = levels
        banks = []
        for size in sizes:
            rng = stream(seed, "random filters", size)
            grid = np.linspace(-1, 1, size)
            window = np.exp(-1.5 * (grid[:, None] ** 2 + grid[None] ** 2))
            kernel = rng.normal(size=(channels, 1, size, size)) * rng.normal(size=(channels, 3, 1, 1))
            kernel = kernel + 0.3 * rng.normal(size=(channels, 3, size, size))
            kernel *= window
            # an eighth see colour itself
            kernel[channels // 8 :] -= kernel[channels // 8 :].mean(axis=(2, 3), keepdims=True)
            kernel /= np.linalg.norm(kernel.reshape(channels, -1), axis=1)[:, None, None, None]
            banks.append(nn.Parameter(torch.from_numpy(kernel.astype(np.float32)), requires_grad=False))
        self.banks = nn.ParameterList(banks)

    def maps(self, x: torch.Tensor) -> list[torch.Tensor]:
        """Level by level, all filters at once: [B, channels * len(sizes), h, w]."""
        maps = []
        x = (x - 0.5) * 4
        for level in range(self.levels):
            if level:
                if min(x.shape[-2:]) < 16:
                    break
                x = F.avg_pool2d(x, 2)
            responses = [F.conv2d(F.pad(x, [bank.shape[-1] // 2] * 4, mode="reflect"), bank) for bank in self.banks]
            maps.append(F.relu(torch.cat(responses, 1)))
        return maps

    def style(self, x: torch.Tensor) -> list[torch.Tensor]:
        return self.maps(x)

    def content(self, x: torch.Tensor) -> list[torch.Tensor]:
        return self.content_of(self.maps(x))

    @staticmethod
    def content_of(maps: list[torch.Tensor]) -> list[torch.Tensor]:
        """The content maps among the style maps: computed once, used twice."""
        return maps[1:3]
