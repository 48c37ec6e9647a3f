"""A network while it is trained (torch); :mod:`.mlp_numpy` applies it afterwards with NumPy."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from .config import HeadConfig

LABEL_WEIGHTS = {"artist": 0.3, "style": 1.0, "genre": 0.3, "medium": 0.3}  # of naming each kind of label


class HeadNetwork(nn.Module):
    """Places on the principal axes (r) -> years and labels.

    Dropout, noise and mixing of pictures (Zhang et al. 2018, mixup) stand against learning artists by heart: what is
    asked of it is to date works of artists it has never seen. Naming labels beside the year helps it to do so.

    Parameters
    ----------
    inputs : int
        r, the principal axes.
    config : HeadConfig
    bins : int
        Bins of the posterior over years.
    classes : dict
        Number of labels of each kind.
    """

    def __init__(self, inputs: int, config: HeadConfig, bins: int, classes: dict[str, int]) -> None:
        super().__init__()
        hidden = config.hidden_dim
        self.config = config
        self.trunk: nn.Sequential = nn.Sequential(
            nn.Linear(inputs, hidden),
            nn.GELU(),
            nn.Dropout(config.dropout),
            nn.Linear(hidden, hidden),
            nn.GELU(),
            nn.Dropout(config.dropout),
        )
        self.year = nn.Linear(hidden, bins)
        self.label = nn.ModuleDict({kind: nn.Linear(hidden, k) for kind, k in classes.items()})

    def loss(
        self, x: torch.Tensor, when: torch.Tensor, labels: dict[str, torch.Tensor], weight: torch.Tensor
    ) -> torch.Tensor:
        """Scalar loss of a batch: places x float[b, r], P(year) float[b, m], label codes, weights float[b]."""
        noisy = x + self.config.noise * torch.randn_like(x)
        share = torch.distributions.Beta(0.4, 0.4).sample((len(x), 1))
        other = torch.randperm(len(x))
        mixed = self.trunk(share * noisy + (1 - share) * noisy[other])
        counts = weight[:, None]
        goal = share * counts * when + (1 - share) * counts[other] * when[other]
        total = -(goal * self.year(mixed).log_softmax(1)).sum(1).mean()
        for kind, layer in self.label.items():
            logits = layer(mixed)
            for part, y in ((share[:, 0], labels[kind]), (1 - share[:, 0], labels[kind][other])):
                each = functional.cross_entropy(logits, y.clamp_min(0), reduction="none") * (y >= 0)
                total = total + self.config.label_weight * LABEL_WEIGHTS[kind] * (part * each).mean()
        return total

    def tensors(self) -> dict[str, np.ndarray]:
        """Weights by the names that :class:`.NumpyMLP` knows."""
        out = {}
        for name, layer in {"1": self.trunk[0], "2": self.trunk[3], "y": self.year}.items():
            weights = layer.state_dict()
            out[f"w{name}"] = weights["weight"].numpy().copy()
            out[f"b{name}"] = weights["bias"].numpy().copy()
        return out
