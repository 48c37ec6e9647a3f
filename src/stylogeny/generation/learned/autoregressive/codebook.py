"""Vectors to the words of a finite vocabulary and back: a learned codebook, or a grid that needs none.

The codebook (van den Oord et al. 2017) follows the vectors it stands for by running averages. A word that next to
nothing is written with is dead: it takes over half of the most used one, as Linde, Buzo & Gray (1980) split theirs. The
grid (finite scalar quantisation, Mentzer et al. 2024) rounds each of a few bounded numbers to one of a few levels.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import nn

from ....streams import stream
from ..process_group import ProcessGroup

COMMITMENT = 0.25
DEAD = 0.02  # of its fair share of use: a word used less is dead
PUSH = 0.01  # in spreads, by how much the halves of a split word differ


class Quantiser(nn.Module):
    """Words for vectors of `dim` numbers; how often each is used, lately.

    Parameters
    ----------
    count, dim : int
        Words, and numbers of each vector.
    decay : float
        Of running averages, each step.
    """

    usage: torch.Tensor

    def __init__(self, count: int, dim: int, *, decay: float = 0.99) -> None:
        super().__init__()
        self.count, self.dim, self.decay = count, dim, decay
        self.register_buffer("usage", torch.full((count,), 1 / count))

    def vectors(self, index: torch.Tensor) -> torch.Tensor:
        """What words int64[...] stand for, float[..., dim]."""
        raise NotImplementedError

    def read(self, vectors: torch.Tensor) -> torch.Tensor:
        """The words of vectors float[..., dim], int64[...]."""
        raise NotImplementedError

    def write(self, vectors: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Vectors float[m, dim] as their words stand for them, through which gradients pass straight; the words,
        int64[m]; and what the vectors cost beyond what is made of them."""
        raise NotImplementedError

    def follow(self, vectors: torch.Tensor, group: ProcessGroup, *, seed: int, step: int) -> None:
        """Move with the vectors float[m, dim] of a step, over all processes together."""
        counts = group.total(torch.bincount(self.read(vectors), minlength=self.count).to(self.usage))
        self.usage.lerp_(counts / counts.sum(), 1 - self.decay)

    @property
    def used(self) -> int:
        """How many words are used at a tenth of their fair share at least."""
        return int((self.usage * self.count > 0.1).sum())

    @property
    def perplexity(self) -> float:
        """How many equally used words would be as hard to guess as these."""
        share = self.usage.double() / self.usage.double().sum()
        return float((-(share * share.clamp_min(1e-30).log()).sum()).exp())

    def remark(self) -> str:
        """Its use in one line, and whether it has collapsed."""
        said = f"{self.used} of {self.count} codes in use, perplexity {self.perplexity:.0f}"
        collapsed = self.perplexity < max(2.0, 0.02 * self.count)
        return f"the codebook has collapsed: {said}; train on, or use vqgan:fsq" if collapsed else said


class Codebook(Quantiser):
    """Learned vectors, the nearest of which is a vector's word."""

    words: torch.Tensor
    sums: torch.Tensor

    def __init__(self, count: int, dim: int, *, decay: float = 0.99) -> None:
        super().__init__(count, dim, decay=decay)
        self.register_buffer("words", torch.randn(count, dim))
        self.register_buffer("sums", self.words / count)

    def vectors(self, index: torch.Tensor) -> torch.Tensor:
        return self.words[index]

    def read(self, vectors: torch.Tensor) -> torch.Tensor:
        flat = vectors.detach().reshape(-1, self.dim).float()
        words = self.words.float()
        distances = words.square().sum(dim=1) - 2 * flat @ words.T
        return distances.argmin(dim=1).view(vectors.shape[:-1])

    def write(self, vectors: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        index = self.read(vectors)
        meant = self.words[index]
        return vectors + (meant - vectors).detach(), index, COMMITMENT * (vectors - meant).square().mean()

    def follow(self, vectors: torch.Tensor, group: ProcessGroup, *, seed: int, step: int) -> None:
        index = self.read(vectors)
        chosen = torch.nn.functional.one_hot(index, self.count).to(vectors.dtype)
        counts, sums = group.total(chosen.sum(dim=0)), group.total(chosen.T @ vectors.detach())
        total = counts.sum()
        self.usage.lerp_(counts / total, 1 - self.decay)
        self.sums.lerp_(sums / total, 1 - self.decay)
        alive = self.usage * self.count > DEAD
        self.words = torch.where(alive[:, None], self.sums / self.usage[:, None].clamp_min(1e-12), self.words)
        self._revive(~alive, stream(seed, "codebook", step).standard_normal(self.words.shape))

    def _revive(self, dead: torch.Tensor, luck: object) -> None:
        """Give each dead word half of a much used one, a small step aside."""
        lost = dead.nonzero().flatten()
        heavy = self.usage.argsort(descending=True, stable=True)[: len(lost)]
        heavy = heavy[self.usage[heavy] * self.count > 2]  # at least twice its fair share: both halves are worth a word
        lost = lost[: len(heavy)]
        if not len(lost):
            return
        aside = torch.as_tensor(luck).to(self.words)[lost] * PUSH * self.words.std(dim=0)
        self.words[lost] = self.words[heavy] + aside
        self.usage[heavy] /= 2
        self.usage[lost] = self.usage[heavy]
        self.sums[lost] = self.words[lost] * self.usage[lost, None]
        self.sums[heavy] = self.words[heavy] * self.usage[heavy, None]


class Grid(Quantiser):
    """Every number bounded by a tangent and rounded to its levels, evenly over [-1, 1]; there is nothing to collapse.

    Parameters
    ----------
    levels : sequence of int
        Of each number; their product is the number of words.
    """

    base: torch.Tensor
    sides: torch.Tensor

    def __init__(self, levels: Sequence[int] = (8, 5, 5, 5)) -> None:
        super().__init__(math.prod(levels), len(levels))
        sides = torch.tensor(levels)
        self.register_buffer("sides", sides, persistent=False)
        self.register_buffer(
            "base", torch.cat([torch.ones(1, dtype=torch.long), sides.cumprod(0)[:-1]]), persistent=False
        )

    def vectors(self, index: torch.Tensor) -> torch.Tensor:
        digits = index[..., None] // self.base % self.sides
        return (2 * digits / (self.sides - 1) - 1).to(self.usage.dtype)

    def _digits(self, bounded: torch.Tensor) -> torch.Tensor:
        return ((bounded.float() + 1) / 2 * (self.sides - 1)).round().long()

    def read(self, vectors: torch.Tensor) -> torch.Tensor:
        return (self._digits(vectors.detach().tanh()) * self.base).sum(dim=-1)

    def write(self, vectors: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        bounded, index = vectors.tanh(), self.read(vectors)
        return bounded + (self.vectors(index) - bounded).detach(), index, vectors.new_zeros(())
