"""Fit the head: date contrast, a posterior over years, shared labels, and an inverse that keeps it decodable."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..corpus.works import Works
from ..errors import StylogenyError
from ..progress import Callback, progress
from ..streams import stream
from .head import CLIP, Head
from .objective import contrast, expected_kernel, targets

LABELS = {"artist": 2.0, "style": 1.0, "genre": 0.3, "medium": 0.3}  # bonus of a shared label over date alone


@dataclass(frozen=True)
class Recipe:
    """How the head is trained.

    Parameters
    ----------
    size : int
        Dimensions of the vectors.
    hidden : int
        Width of the two hidden layers.
    epochs : int
        Passes over the works (at least 600 steps are made however few they are).
    bandwidth : float
        Standard deviation of the date kernel, years.
    step : float
        Years between the posterior's bins.
    """

    size: int = 48
    hidden: int = 256
    epochs: int = 30
    batch: int = 128
    rate: float = 2e-3
    bandwidth: float = 25.0
    step: float = 5.0
    temperature: float = 0.1
    contrast: float = 0.3
    labels: float = 0.5
    inverse: float = 0.3


def codes(values: np.ndarray, *, least: int = 2) -> np.ndarray:
    """Integer codes of labels, int64[n]; -1 for empty ones and those seen fewer than `least` times."""
    names, inverse, counts = np.unique(np.asarray(values, dtype=str), return_inverse=True, return_counts=True)
    kept = (counts >= least) & (names != "")
    return np.where(kept, kept.cumsum() - 1, -1)[inverse]


def fit(
    features: np.ndarray, works: Works, *, recipe: Recipe | None = None, seed: int = 0, callback: Callback | None = None
) -> Head:
    """Train a head on dated works.

    Parameters
    ----------
    features : ndarray
        float32[n, D], a row a work.
    works : Works
        n dated works; artist, style, genre and medium are used where given.

    Raises
    ------
    StylogenyError
        With fewer than four dated works.
    """
    import torch

    recipe = recipe or Recipe()
    n = len(works)
    if n < 4 or not works.dated.all():
        raise StylogenyError(
            "four dated works or more are needed to learn a space", got=n, fix="check the dates with `stylogeny load`"
        )
    mean = features.mean(0)
    scale = features.std(0) + 1e-6
    x = torch.from_numpy(np.clip((features - mean) / scale, -CLIP, CLIP).astype(np.float32))
    low, high = works.earliest, works.latest
    years = np.arange(low.min() - recipe.step, high.max() + 2 * recipe.step, recipe.step)
    soft = np.exp(
        -0.5 * ((np.maximum(low[:, None] - years, 0) + np.maximum(years - high[:, None], 0)) / recipe.bandwidth) ** 2
    )
    when = torch.from_numpy((soft / soft.sum(1, keepdims=True)).astype(np.float32))
    labels = {kind: torch.from_numpy(codes(works.column(kind))) for kind in LABELS}
    known = {kind: int(c.max()) + 1 for kind, c in labels.items() if int(c.max()) > 0}

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(int(stream(seed, "head").integers(2**31)))
        net = _Network(x.shape[1], recipe, len(years), known)
        steps = max(600, recipe.epochs * (n // recipe.batch))
        optimiser = torch.optim.AdamW(net.parameters(), lr=recipe.rate, weight_decay=1e-2)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, recipe.rate, total_steps=steps)
        size = min(recipe.batch, n)
        for _ in progress(range(steps), "head", unit="step", callback=callback):
            rows = torch.randperm(n)[:size]
            loss = net.loss(x[rows], when[rows], {k: v[rows] for k, v in labels.items()}, low[rows], high[rows])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        tensors = net.tensors()
    return Head({"mean": mean, "scale": scale, "years": years.astype(np.float32), **tensors})


def _Network(width: int, recipe: Recipe, bins: int, known: dict[str, int]):
    import torch
    from torch import nn
    from torch.nn import functional as f

    class Network(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            h, d = recipe.hidden, recipe.size
            self.trunk = nn.Sequential(
                nn.Dropout(0.1),
                nn.Linear(width, h),
                nn.GELU(),
                nn.Dropout(0.5),
                nn.Linear(h, h),
                nn.GELU(),
                nn.Dropout(0.5),
                nn.Linear(h, d),
            )
            self.year = nn.Linear(d, bins)
            self.label = nn.ModuleDict({kind: nn.Linear(d, k) for kind, k in known.items()})
            self.inverse = nn.Sequential(nn.Linear(d, h), nn.GELU(), nn.Linear(h, width))

        def loss(self, x, when, labels, low, high):
            share = torch.distributions.Beta(0.4, 0.4).sample((len(x), 1))
            other = torch.randperm(len(x))
            noisy = x + 0.3 * torch.randn_like(x)
            mixed = self.trunk(share * noisy + (1 - share) * noisy[other])
            goal = share * when + (1 - share) * when[other]
            total = -(goal * self.year(mixed).log_softmax(1)).sum(1).mean()
            for kind, layer in self.label.items():
                logits = layer(mixed)
                for weight, y in ((share[:, 0], labels[kind]), (1 - share[:, 0], labels[kind][other])):
                    each = f.cross_entropy(logits, y.clamp_min(0), reduction="none") * (y >= 0)
                    total = total + recipe.labels * {"style": 1.0}.get(kind, 0.3) * (weight * each).mean()
            z = self.trunk(noisy)
            kernel = torch.from_numpy(expected_kernel(low, high, bandwidth=recipe.bandwidth)).float()
            p = targets(kernel, labels, LABELS)
            return (
                total
                + recipe.contrast * contrast(z, p, temperature=recipe.temperature)
                + recipe.inverse * f.mse_loss(self.inverse(z), x)
            )

        def tensors(self) -> dict[str, np.ndarray]:
            layers = {
                "1": self.trunk[1],
                "2": self.trunk[4],
                "3": self.trunk[7],
                "y": self.year,
                "d1": self.inverse[0],
                "d2": self.inverse[2],
            }
            out = {}
            for name, layer in layers.items():
                out[f"w{name}"] = layer.weight.detach().numpy().copy()
                out[f"b{name}"] = layer.bias.detach().numpy().copy()
            return out

    return Network()
