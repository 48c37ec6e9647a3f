"""The direction of time: find it, measure it, move along it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..streams import stream

if TYPE_CHECKING:
    from .space import Embedding


def by_regression(vectors: np.ndarray, years: np.ndarray, *, alpha: float = 1.0) -> np.ndarray:
    """Unit direction float32[d] along which a ridge regression's year grows (`alpha`: ridge penalty per dimension
    scale)."""
    x = vectors - vectors.mean(0)
    t = years - years.mean()
    gram = x.T @ x
    axis = np.linalg.solve(
        gram + alpha * np.trace(gram) / len(gram) * 1e-3 * np.eye(len(gram)) + 1e-9 * np.eye(len(gram)), x.T @ t
    )
    return (axis / max(float(np.linalg.norm(axis)), 1e-12)).astype(np.float32)


def by_pairs(
    vectors: np.ndarray,
    years: np.ndarray,
    groups: np.ndarray,
    *,
    min_gap: float = 10.0,
    pairs: int = 20000,
    seed: int = 0,
) -> np.ndarray:
    """Unit direction float32[d] from contrast pairs: works of one group (artist or motif), made `min_gap` years apart
    or more.

    Each pair gives a step (later minus earlier) per year; the direction is their mean, each pair weighing alike.
    """
    draw = stream(seed, "time pairs")
    _, code = np.unique(np.asarray(groups, dtype=str), return_inverse=True)
    order = np.argsort(code, kind="stable")
    starts = np.searchsorted(code[order], np.arange(code.max() + 2))
    sizes = np.diff(starts)
    first = draw.integers(0, len(order), pairs)
    group = code[order[first]]
    second = starts[group] + draw.integers(0, 2**31, pairs) % sizes[group]
    a, b = order[first], order[second]
    lag = years[b] - years[a]
    kept = np.abs(lag) >= min_gap
    if not kept.any():
        return by_regression(vectors, years)
    step = (vectors[b[kept]] - vectors[a[kept]]) * np.sign(lag[kept])[:, None]
    axis = step.mean(0)
    return (axis / max(float(np.linalg.norm(axis)), 1e-12)).astype(np.float32)


def move(space: Embedding, vectors: np.ndarray, years: float | np.ndarray) -> np.ndarray:
    """Vectors float32[k, d] moved along the space's time axis, so far that they are that many years later.

    Parameters
    ----------
    space : Embedding
        The space; its scale, in years per step along the axis, is measured on its dated works.
    vectors : ndarray
        float32[k, d].
    years : float or ndarray
        float[k] or one number; negative for earlier.
    """
    dated = space.works.dated
    along = space.vectors[dated] @ space.time_axis
    # the ridge regression that found the axis, in one dimension: steps of the axis per year
    slope = np.polyfit(space.works.year[dated], along, 1)[0]
    step = np.broadcast_to(np.asarray(years, np.float32) * np.float32(slope), len(vectors))
    return (np.asarray(vectors, np.float32) + step[:, None] * space.time_axis).astype(np.float32)
