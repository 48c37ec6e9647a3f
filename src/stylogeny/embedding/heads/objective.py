"""The temporal contrastive objective: a soft, multi-positive InfoNCE whose targets are mostly about date.

For an anchor i the target over the others is p_ij proportional to k(t_i - t_j) (1 + bonus for each shared label), the
date kernel k weighing most; the embedding is trained by cross-entropy between p_i and softmax_j(z_i . z_j / T).
Compare Rank-N-Contrast (Zha et al. 2023) and Supervised Contrastive Learning (Khosla et al. 2020).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

if TYPE_CHECKING:
    import torch

BONUS = {"artist": 2.0, "style": 1.0, "genre": 0.3, "medium": 0.3}  # of a shared label in the contrast, over date alone


def _second_integral(x: np.ndarray, bandwidth: float) -> np.ndarray:
    """Twice-integrated Gaussian kernel exp(-x^2 / 2h^2): its second derivative is the kernel."""
    u = x / bandwidth
    area = bandwidth * np.sqrt(2 * np.pi)
    return area * x * ndtr(u) + bandwidth**2 * np.exp(-0.5 * u * u)


def expected_kernel(earliest: np.ndarray, latest: np.ndarray, *, bandwidth: float) -> np.ndarray:
    """Expected Gaussian kernel between the dates of works known only as intervals.

    Each date is uniform over [earliest, latest): a work dated to one year may have been made on any day of it.

    Parameters
    ----------
    earliest, latest : ndarray
        float64[n], years.
    bandwidth : float
        Standard deviation of the kernel, years.

    Returns
    -------
    ndarray
        float64[n, n], symmetric, in (0, 1].
    """
    low, high = np.asarray(earliest, float), np.asarray(latest, float)
    # over a day or a moment the kernel is flat, and differences of its integrals would be rounding alone
    width = np.maximum(high - low, bandwidth / 100)
    low, high = (low + high - width) / 2, (low + high + width) / 2

    def gap(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return _second_integral(a[:, None] - b[None, :], bandwidth)

    total = gap(high, low) - gap(low, low) - gap(high, high) + gap(low, high)
    return np.clip(total / (width[:, None] * width[None, :]), 0.0, 1.0)


def targets(kernel: torch.Tensor, labels: dict[str, torch.Tensor], weights: dict[str, float]) -> torch.Tensor:
    """Target distribution over the other works of a batch.

    Parameters
    ----------
    kernel : Tensor
        float[b, b], the (expected) date kernel.
    labels : dict of Tensor
        Per label kind int64[b]; -1 where unknown, which matches nothing.
    weights : dict of float
        Bonus for sharing each kind of label.

    Returns
    -------
    Tensor
        float[b, b], zero diagonal; rows sum to 1 (to 0 where the kernel leaves nothing).
    """
    import torch

    bonus = torch.ones_like(kernel)
    for kind, values in labels.items():
        known = values >= 0
        same = (values[:, None] == values[None, :]) & known[:, None] & known[None, :]
        bonus = bonus + weights.get(kind, 0.0) * same
    p = kernel * bonus
    p = p * (1 - torch.eye(len(p), dtype=p.dtype))
    return p / p.sum(1, keepdim=True).clamp_min(1e-12)


def contrast(z: torch.Tensor, p: torch.Tensor, *, temperature: float = 0.1) -> torch.Tensor:
    """Cross-entropy between target rows `p` and softmax of cosine similarities: float scalar, nats.

    Parameters
    ----------
    z : Tensor
        float[b, d], any length; normalised here.
    p : Tensor
        float[b, b] from :func:`targets`.
    temperature : float
        Softmax temperature on cosines.
    """
    import torch

    unit = torch.nn.functional.normalize(z, dim=1)
    logits = unit @ unit.T / temperature
    logits = logits.masked_fill(torch.eye(len(z), dtype=torch.bool), -1e9)
    return -(p * logits.log_softmax(1)).sum(1).mean()
