"""From noise to patches: the noise of a latent falls step by step, and every place settles on a patch of some work."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from .patches import PatchSource, detail, draw_patches, log_posterior, overlap
from .schedule import NoiseSchedule

FRESH = 0.7  # share of the noise of every step that is new
REUSE = 2.0  # nats against a patch for every further place that took it in the step before


def descend(
    base: torch.Tensor,
    sources: list[PatchSource],
    schedule: NoiseSchedule,
    rng: np.random.Generator,
    *,
    log_weight: torch.Tensor,
    originals: list[PatchSource],
) -> torch.Tensor:
    """Add noise to a latent and take it away again, step by step; the last posterior, float32[H * W, patches].

    Places where something goes on count for more; a patch that many places took counts for less, or blank ones tile the
    picture. What goes on is measured on the `originals`, as the patches are, however blurred the `sources` are with
    which they are compared.

    Parameters
    ----------
    base : Tensor
        float32[C, H, W].
    sources, originals : list of PatchSource
    schedule : NoiseSchedule
    rng : Generator
    log_weight : Tensor
        float32[len(sources)].
    """
    grid = (base.shape[1], base.shape[2])
    bonus = torch.cat([detail(s) for s in originals])
    bonus = schedule.busy * (bonus - bonus.mean())

    def noise() -> torch.Tensor:
        return torch.from_numpy(rng.standard_normal(tuple(base.shape), dtype=np.float32))

    steps = schedule.levels()
    reused = torch.zeros(len(bonus))
    x = base + steps[0][0] * noise()
    for i, (sigma, radius, reach) in enumerate(steps):
        logs = log_posterior(x, sources, sigma=sigma, radius=radius, reach=reach, log_weight=log_weight)
        logs = logs + (bonus - reused)
        if i + 1 == len(steps):
            break
        chosen = draw_patches(logs, sources, grid, rng)
        clean = overlap(chosen, sources, grid, 1)
        reused = REUSE * (torch.bincount(chosen, minlength=len(bonus)) - 1).clamp_min(0)
        x = clean + steps[i + 1][0] * (np.sqrt(1 - FRESH**2) / sigma * (x - clean) + FRESH * noise())
    return torch.softmax(logs, dim=1)


def region_shares(posterior: torch.Tensor, sources: list[PatchSource], shape: Sequence[int]) -> np.ndarray:
    """A posterior over patches summed over each source, float32[H, W, S]."""
    sizes = [s.latent[0].numel() for s in sources]
    return torch.stack([p.sum(dim=1) for p in posterior.split(sizes, dim=1)], dim=1).view(*shape, -1).numpy()
