"""The straight path from noise to latents, on which the one network lives, and how other paths are read on it.

Latents a clean + s noise, divided by a + s, are the point (1 - t) noise + t clean of the straight path with
t = a / (a + s). So every schedule (a, s) asks the same network, which answers with the velocity clean - noise.
"""

from __future__ import annotations

import math

import torch

from ..batch import Batch
from .family import Denoise, Field


def across(values: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    """One number a picture, float[n], shaped to multiply x float[n, ...]."""
    return values.view(-1, *[1] * (x.ndim - 1)).to(x.dtype)


def squared_error(
    network: Denoise, batch: Batch, t: torch.Tensor, *, noise: torch.Tensor | None = None
) -> torch.Tensor:
    """Squared error of the velocity at times t float[n] of the straight path, float[n, C, h, w].

    `noise` takes the place of the batch's own.
    """
    noise = batch.noise if noise is None else noise
    at = across(t, batch.clean)
    velocity = network((1 - at) * noise + at * batch.clean, t, batch.style, batch.dropped)
    return (velocity.float() - (batch.clean - noise)).square()


def noise_loss(network: Denoise, batch: Batch, t: torch.Tensor, weight: torch.Tensor | float) -> torch.Tensor:
    """Mean squared error of the noise at times t float[n]: t times the velocity's, by `weight` float[C, 1, 1]."""
    return (weight * across(t, batch.clean).square() * squared_error(network, batch, t)).mean()


def parts(field: Field, x: torch.Tensor, a: torch.Tensor, s: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The clean latents and the noise of which x = a clean + s noise consists, as the field sees it.

    Parameters
    ----------
    field : callable
    x : Tensor
        float[n, ...]; in double precision the field is still asked in single.
    a, s : Tensor
        float[n] or one number for all.
    """
    whole = (a + s).expand(len(x))
    t = (a.expand(len(x)) / whole).float()
    straight = x / across(whole, x)
    at = across(a.expand(len(x)) / whole, x)
    velocity = field(straight.float() if x.dtype == torch.float64 else straight, t).to(x.dtype)
    return straight + (1 - at) * velocity, straight - at * velocity


def log_normal(ends: torch.Tensor) -> torch.Tensor:
    """Log density of points float[n, N] under the standard normal, nats float[n]."""
    return -0.5 * ends.square().sum(dim=1) - 0.5 * ends.shape[1] * math.log(2 * math.pi)
