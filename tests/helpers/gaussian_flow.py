"""The velocity field of a flow from standard noise to a Gaussian, which is known in closed form."""

from __future__ import annotations

import torch

MEAN, STD = 1.5, 0.4


def gaussian_field(x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
    """E[clean - noise | x_t] for clean ~ N(MEAN, STD^2) and independent standard noise."""
    t = t.view(-1, *[1] * (x.ndim - 1))
    variance = t**2 * STD**2 + (1 - t) ** 2
    away = x - t * MEAN
    return MEAN + (t * STD**2 - (1 - t)) / variance * away
