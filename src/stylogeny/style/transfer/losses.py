"""The losses of style transfer (Gatys, Ecker & Bethge 2016), each relative to what it is compared with.

Squared distances over the target's own square mean the same whatever the features.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch

from .features import Features


def gram(maps: torch.Tensor) -> torch.Tensor:
    """Gram matrices of maps [B, C, h, w]: mean product of every pair of channels, [B, C, C]."""
    flat = maps.flatten(2)
    return flat @ flat.transpose(1, 2) / flat.shape[2]


def style_target(features: Features, styles: Sequence[torch.Tensor], weights: Sequence[float]) -> list[torch.Tensor]:
    """The weighted mean of the styles' Gram matrices, level by level: each [C, C]."""
    total = float(sum(weights))
    grams = [[gram(m)[0] for m in features.style(s)] for s in styles]
    levels = zip(*grams)  # as many as the style with fewest has
    return [
        sum(((w / total) * g for w, g in zip(weights, level, strict=True)), start=torch.zeros(())) for level in levels
    ]


def style_loss(maps: Sequence[torch.Tensor], target: Sequence[torch.Tensor]) -> torch.Tensor:
    """Mean over levels of |G - T|^2 / |T|^2, over the batch."""
    terms = [((gram(m) - t) ** 2).sum((1, 2)).mean() / (t**2).sum() for m, t in zip(maps, target)]
    return torch.stack(terms).mean()


def content_loss(maps: Sequence[torch.Tensor], target: Sequence[torch.Tensor]) -> torch.Tensor:
    """Mean over levels of |F - F_content|^2 / |F_content - its mean|^2."""
    terms = [
        ((m - t) ** 2).sum() / ((t - t.mean((2, 3), keepdim=True)) ** 2).sum().clamp_min(1e-6)
        for m, t in zip(maps, target)
    ]
    return torch.stack(terms).mean()


def variation(x: torch.Tensor) -> torch.Tensor:
    """Mean squared difference of neighbours."""
    return ((x[..., 1:, :] - x[..., :-1, :]) ** 2).mean() + ((x[..., :, 1:] - x[..., :, :-1]) ** 2).mean()


def out_of_range(x: torch.Tensor) -> torch.Tensor:
    """Mean squared distance of colours from [0, 1]."""
    return ((x - x.clamp(0, 1)) ** 2).mean()
