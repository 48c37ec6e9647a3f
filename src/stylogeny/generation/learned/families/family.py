"""What a family of learned generators is: a loss, a sampler and the density it starts from, over the one denoiser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import torch

from ..batch import Batch

Field = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]  # the guided network: (latents, times) to velocities
Draws = Callable[[int], torch.Tensor]  # the k-th standard normal float[n, C, h, w] of some pictures, each its own


class Denoise(Protocol):
    """The network: latents float[n, C, h, w], times float[n], styles float[n, d], which are dropped; to velocities."""

    def __call__(
        self, x: torch.Tensor, t: torch.Tensor, style: torch.Tensor, dropped: torch.Tensor | None = None, /
    ) -> torch.Tensor: ...


class Family(Protocol):
    """A module, or an object where a family has a setting, with these names."""

    @property
    def STEPS(self) -> int:
        """How many steps its sampler takes where nobody says."""
        ...

    def loss(self, network: Denoise, batch: Batch, *, weight: torch.Tensor | float = 1.0) -> torch.Tensor:
        """A mean over the batch to descend, each channel counting by its `weight` float[C, 1, 1]."""
        ...

    def sample(self, field: Field, draws: Draws, steps: int, *, start: torch.Tensor | None = None) -> torch.Tensor:
        """Latents from noise, or half-way from `start`, at most two evaluations of the field per step.

        A picture depends on its own draws alone: nothing is averaged over pictures drawn together.
        """
        ...

    def log_base(self, ends: torch.Tensor) -> torch.Tensor:
        """Log density, in nats float[n], of where the probability flow starts: points float[n, N]."""
        ...
