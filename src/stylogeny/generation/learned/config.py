"""What to train: family, size, rates, and what suits this machine."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass

import torch

from ...errors import StylogenyError, out_of_memory
from .network import SIZES


@dataclass(frozen=True)
class TrainingConfig:
    """What to train.

    Parameters
    ----------
    family, size : str
        Of generator, of network.
    batch : int
        Works per step, over all processes together.
    rate : float
        Learning rate, after a rise over the first steps.
    average : float
        The running average forgets at most this slowly; early on it spans the last tenth of the steps.
    joint : float
        Weight of the date contrast when the head's last layer is trained along; 0 leaves the space alone.
    full_resolution : bool
        Learn pictures at full resolution. By default a network learns compositions, and works lend their paint.
    seed : int
    """

    family: str = "flow"
    size: str = "small"
    batch: int = 16
    rate: float = 1e-3
    average: float = 0.999
    joint: float = 0.0
    full_resolution: bool = False
    seed: int = 0

    def memory(self) -> AbstractContextManager[None]:
        """Within, running out of memory is one line that says what to lower."""
        return out_of_memory(
            f"batch {self.batch}, network {self.size}",
            "lower --batch, choose a smaller --network, or ask for fewer or smaller pictures",
        )


def default_config(
    seed: int = 0,
    *,
    family: str = TrainingConfig.family,
    size: str | None = None,
    batch: int = TrainingConfig.batch,
    rate: float | None = None,
    joint: float = TrainingConfig.joint,
    full_resolution: bool = TrainingConfig.full_resolution,
) -> TrainingConfig:
    """A plan for this machine: a mini network without a GPU, where minutes are short, else a small one.

    Wider networks learn more slowly. A mini network takes a step in a third of the small one's time, and in the first
    minutes more works seen are worth more than more parameters.
    """
    size = size or ("small" if torch.cuda.is_available() else "mini")
    if size not in SIZES:
        raise StylogenyError("no such network size", got=size, fix=f"use {', '.join(SIZES)}")
    return TrainingConfig(
        family=family,
        size=size,
        batch=batch,
        rate=rate or min(2e-3, 0.2 / SIZES[size][0]),
        joint=joint,
        full_resolution=full_resolution,
        seed=seed,
    )
