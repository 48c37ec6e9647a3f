"""The direction of time: find it, measure it, move along it."""

from __future__ import annotations

import numpy as np

from ..streams import stream


def by_regression(vectors: np.ndarray, years: np.ndarray, *, alpha: float = 1.0) -> np.ndarray:
    """Unit direction float32[d] along which a ridge regression's year grows (`alpha`: ridge penalty per dimension scale)."""
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
    least: float = 10.0,
    pairs: int = 20000,
    seed: int = 0,
) -> np.ndarray:
    """Unit direction float32[d] from contrast pairs: works of one group (artist or motif), made `least` years apart or more.

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
    kept = np.abs(lag) >= least
    if not kept.any():
        return by_regression(vectors, years)
    step = (vectors[b[kept]] - vectors[a[kept]]) * np.sign(lag[kept])[:, None]
    axis = step.mean(0)
    return (axis / max(float(np.linalg.norm(axis)), 1e-12)).astype(np.float32)
