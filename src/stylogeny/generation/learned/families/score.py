"""Score matching and annealed Langevin dynamics (Song & Ermon 2019, 2020).

The score of latents under noise sigma is minus the noise over sigma. Levels fall geometrically from about the largest
distance between two works to a hundredth of a spread; on each, a few steps of Langevin dynamics follow the score with
fresh noise, and the last level is denoised. Langevin dynamics never catches up with falling levels: on a Gaussian its
samples are 9 % too wide with a hundred levels of five steps.
"""

from __future__ import annotations

from functools import lru_cache

import torch
from scipy.optimize import minimize_scalar

from ..batch import Batch
from .family import Denoise, Draws, Field
from .straight import log_normal, noise_loss, parts

STEPS = 500  # with EACH on a level: a hundred levels
EACH = 5
HIGHEST, LOWEST = 80.0, 0.01  # two latents of unit spread in 2,560 dimensions lie about 72 apart

log_base = log_normal


def noise_level(part: torch.Tensor) -> torch.Tensor:
    """Noise levels on the geometric scale from the highest, at 0, to the lowest, at 1."""
    return HIGHEST * (LOWEST / HIGHEST) ** part


def loss(network: Denoise, batch: Batch, *, weight: torch.Tensor | float = 1.0) -> torch.Tensor:
    """Denoising score matching, sigma^2 |score + noise / sigma|^2, each channel by its `weight` float[C, 1, 1]."""
    t = 1 / (1 + noise_level(batch.time))
    return noise_loss(network, batch, t, weight)


@lru_cache(maxsize=64)
def step_size(ratio: float, each: int = EACH) -> float:
    """The step of Langevin dynamics, in units of sigma^2, that leaves the least variance too much on a level.

    Technique 4 of Song & Ermon (2020), for `each` steps on levels that fall by `ratio` > 1. For their 232 levels from
    50 to 0.01 it gives their 6.2e-6 over 0.01^2.
    """

    def variance(h: float) -> float:  # over sigma^2, after a level began with that of the level above
        settled = 1 / (1 - h / 2)
        return (1 - h) ** (2 * each) * (ratio**2 - settled) + settled

    return float(minimize_scalar(variance, bounds=(1e-5, 0.9), method="bounded").x)


def langevin(x: torch.Tensor, score: torch.Tensor, fresh: torch.Tensor, step: float | torch.Tensor) -> torch.Tensor:
    """One step of Langevin dynamics.

    For a normal law of variance v it settles at v / (1 - step / (2 v)).
    """
    return x + step * score + (2 * torch.as_tensor(step)).sqrt() * fresh


def sample(field: Field, draws: Draws, steps: int, *, start: torch.Tensor | None = None) -> torch.Tensor:
    """Annealed Langevin dynamics, one evaluation per step, EACH on a level; `start` enters at a noise of 1."""
    noise = draws(0)
    levels = max(2, round(steps / EACH))
    first = torch.tensor(HIGHEST if start is None else 1.0)
    sigmas = first * (LOWEST / first) ** torch.linspace(0, 1, levels)
    size = step_size(float(sigmas[0] / sigmas[1]))
    one = torch.ones((), device=noise.device)
    x = sigmas[0] * noise + (0 if start is None else start)
    for level, sigma in enumerate(sigmas.to(noise.device)):
        for turn in range(EACH):
            score = -parts(field, x, one, sigma)[1] / sigma
            x = langevin(x, score, draws(1 + level * EACH + turn), size * sigma.square())
    return parts(field, x, one, sigmas[-1].to(noise.device))[0]
