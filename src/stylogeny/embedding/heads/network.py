"""A network while it is trained (torch); :mod:`.mlp_numpy` applies it afterwards with NumPy."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from .config import HeadConfig
from .objective import contrast, expected_kernel, targets

BONUS = {"artist": 2.0, "style": 1.0, "genre": 0.3, "medium": 0.3}  # of a shared label in the contrast, over date alone
LABEL_WEIGHTS = {"artist": 0.3, "style": 1.0, "genre": 0.3, "medium": 0.3}  # of naming each kind of label


class HeadNetwork(nn.Module):
    """Features (D) -> inner vectors (s) -> years and labels.

    Dropout, noise and mixing of pictures (Zhang et al. 2018, mixup) stand against learning artists by heart: what is
    asked of it is to date works of artists it has never seen.

    Parameters
    ----------
    features : int
        D, the backbone's dimensions.
    config : HeadConfig
    bins : int
        Bins of the posterior over years.
    classes : dict
        Number of labels of each kind.
    """

    def __init__(self, features: int, config: HeadConfig, bins: int, classes: dict[str, int]) -> None:
        super().__init__()
        hidden, dim = config.hidden_dim, config.dim
        self.config = config
        self.trunk: nn.Sequential = nn.Sequential(
            nn.Dropout(0.1),
            nn.Linear(features, hidden),
            nn.GELU(),
            nn.Dropout(config.dropout),
            nn.Linear(hidden, hidden),
            nn.GELU(),
            nn.Dropout(config.dropout),
            nn.Linear(hidden, dim),
        )
        self.year = nn.Linear(dim, bins)
        self.label = nn.ModuleDict({kind: nn.Linear(dim, k) for kind, k in classes.items()})

    def loss(
        self, x: torch.Tensor, when: torch.Tensor, labels: dict[str, torch.Tensor], dates: np.ndarray, bandwidth: float
    ) -> torch.Tensor:
        """Scalar loss of a batch: features x float[b, D], P(year) float[b, m], label codes, date intervals float[2,
        b]."""
        config = self.config
        noisy = x + config.noise * torch.randn_like(x)
        share = torch.distributions.Beta(0.4, 0.4).sample((len(x), 1))
        other = torch.randperm(len(x))
        mixed = self.trunk(share * noisy + (1 - share) * noisy[other])
        goal = share * when + (1 - share) * when[other]
        total = -config.date_weight * (goal * self.year(mixed).log_softmax(1)).sum(1).mean()
        for kind, layer in self.label.items():
            logits = layer(mixed)
            for weight, y in ((share[:, 0], labels[kind]), (1 - share[:, 0], labels[kind][other])):
                each = functional.cross_entropy(logits, y.clamp_min(0), reduction="none") * (y >= 0)
                total = total + config.label_weight * LABEL_WEIGHTS[kind] * (weight * each).mean()
        if config.contrast_weight:
            z = self.trunk(noisy)
            kernel = torch.from_numpy(expected_kernel(*dates, bandwidth=bandwidth)).float()
            wanted = targets(kernel, labels, BONUS)
            total = total + config.contrast_weight * contrast(z, wanted, temperature=config.temperature)
        return total

    def tensors(self) -> dict[str, np.ndarray]:
        """Weights by the names that :class:`.NumpyMLP` knows."""
        layers = {"1": self.trunk[1], "2": self.trunk[4], "3": self.trunk[7], "y": self.year}
        out = {}
        for name, layer in layers.items():
            weights = layer.state_dict()
            out[f"w{name}"] = weights["weight"].numpy().copy()
            out[f"b{name}"] = weights["bias"].numpy().copy()
        return out
