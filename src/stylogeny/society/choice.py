"""Whom to follow, and what comes of it: the rule that every history shares, a society's and one by a fixed calendar.

Everyone who makes a work weighs what they see, adds noise that belongs to the pair (who looks, what is looked at), and
follows the first few (the Gumbel-max form of a discrete choice; McFadden 1974). Noise that belongs to a pair is what
lets a history be repeated without one work: whoever would have followed it turns to what is next in line, and nobody
else's draws move.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..streams import uniforms

MOST_PARENTS = 3


@dataclass(frozen=True, eq=False)
class ParentChoice:
    """Whom n artists follow, and what that would come to before they add anything.

    Parameters
    ----------
    top, rows : ndarray
        int64[..., p]: places in sight, and rows, of those followed, foremost first; meaningless where the share is 0.
    share : ndarray
        float[..., p]: sums to 1 where anybody could be followed, otherwise to 0.
    total : ndarray
        float[..., 1]: the sum of the shares before they were scaled; 0 where nobody could be followed.
    blend : ndarray
        float32[..., d]: styles by share.
    """

    top: np.ndarray
    rows: np.ndarray
    share: np.ndarray
    total: np.ndarray
    blend: np.ndarray


def gumbel(seed: int, *event: object, index: np.ndarray, draws: int = 1) -> np.ndarray:
    """Standard Gumbel noise, float64[len(index), draws], owned as :func:`stylogeny.streams.uniforms`."""
    return -np.log(-np.log(uniforms(seed, *event, index=index, draws=draws)))


def foremost(score: np.ndarray, count: int = MOST_PARENTS) -> np.ndarray:
    """Places of the `count` highest scores along the last axis, highest first, int64[..., count].

    Where fewer are finite, what remains is any place of score -inf.
    """
    left = score.copy()
    best = np.empty((*score.shape[:-1], min(count, score.shape[-1])), dtype=np.int64)
    for k in range(best.shape[-1]):
        best[..., k] = left.argmax(axis=-1)
        np.put_along_axis(left, best[..., k : k + 1], -np.inf, axis=-1)
    return best


def follow(
    score: np.ndarray, rows: np.ndarray, weights: np.ndarray, style: Callable[[np.ndarray], np.ndarray]
) -> ParentChoice:
    """Follow the foremost of what is seen, and blend them.

    Parameters
    ----------
    score : ndarray
        float[..., c]: what speaks for each work in sight, noise included; -inf for one that cannot be followed.
    rows : ndarray
        int[..., c]: which works they are.
    weights : ndarray
        float[..., p]: shares of the first, second and third parent, as far as there are that many.
    style : callable
        Rows int[...] to their styles float32[..., d].
    """
    top = foremost(score)
    rows = np.take_along_axis(np.broadcast_to(rows, score.shape), top, axis=-1)
    share = weights[..., : top.shape[-1]] * np.isfinite(np.take_along_axis(score, top, axis=-1))
    total = share.sum(axis=-1, keepdims=True)
    share = share / np.maximum(total, 1e-12)
    blend = np.zeros(1, dtype=np.float32)
    for k in range(top.shape[-1]):  # one parent at a time: what is in memory stays small
        blend = blend + share[..., k, None].astype(np.float32) * style(rows[..., k])
    return ParentChoice(top, rows, share, total, blend)
