"""The design space of Karras et al. (2022): log-normal noise levels, and Heun's method on a curved grid of them.

Their constants are for pictures of standard deviation 1/2, ours for latents of 1; everything in units of noise is twice
theirs. What their scalings of the network's input and output do, the network does itself, frequency by frequency.
"""

from __future__ import annotations

from itertools import pairwise

import torch

from ..batch import Batch
from .family import Denoise, Draws, Field
from .straight import across, log_normal, parts, squared_error

STEPS = 20
MIDDLE, SPREAD = -0.507, 1.2  # of the logarithm of the noise: -1.2 + log 2
HIGHEST, LOWEST, CURVE = 160.0, 0.004, 7.0

log_base = log_normal


def noise_level(uniform: torch.Tensor) -> torch.Tensor:
    """Noise levels of these parts of the log-normal law, float64[n] from float[n] in [0, 1)."""
    return (MIDDLE + SPREAD * torch.special.ndtri(uniform.double().clamp(1e-6, 1 - 1e-6))).exp()


def loss(
    network: Denoise, batch: Batch, *, weight: torch.Tensor | float = 1.0, noise: torch.Tensor | None = None
) -> torch.Tensor:
    """Mean squared error of the clean latents, so weighted that every noise level counts alike at the start.

    Each channel counts by its `weight` float[C, 1, 1]; `noise` takes the place of the batch's own.
    """
    sigma = noise_level(batch.time)
    level = across((sigma.square() + 1) / (1 + sigma).square(), batch.clean)
    error = squared_error(network, batch, (1 / (1 + sigma)).float(), noise=noise)
    return (weight * level * error).mean()


def noise_levels(steps: int, *, highest: float = HIGHEST) -> torch.Tensor:
    """Noise levels from the highest to the lowest and to 0, float64[steps + 1]."""
    ends = highest ** (1 / CURVE), LOWEST ** (1 / CURVE)
    return torch.cat([torch.linspace(*ends, steps, dtype=torch.float64) ** CURVE, torch.zeros(1, dtype=torch.float64)])


def sample(field: Field, draws: Draws, steps: int, *, start: torch.Tensor | None = None) -> torch.Tensor:
    """Heun's method in double precision, two evaluations per step but the last; `start` enters at a noise of 1."""
    return descend(field, draws(0), steps, start=start)


def descend(field: Field, noise: torch.Tensor, steps: int, *, start: torch.Tensor | None = None) -> torch.Tensor:
    """Follow the probability flow down the noise levels from `noise`, times the highest, or laid over a `start`."""
    levels = noise_levels(max(steps, 2), highest=HIGHEST if start is None else 1.0).to(noise.device)
    x = levels[0] * noise.double() + (0 if start is None else start.double())
    one = torch.ones((), dtype=torch.float64, device=noise.device)
    for high, low in pairwise(levels):
        slope = parts(field, x, one, high)[1]  # (x - clean) / sigma is the noise
        ahead = x + (low - high) * slope
        if low > 0:
            slope = (slope + parts(field, ahead, one, low)[1]) / 2
        x = x + (low - high) * slope
    return x.to(noise.dtype)
