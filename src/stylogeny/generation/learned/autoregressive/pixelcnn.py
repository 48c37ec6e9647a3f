"""PixelCNN (van den Oord et al. 2016; Salimans et al. 2017) over latents: an exact likelihood, place after place.

A place is drawn given all places above it and to its left, and its channels one after the other. Each number is a
mixture of ten logistic laws over 256 levels. What the network corrects is the law that would be right if latents were
Gaussian with the works' own spectrum (:mod:`.gaussian`): untrained, it draws that Gaussian and gives works its density.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import nn

from ..batch import Batch
from ..families.family import Draws
from ..network import NetworkConfig
from ..spectrum import COARSE
from .gaussian import RasterGaussian
from .logistics import LatentLevels, Logistics
from .model import Autoregressive, uniforms

MIXED = 10  # logistic laws
HIDDEN = 32  # numbers a channel by which it is told of the place and of the channels before it


class PixelCNN(Autoregressive):
    """An autoregressive law over latents.

    Parameters
    ----------
    shape : NetworkConfig
    spectrum : Tensor, optional
        float32[C, cells, cells]; by default that of white latents.
    coarse_mean : Tensor, optional
        float32[C * COARSE**2, d]; by default zero.
    levels : LatentLevels
        To which latents are rounded; their density is the same within a level.
    """

    earlier: torch.Tensor

    def __init__(
        self,
        shape: NetworkConfig,
        spectrum: torch.Tensor | None = None,
        coarse_mean: torch.Tensor | None = None,
        *,
        levels: LatentLevels | None = None,
    ) -> None:
        channels = shape.channels
        super().__init__(shape, 2 * channels)
        self.levels = levels or LatentLevels()
        self.gaussian = RasterGaussian(
            torch.ones(channels, shape.cells, shape.cells) if spectrum is None else spectrum,
            torch.zeros(channels * COARSE**2, shape.condition) if coarse_mean is None else coarse_mean,
        )
        self.told = nn.Linear(shape.width, channels * HIDDEN)
        self.among = nn.Parameter(torch.randn(channels, HIDDEN, channels) / math.sqrt(channels))
        self.register_buffer("earlier", torch.ones(channels, channels).tril(-1)[:, None], persistent=False)
        self.out = nn.Parameter(torch.zeros(channels, HIDDEN, 3 * MIXED))

    def log_density(self, x: torch.Tensor, style: torch.Tensor, dropped: torch.Tensor | None = None) -> torch.Tensor:
        """Log density of each latent float[n, C, h, w] given those before it, nats float[n, C, h * w]."""
        index = self.levels.index(x).flatten(2)
        x = self.levels.value(index).to(x.dtype).view_as(x)
        full_precision = torch.autocast(x.device.type, enabled=False)
        with full_precision:
            law = self.gaussian.whitening(*x.shape[2:])
            mean = self.gaussian.mean(self.lens(style), dropped, *x.shape[2:])
            centred = x.flatten(2) - mean
            innovations = law.innovations(centred)
        canvas = torch.cat([x, innovations.view_as(x)], dim=1)
        summary = self.raster(canvas, self.raster.condition(style, dropped))
        with full_precision:
            raw = self._heads(self.told(summary.to(x.dtype)), innovations.transpose(1, 2))
            mixture = Logistics.of(raw.transpose(1, 2), mean + law.expected(centred), law.spread.expand_as(mean))
            return mixture.log_mass(index, self.levels) - math.log(self.levels.width)

    def _heads(self, told: torch.Tensor, innovations: torch.Tensor) -> torch.Tensor:
        """What each channel's mixture is told, float[..., C, 3 MIXED], of a place and of the channels before it."""
        hidden = told.unflatten(-1, (self.shape.channels, HIDDEN))
        hidden = hidden + torch.einsum("...j,chj->...ch", innovations, self.among * self.earlier)
        return torch.einsum("...ch,cho->...co", F.silu(hidden), self.out)

    def loss(self, batch: Batch, *, weight: torch.Tensor | float = 1.0) -> torch.Tensor:
        """Nats for each latent: a likelihood weighs no channel more than another."""
        return -self.log_density(batch.clean, batch.style, batch.dropped).mean()

    def nats(self, x: torch.Tensor, style: torch.Tensor, dropped: torch.Tensor | None = None) -> torch.Tensor:
        return -self.log_density(x, style, dropped).sum(dim=1)

    @property
    def each(self) -> int:
        return self.shape.channels

    def draw(
        self,
        condition: torch.Tensor,
        draws: Draws,
        *,
        guidance: float = 1.0,
        canvas: torch.Tensor | None = None,
        masked: torch.Tensor | None = None,
    ) -> torch.Tensor:
        own, part = self.precise(), uniforms(draws)
        n, _, height, width = part.shape
        law = own.gaussian.whitening(height, width)
        # beside each picture, where it is guided, the same picture as it looks without a style
        twice = 1 if guidance == 1 else 2
        style = condition.double().repeat(twice, 1)
        dropped = torch.arange(twice * n, device=style.device) >= n
        told, mean = own.raster.condition(style, dropped), own.gaussian.mean(own.lens(style), dropped, height, width)
        x, innovations = torch.zeros_like(mean), torch.zeros_like(mean)
        kept = None if canvas is None else own.levels.value(own.levels.index(canvas)).double().flatten(2)
        open_places = None if masked is None else masked.flatten().tolist()
        memories = own.raster.memories(height * width)
        for place in range(height * width):
            seen = torch.cat([x, innovations], dim=1).view(twice * n, -1, height, width)
            summary = own.told(own.raster.step(seen, divmod(place, width), told, memories))
            expected = mean[:, :, place] + law.expected_at(place, x - mean)
            for channel in range(own.shape.channels):
                if kept is not None and open_places is not None and not open_places[place]:
                    value = kept[:, channel, place]
                else:
                    raw = own._heads(summary, innovations[:, :, place])[:, channel]
                    mixture = Logistics.of(raw, expected[:, channel], law.spread[channel, place].expand(len(raw)))
                    if twice == 2:
                        mixture = mixture.rows(n, 2 * n).guided(mixture.rows(0, n), guidance)
                    value = own.levels.value(mixture.draw(part[:, channel].flatten(1)[:, place], own.levels)).double()
                x[:, channel, place] = value.repeat(twice)
                innovations[:, channel, place] = (x[:, channel, place] - expected[:, channel]) / law.spread[
                    channel, place
                ]
        return x[:n].view(n, -1, height, width).float()
