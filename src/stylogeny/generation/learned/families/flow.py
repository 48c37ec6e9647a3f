"""Flow matching (Lipman et al. 2023; Liu et al. 2023): a velocity field from noise at t = 0 to latents at t = 1.

Along the straight path x_t = (1 - t) noise + t clean the velocity is clean - noise. The field is an ordinary
differential equation, so densities are exact up to the solver (Chen et al. 2018; Grathwohl et al. 2019).
"""

from __future__ import annotations

import math
from itertools import pairwise

import torch

from ..batch import Batch
from .family import Denoise, Field

EARLY = -0.7  # in log odds: half of the times trained on are before 1/3


def loss(network: Denoise, batch: Batch, *, weight: torch.Tensor | float = 1.0) -> torch.Tensor:
    """Mean squared error of the velocity, each channel by its `weight` float[C, 1, 1].

    Times uniform in (0, 1) are bent toward where a picture's composition is decided, which is early: its coarse part
    stands far above the noise (compare the logit-normal of Esser et al. 2024).
    """
    clean, noise = batch.clean, batch.noise
    bent = torch.sigmoid(torch.logit(batch.time.clamp(1e-4, 1 - 1e-4)) + EARLY)
    at = bent.view(-1, *[1] * (clean.ndim - 1))
    velocity = network((1 - at) * noise + at * clean, bent, batch.style, batch.dropped)
    return (weight * (velocity.float() - (clean - noise)).square()).mean()


def sample(field: Field, noise: torch.Tensor, steps: int, *, start: torch.Tensor | None = None) -> torch.Tensor:
    """Follow the field from noise to latents by Heun's method, two evaluations per step; `start` enters half-way."""
    x = noise if start is None else (noise + start) / 2
    times = torch.linspace(0 if start is None else 0.5, 1, steps + 1, device=noise.device)
    for a, b in pairwise(times):
        first = field(x, a.expand(len(x)))
        second = field(x + (b - a) * first, b.expand(len(x)))
        x = x + (b - a) * (first + second) / 2
    return x


def log_likelihood(
    field: Field, x: torch.Tensor, *, trace: str = "exact", tolerance: float = 1e-5, probe: torch.Tensor | None = None
) -> torch.Tensor:
    """Log density of points under the flow, nats, float[n].

    Parameters
    ----------
    field : callable
        Velocity of (x, t).
    x : Tensor
        float[n, ...].
    trace : str
        ``exact`` differentiates every coordinate; ``hutchinson`` uses the random signs of `probe` and is unbiased.
    tolerance : float
        Of the adaptive Runge-Kutta 5(4) solver.
    probe : Tensor, optional
        Signs of the shape of `x`, for Hutchinson's estimate.
    """
    from torchdiffeq import odeint

    if trace == "hutchinson" and probe is None:
        raise ValueError("Hutchinson's trace needs a probe of signs")

    signs = torch.ones_like(x) if probe is None else probe

    def slope(t: torch.Tensor, state: tuple[torch.Tensor, torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
        with torch.enable_grad():
            at = state[0].detach().requires_grad_(True)
            velocity = field(at, t.expand(len(at)))
            divergence = _exact_trace(velocity, at) if trace == "exact" else _estimated_trace(velocity, at, signs)
        return velocity.detach(), divergence.detach()

    times = torch.tensor([1.0, 0.0], dtype=x.dtype, device=x.device)
    start = (x, torch.zeros(len(x), dtype=x.dtype, device=x.device))
    path, change = odeint(slope, start, times, rtol=tolerance, atol=tolerance, method="dopri5")
    ends = path[-1].flatten(1)
    base = -0.5 * ends.square().sum(dim=1) - 0.5 * ends.shape[1] * math.log(2 * math.pi)
    return base + change[-1]


def _exact_trace(velocity: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    """The divergence of a velocity at x, coordinate by coordinate, float[n]."""
    flat = velocity.flatten(1)
    parts = [
        torch.autograd.grad(flat[:, i].sum(), x, retain_graph=True)[0].flatten(1)[:, i] for i in range(flat.shape[1])
    ]
    return torch.stack(parts).sum(dim=0)


def _estimated_trace(velocity: torch.Tensor, x: torch.Tensor, signs: torch.Tensor) -> torch.Tensor:
    """Hutchinson's estimate of the divergence of a velocity at x, float[n]."""
    pulled = torch.autograd.grad((velocity * signs).sum(), x)[0]
    return (pulled * signs).flatten(1).sum(dim=1)
