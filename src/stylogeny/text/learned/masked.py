"""Masked (absorbing-state) discrete diffusion over rows of pieces (Austin et al. 2021; Sahoo et al. 2024).

At time t every free piece is masked with chance t; the denoiser guesses those that are. The bound on -log p is the
integral over t of the expected cross-entropy of masked pieces over t. With t integrated out it is a sum over how many
are masked: k uniform in 1..n, a random subset of k, and n / k times their cross-entropy. No time is cut off, and with
true conditionals it *is* -log p, whatever the order (Ou et al. 2025).

TextPieces that are not free are facts: they are given, never masked, and never drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import torch

from .pieces import MASK

Guess = Callable[[torch.Tensor], torch.Tensor]  # pieces int64[n, L], some of them masked, to logits float[n, L, V]
ORDERS = ("random", "left", "sure")


def hide(free: torch.Tensor, draws: torch.Tensor) -> torch.Tensor:
    """Which free pieces are masked, bool[n, L]: a uniform number of them from 1 to all, and chance says which.

    Parameters
    ----------
    free : Tensor
        bool[n, L].
    draws : Tensor
        float[n, L + 1] in [0, 1): the first says how many.
    """
    count = free.sum(dim=1)
    most = (1 + (draws[:, 0] * count).long()).clamp_max(count)
    order = torch.where(free, draws[:, 1:], 2.0).argsort(dim=1).argsort(dim=1)
    return free & (order < most[:, None])


def surprise(logits: torch.Tensor, pieces: torch.Tensor, free: torch.Tensor, hidden: torch.Tensor) -> torch.Tensor:
    """One draw of the bound on -log p of the free pieces, nats float[n]; its mean over draws is the bound."""
    cost = torch.nn.functional.cross_entropy(logits.transpose(1, 2), pieces, reduction="none")
    return cost.masked_fill(~hidden, 0.0).sum(dim=1) * free.sum(dim=1) / hidden.sum(dim=1).clamp_min(1)


def bound(guess: Guess, pieces: torch.Tensor, free: torch.Tensor) -> torch.Tensor:
    """The bound of one text by every subset of its free pieces, nats float[]: 2^n evaluations, for short texts.

    Parameters
    ----------
    guess : callable
    pieces, free : Tensor
        int64[L], bool[L].
    """
    places = torch.nonzero(free).flatten().tolist()
    total = torch.zeros((), dtype=torch.float64)
    for k in range(1, len(places) + 1):
        subsets = list(combinations(places, k))
        hidden = torch.zeros(len(subsets), len(pieces), dtype=torch.bool)
        for row, subset in enumerate(subsets):
            hidden[row, list(subset)] = True
        rows = pieces.expand(len(subsets), -1)
        logits = guess(rows.masked_fill(hidden, MASK))
        total += surprise(logits, rows, free.expand(len(subsets), -1), hidden).double().mean() / len(places)
    return total


def sample(
    guess: Guess,
    pieces: torch.Tensor,
    free: torch.Tensor,
    draws: torch.Tensor,
    *,
    order: str = "random",
    steps: int | None = None,
) -> torch.Tensor:
    """Free pieces drawn, the others as they are, int64[n, L].

    One piece at a time in any order is exact for true conditionals. Several at once are drawn as if they did not
    depend on each other. A text depends on its own draws alone.

    Parameters
    ----------
    guess : callable
    pieces, free : Tensor
        int64[n, L], bool[n, L]; what stands at free places does not matter.
    draws : Tensor
        float64[n, L, 2] in [0, 1): for each place when its turn is, and which piece it gets.
    order : str
        ``random``; ``left``, to right; or ``sure``: next is the place whose likeliest piece is likeliest, which
        repeats common words.
    steps : int, optional
        Evaluations at most; by default one for each piece.
    """
    x = pieces.masked_fill(free, MASK)
    count = free.sum(dim=1)
    turns = count if steps is None else count.clamp_max(steps)
    rank = torch.arange(x.shape[1]).expand_as(x).double() if order == "left" else draws[:, :, 0]
    for step in range(int(turns.max()) if len(turns) else 0):
        left = free & (x == MASK)
        chances = guess(x).double().softmax(dim=-1)
        priority = -chances.amax(dim=-1) if order == "sure" else rank
        priority = priority.masked_fill(~left, torch.inf)
        now = torch.where(step < turns, (count * (step + 1)).div(turns.clamp_min(1), rounding_mode="floor"), count)
        due = now - (count - left.sum(dim=1))  # how many of the places are told in this step
        told = left & (priority.argsort(dim=1, stable=True).argsort(dim=1) < due[:, None])
        sums = chances.cumsum(dim=-1)
        at = (draws[:, :, 1] * sums[..., -1]).unsqueeze(-1)
        drawn = torch.searchsorted(sums, at, right=True).squeeze(-1).clamp_max(sums.shape[-1] - 1)
        x = torch.where(told, drawn, x)
    return x
