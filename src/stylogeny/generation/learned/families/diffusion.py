"""Denoising diffusion (Ho et al. 2020) on a cosine schedule (Nichol & Dhariwal 2021), by DDIM (Song et al. 2021).

At time u the latents are a clean + s noise with a = cos(pi u / 2) and s = sin(pi u / 2). Divided by a + s that is a
point of the straight path at t = a / (a + s), so the one network serves here too: what it says is turned into noise.
"""

from __future__ import annotations

import math
from itertools import pairwise

import torch

from ..batch import Batch
from .family import Denoise, Draws, Field
from .straight import log_normal, noise_loss, parts

STEPS = 20
LAST = 0.995  # the noisiest time: beyond it the clean part is too faint to divide by

log_base = log_normal


def schedule(u: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """How much of the clean latents and of the noise there is at times u in [0, 1]."""
    angle = u * (math.pi / 2)
    return angle.cos(), angle.sin()


def loss(network: Denoise, batch: Batch, *, weight: torch.Tensor | float = 1.0) -> torch.Tensor:
    """Mean squared error of the noise, each channel by its `weight` float[C, 1, 1], at times uniform in (0, 1)."""
    a, s = schedule(LAST * batch.time)
    t = a / (a + s)
    return noise_loss(network, batch, t, weight)


def sample(field: Field, draws: Draws, steps: int, *, start: torch.Tensor | None = None) -> torch.Tensor:
    """DDIM without new noise, twice as many steps, so that families cost the same; `start` enters half-way."""
    noise = draws(0)
    first = LAST if start is None else 0.5
    a, s = schedule(torch.tensor(first))
    x = noise if start is None else a * start + s * noise
    times = torch.linspace(first, 0.0, 2 * steps + 1, device=noise.device)
    for u, below in pairwise(times):
        clean, predicted = parts(field, x, *schedule(u))
        a, s = schedule(below)
        x = a * clean + s * predicted
    return x
