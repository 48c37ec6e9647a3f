"""Flow matching along optimal transport (Tong et al. 2024; Pooladian et al. 2023).

Within a batch, noise and latents are paired so that the sum of their squared distances is least. Paths then hardly
cross, so that the learned flow is straighter and takes fewer steps. Who is paired with whom depends on the batch, what
is drawn afterwards does not.
"""

from __future__ import annotations

from dataclasses import replace

import torch
from scipy.optimize import linear_sum_assignment

from ..batch import Batch
from . import flow
from .family import Denoise

STEPS = flow.STEPS

log_base = flow.log_base
sample = flow.sample


def pairing(clean: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
    """For each of n latents the noise it is paired with: a permutation, int64[n]."""
    distances = torch.cdist(clean.flatten(1).double(), noise.flatten(1).double()).square()
    return torch.from_numpy(linear_sum_assignment(distances.cpu().numpy())[1]).to(clean.device)


def loss(network: Denoise, batch: Batch, *, weight: torch.Tensor | float = 1.0) -> torch.Tensor:
    """That of :func:`.flow.loss`, noise and latents paired; `weight` float[C, 1, 1]."""
    noise = batch.noise[pairing(batch.clean, batch.noise)]
    return flow.loss(network, replace(batch, noise=noise), weight=weight)
