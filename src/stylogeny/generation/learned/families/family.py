"""What a family of learned generators is: a loss and a sampler over the one denoiser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import torch

from ..batch import Batch

Field = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]  # the guided network: (latents, times) to velocities


class Denoise(Protocol):
    """The network: latents float[n, C, h, w], times float[n], styles float[n, d], which are dropped; to velocities."""

    def __call__(
        self, x: torch.Tensor, t: torch.Tensor, style: torch.Tensor, dropped: torch.Tensor | None = None, /
    ) -> torch.Tensor: ...


class Family(Protocol):
    """A module with these two functions."""

    def loss(self, network: Denoise, batch: Batch, *, weight: torch.Tensor | float = 1.0) -> torch.Tensor:
        """A mean over the batch to descend, each channel counting by its `weight` float[C, 1, 1]."""
        ...

    def sample(
        self, field: Field, noise: torch.Tensor, steps: int, *, start: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Latents from noise, two evaluations of the field per step; from `start`, where there is one, half-way."""
        ...
