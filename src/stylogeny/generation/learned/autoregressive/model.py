"""What a family is that draws a picture place after place, each given all before it."""

from __future__ import annotations

import copy
import math
from typing import Self

import torch
from torch import nn

from ..batch import Batch
from ..families.family import Draws
from ..network import NetworkConfig
from ..process_group import ProcessGroup
from .raster import RasterTransformer


class Autoregressive(nn.Module):
    """A network with its own loss, draw and likelihood.

    Parameters
    ----------
    shape : NetworkConfig
    seen : int
        Numbers at each place that later places see.
    """

    unit = "latent"  # what `bits` counts

    def __init__(self, shape: NetworkConfig, seen: int) -> None:
        super().__init__()
        self.shape = shape
        self.raster = RasterTransformer(shape, seen)

    @property
    def lens(self) -> nn.Module:
        """What the condition goes through first."""
        return self.raster.lens

    def loss(self, batch: Batch, *, weight: torch.Tensor | float = 1.0) -> torch.Tensor:
        """A mean over the batch to descend; `weight` float[C, 1, 1] is how visible an error in each channel is."""
        raise NotImplementedError

    def finish_step(self, group: ProcessGroup, *, seed: int, step: int) -> None:
        """Move what no gradient moves, after the optimiser has moved the rest."""

    def draw(
        self,
        condition: torch.Tensor,
        draws: Draws,
        *,
        guidance: float = 1.0,
        canvas: torch.Tensor | None = None,
        masked: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """Latents of unit spread, each picture by its own draws alone.

        Parameters
        ----------
        condition : Tensor
            float[n, d], standardised styles.
        draws : callable
            ``draws(0)`` is standard normal float[n, C, h, w].
        guidance : float
            1 is the network as trained; more leans away from the average picture.
        canvas, masked : Tensor, optional
            Latents float[n, C, h, w] that are kept, and where they are not: bool[h, w].

        Returns
        -------
        Tensor
            float32[n, C, h, w].
        """
        raise NotImplementedError

    def nats(self, x: torch.Tensor, style: torch.Tensor, dropped: torch.Tensor | None = None) -> torch.Tensor:
        """How surprising latents float[n, C, h, w] are, place by place given those before, float[n, h * w]; exact."""
        raise NotImplementedError

    def bits(self, x: torch.Tensor, style: torch.Tensor, dropped: torch.Tensor | None = None) -> torch.Tensor:
        """The same of whole pictures, bits for each `unit`, float64[n]."""
        return self.nats(x, style, dropped).double().mean(dim=1) / (self.each * math.log(2))

    @property
    def each(self) -> int:
        """How many of what `bits` counts there are at a place."""
        return 1

    def remark(self) -> str:
        """What should be said of the network after training, or nothing."""
        return ""

    def precise(self) -> Self:
        """A copy in double precision: the rounding of pictures drawn together must not tip one of their draws."""
        return copy.deepcopy(self).double().eval()


def uniforms(draws: Draws) -> torch.Tensor:
    """The first normal draws of some pictures as parts of the law, float64[n, C, h, w] in (0, 1)."""
    return torch.special.ndtr(draws(0).double()).clamp(1e-12, 1 - 1e-12)
