"""The two halves of a repainting: an encoder that all hands share, and a decoder of which each hand has its own.

The encoder sees a picture without its palette (colours whitened) and keeps a quarter of its side and few channels:
where things are, not how they are painted. A decoder turns that into paint; grain goes in at its finest scale, so that
flat parts can have strokes.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as F

from ..transfer.painting_network import whitened

FACTOR = 4  # by which a code is smaller than its picture, each side
SLOPE = 0.2  # of the rectifiers for negative inputs
PALE = 3.0  # standard deviations to which whitened colours are cut


@dataclass(frozen=True)
class HandShape:
    """Channels: of the code, and of the networks at a quarter of the side (half of it above)."""

    code: int = 12
    width: int = 48
    blocks: int = 2


def without_palette(x: torch.Tensor) -> torch.Tensor:
    """Pictures [B, 3, H, W] in [0, 1] as the encoder sees them: whitened colours, cut at :data:`PALE`."""
    return whitened(x).clamp(-PALE, PALE)


class _Residual(nn.Module):
    """x + conv(conv(x)), where the second starts at nothing."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = _conv(width, width)
        self.second = _conv(width, width)
        nn.init.zeros_(self.second.weight)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.second(F.leaky_relu(self.first(F.leaky_relu(x, SLOPE)), SLOPE))


class LayoutEncoder(nn.Module):
    """Pictures without palette [B, 3, H, W], sides multiples of 4, to codes [B, code, H/4, W/4]."""

    def __init__(self, shape: HandShape) -> None:
        super().__init__()
        wide = shape.width
        self.into = nn.Sequential(
            _conv(3, wide // 2, stride=2), nn.LeakyReLU(SLOPE), _conv(wide // 2, wide, stride=2), nn.LeakyReLU(SLOPE)
        )
        self.body = nn.Sequential(*(_Residual(wide) for _ in range(shape.blocks)))
        self.out = nn.Conv2d(wide, shape.code, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.tanh(self.out(self.body(self.into(x))))


class HandDecoder(nn.Module):
    """Codes [B, code, h, w] and grain [B, 1, 4h, 4w] of standard normal noise to pictures [B, 3, 4h, 4w], not cut."""

    def __init__(self, shape: HandShape) -> None:
        super().__init__()
        wide, half = shape.width, shape.width // 2
        self.into = nn.Conv2d(shape.code, wide, 1)
        self.body = nn.Sequential(*(_Residual(wide) for _ in range(shape.blocks)))
        self.middle = _conv(wide + 4, half)  # the grain of four pixels
        self.blend = _Residual(half)
        self.out = _conv(half, 12)  # the colours of four pixels

    def forward(self, code: torch.Tensor, grain: torch.Tensor) -> torch.Tensor:
        h = F.interpolate(self.body(self.into(code)), scale_factor=2.0, mode="nearest")
        h = self.middle(torch.cat([h, F.pixel_unshuffle(grain, 2)], 1))
        return 0.5 + F.pixel_shuffle(self.out(F.leaky_relu(self.blend(h), SLOPE)), 2)


def reversed_gradient(x: torch.Tensor, weight: float) -> torch.Tensor:
    """x itself, whose gradient is turned round and scaled (Ganin & Lempitsky 2015): what is taught behind it is
    untaught before it."""
    return x.detach() * (1 + weight) - x * weight


def _conv(into: int, out: int, *, stride: int = 1) -> nn.Conv2d:
    return nn.Conv2d(into, out, 3, stride, 1, padding_mode="reflect")
