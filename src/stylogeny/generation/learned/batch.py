"""Batches that belong to (seed, step): which works they show, where they are cropped, and their noise and times.

A factual and a counterfactual run see the same order, noise and times: only where it was the turn of a work that is
left out another one is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

import numpy as np
import torch

AGAIN = 64  # draws at a time for a place whose turn it was not


@dataclass(frozen=True, eq=False)
class Batch:
    """What the network sees in one step.

    Parameters
    ----------
    clean, noise : Tensor
        float32[n, C, cells, cells]: standardised crops of latents, and standard normal noise.
    style : Tensor
        float32[n, d]: the condition of each.
    dropped : Tensor
        bool[n]: whose condition the network is not given.
    time, chance : Tensor
        float32[n] in [0, 1): which time each is shown at; a second number for families that draw one more thing.
    """

    clean: torch.Tensor
    style: torch.Tensor
    dropped: torch.Tensor
    noise: torch.Tensor
    time: torch.Tensor
    chance: torch.Tensor

    def __len__(self) -> int:
        return len(self.clean)

    def map(self, change: Callable[[torch.Tensor], torch.Tensor]) -> Batch:
        """Every tensor changed: some rows of it, say, or on another device."""
        return replace(self, **{f.name: change(getattr(self, f.name)) for f in fields(self)})


def pick(chances: np.ndarray, draws: np.ndarray, again: Callable[[int], np.random.Generator]) -> np.ndarray:
    """Works drawn by chance, int64[len(draws)], as places among those with a chance above 0.

    Parameters
    ----------
    chances : ndarray
        float64[p]: that each of p works is taken when it is its turn.
    draws : ndarray
        float64[n] in [0, 1): whose turn it is, and whether it is taken.
    again : callable
        The random stream of the k-th time that places are drawn anew.
    """

    def turns(draws: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        at = draws * len(chances)
        whose = np.minimum(at.astype(np.int64), len(chances) - 1)
        return whose, at - whose < chances[whose]

    whose, taken = turns(draws)
    turn = 0
    while not taken.all():
        others, able = turns(again(turn).random((AGAIN, len(draws))))
        whose = np.where(taken, whose, others[able.argmax(axis=0), np.arange(len(draws))])
        taken, turn = taken | able.any(axis=0), turn + 1
    return (np.cumsum(chances > 0) - 1)[whose]


def crop(latents: list[torch.Tensor], picked: np.ndarray, places: np.ndarray, cells: int) -> torch.Tensor:
    """A square of latents of each picked work, float32[n, C, cells, cells]; `places` float64[n, 2] say where."""
    out = []
    for which, (v, u) in zip(picked, places):
        latent = latents[which]
        top, left = int(v * (latent.shape[1] - cells + 1)), int(u * (latent.shape[2] - cells + 1))
        out.append(latent[:, top : top + cells, left : left + cells].float())
    return torch.stack(out)
