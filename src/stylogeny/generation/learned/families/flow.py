"""Flow matching (Lipman et al. 2023; Liu et al. 2023): a velocity field from noise at t = 0 to latents at t = 1.

Along the straight path x_t = (1 - t) noise + t clean the velocity is clean - noise.
"""

from __future__ import annotations

from itertools import pairwise

import torch

from ..batch import Batch
from .family import Denoise, Draws, Field
from .straight import log_normal, squared_error

STEPS = 20
EARLY = -0.7  # in log odds: half of the times trained on are before 1/3

log_base = log_normal


def loss(network: Denoise, batch: Batch, *, weight: torch.Tensor | float = 1.0) -> torch.Tensor:
    """Mean squared error of the velocity, each channel by its `weight` float[C, 1, 1].

    Times uniform in (0, 1) are bent toward where a picture's composition is decided, which is early: its coarse part
    stands far above the noise (compare the logit-normal of Esser et al. 2024).
    """
    bent = torch.sigmoid(torch.logit(batch.time.clamp(1e-4, 1 - 1e-4)) + EARLY)
    return (weight * squared_error(network, batch, bent)).mean()


def sample(field: Field, draws: Draws, steps: int, *, start: torch.Tensor | None = None) -> torch.Tensor:
    """Follow the field from noise to latents by Heun's method, two evaluations per step; `start` enters half-way."""
    noise = draws(0)
    x = noise if start is None else (noise + start) / 2
    times = torch.linspace(0 if start is None else 0.5, 1, steps + 1, device=noise.device)
    for a, b in pairwise(times):
        first = field(x, a.expand(len(x)))
        second = field(x + (b - a) * first, b.expand(len(x)))
        x = x + (b - a) * (first + second) / 2
    return x
