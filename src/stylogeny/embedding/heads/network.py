"""A network while it is trained (torch); trunk.py applies it afterwards with NumPy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from .objective import contrast, expected_kernel, targets

if TYPE_CHECKING:
    from .training import HeadConfig

BONUS = {"artist": 2.0, "style": 1.0, "genre": 0.3, "medium": 0.3}  # of a shared label in the contrast, over date alone
TASKS = {"artist": 0.3, "style": 1.0, "genre": 0.3, "medium": 0.3}  # weight of naming each label


class HeadNetwork(nn.Module):
    """Features (D) -> inner vectors (s) -> years and labels.

    Dropout, noise and mixing of pictures (Zhang et al. 2018, mixup) stand against learning artists by heart: what is asked
    of it is to date works of artists it has never seen.
    """

    def __init__(self, width: int, recipe: HeadConfig, bins: int, known: dict[str, int]) -> None:
        super().__init__()
        h, d = recipe.hidden, recipe.size
        self.recipe = recipe
        self.trunk: nn.Sequential = nn.Sequential(
            nn.Dropout(0.1),
            nn.Linear(width, h),
            nn.GELU(),
            nn.Dropout(recipe.dropout),
            nn.Linear(h, h),
            nn.GELU(),
            nn.Dropout(recipe.dropout),
            nn.Linear(h, d),
        )
        self.year = nn.Linear(d, bins)
        self.label = nn.ModuleDict({kind: nn.Linear(d, k) for kind, k in known.items()})

    def loss(
        self, x: torch.Tensor, when: torch.Tensor, labels: dict[str, torch.Tensor], dates: np.ndarray, bandwidth: float
    ):
        """Scalar loss of a batch: features x float[b, D], P(year) float[b, m], label codes, date intervals float[2, b]."""
        recipe = self.recipe
        noisy = x + recipe.noise * torch.randn_like(x)
        share = torch.distributions.Beta(0.4, 0.4).sample((len(x), 1))
        other = torch.randperm(len(x))
        mixed = self.trunk(share * noisy + (1 - share) * noisy[other])
        goal = share * when + (1 - share) * when[other]
        total = -recipe.dates * (goal * self.year(mixed).log_softmax(1)).sum(1).mean()
        for kind, layer in self.label.items():
            logits = layer(mixed)
            for weight, y in ((share[:, 0], labels[kind]), (1 - share[:, 0], labels[kind][other])):
                each = functional.cross_entropy(logits, y.clamp_min(0), reduction="none") * (y >= 0)
                total = total + recipe.labels * TASKS[kind] * (weight * each).mean()
        if recipe.contrast:
            z = self.trunk(noisy)
            kernel = torch.from_numpy(expected_kernel(*dates, bandwidth=bandwidth)).float()
            total = total + recipe.contrast * contrast(
                z, targets(kernel, labels, BONUS), temperature=recipe.temperature
            )
        return total

    def tensors(self) -> dict[str, np.ndarray]:
        """Weights by the names that :class:`Trunk` knows."""
        layers = {"1": self.trunk[1], "2": self.trunk[4], "3": self.trunk[7], "y": self.year}
        out = {}
        for name, layer in layers.items():
            weights = layer.state_dict()
            out[f"w{name}"] = weights["weight"].numpy().copy()
            out[f"b{name}"] = weights["bias"].numpy().copy()
        return out
