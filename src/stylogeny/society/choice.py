"""Whom to follow: the rule of choice that painted worlds and simulated societies share.

Everyone who makes a work weighs what they see, adds luck that belongs to the pair (who looks, what is looked at), and follows
the first few (the Gumbel-max form of a discrete choice; McFadden 1974). Luck that belongs to a pair is what lets a history be
repeated without one work: whoever would have followed it turns to what is next in line, and nobody else's luck moves.
"""

from __future__ import annotations

import numpy as np

from ..streams import uniforms

MOST_PARENTS = 3


def gumbel(seed: int, *event: object, index: np.ndarray, draws: int = 1) -> np.ndarray:
    """Standard Gumbel noise, float64[len(index), draws], owned as :func:`stylogeny.streams.uniforms`."""
    return -np.log(-np.log(uniforms(seed, *event, index=index, draws=draws)))


def foremost(score: np.ndarray, count: int = MOST_PARENTS) -> np.ndarray:
    """Places of the `count` highest scores along the last axis, highest first; the earlier of equals. int64[..., count].

    Where fewer are finite, what remains is any place of score -inf.
    """
    left = score.copy()
    best = np.empty((*score.shape[:-1], min(count, score.shape[-1])), dtype=np.int64)
    for k in range(best.shape[-1]):
        best[..., k] = left.argmax(axis=-1)
        np.put_along_axis(left, best[..., k : k + 1], -np.inf, axis=-1)
    return best


def shared(weights: np.ndarray, score: np.ndarray, best: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Shares of the chosen, summing to 1 where anything could be chosen, and the sum before: float[..., k], float[..., 1]."""
    share = weights * np.isfinite(np.take_along_axis(score, best, axis=-1))
    total = share.sum(axis=-1, keepdims=True)
    return share / np.maximum(total, 1e-12), total
