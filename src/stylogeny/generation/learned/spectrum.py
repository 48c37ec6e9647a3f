"""Latents frequency by frequency: their power, and how the coarsest frequencies follow from a style."""

from __future__ import annotations

import math
from functools import lru_cache

import torch

COARSE = 3  # frequencies per side whose mean depends on the style


@lru_cache(maxsize=16)
def cosines(n: int) -> torch.Tensor:
    """Orthonormal cosine transform of n places, float32[n, n]; rows are frequencies."""
    with torch.inference_mode(False):  # kept for later, when gradients may be asked for
        k, x = torch.meshgrid(torch.arange(n), torch.arange(n), indexing="ij")
        basis = math.sqrt(2 / n) * torch.cos(math.pi * k * (2 * x + 1) / (2 * n))
        basis[0] /= math.sqrt(2)
    return basis


def spectrum_of(latents: torch.Tensor) -> torch.Tensor:
    """Mean squared cosine coefficients of latents float[n, C, k, k], float32[C, k, k]."""
    basis = cosines(latents.shape[-1])
    return (basis @ latents.float() @ basis.T).square().mean(dim=0).clamp_min(1e-4)


def coarse_mean_of(latents: torch.Tensor, styles: torch.Tensor, *, ridge: float = 0.05) -> torch.Tensor:
    """Ridge regression from styles float[n, d] to the coarsest cosine coefficients of latents float[n, C, k, k].

    Returns
    -------
    Tensor
        float32[C * COARSE**2, d].
    """
    basis = cosines(latents.shape[-1])[:COARSE]
    coarse = (basis @ latents.float() @ basis.T).flatten(1)
    gram = styles.T @ styles + ridge * len(styles) * torch.eye(styles.shape[1])
    return torch.linalg.solve(gram, styles.T @ coarse).T.contiguous()
