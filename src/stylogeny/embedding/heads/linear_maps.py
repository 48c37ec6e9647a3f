"""Linear maps of features: equal blocks, principal axes, a rotation onto fewer dimensions, a ridge inverse."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...streams import stream

EXACT = 1500  # up to this many works or features the axes are solved for, beyond it iterated towards
OVERSAMPLING, ITERATIONS = 32, 3  # of the iteration (Halko, Martinsson & Tropp 2011)


def block_weights(widths: Sequence[int]) -> np.ndarray:
    """What columns are multiplied by so that each block weighs alike and their mean square stays 1, float32[D]."""
    weight = np.concatenate([np.full(width, width**-0.5) for width in widths])
    return (weight / np.sqrt(np.square(weight).mean())).astype(np.float32)


def moments(x: np.ndarray, weight: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of columns float[n, D], float[D] each; rows count by `weight` float[n]."""
    if weight is None:
        return x.mean(0), x.std(0)
    mean = np.average(x, axis=0, weights=weight)
    return mean.astype(x.dtype), np.sqrt(np.average(np.square(x - mean), axis=0, weights=weight)).astype(x.dtype)


def principal_axes(x: np.ndarray, rank: int, weight: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Principal axes float32[D, rank] of features float32[n, D], and the variance along each, largest first.

    Rows count by `weight` float[n], all alike by default. Where there are fewer axes, the rest is zero. The same
    features give the same axes: what the iteration starts from is no random draw of the caller's.
    """
    centred = x - moments(x, weight)[0]
    if weight is not None:
        centred *= np.sqrt(weight / weight.mean()).astype(x.dtype)[:, None]
    n, width = centred.shape
    if min(n, width) <= EXACT:
        wide = width > n
        gram = (centred @ centred.T if wide else centred.T @ centred).astype(np.float64)
        values, vectors = np.linalg.eigh(gram)
        values, vectors = values[::-1][:rank], vectors[:, ::-1][:, :rank]
        kept = values > max(float(values[0]), 0.0) * 1e-6
        values, vectors = values[kept], vectors[:, kept]
        axes = centred.T @ (vectors / np.sqrt(values)) if wide else vectors
    else:
        basis = stream(0, "principal axes").normal(size=(width, rank + OVERSAMPLING)).astype(np.float32)
        for _ in range(ITERATIONS):
            basis = np.linalg.qr(centred.T @ (centred @ basis))[0]
        inside = centred @ basis
        values, vectors = np.linalg.eigh((inside.T @ inside).astype(np.float64))
        values, axes = values[::-1][:rank], basis @ vectors[:, ::-1][:, :rank]
    axes = axes * np.sign(axes[np.abs(axes).argmax(0), np.arange(axes.shape[1])])  # they have no sign of their own
    out, variance = np.zeros((width, rank), np.float32), np.zeros(rank)
    out[:, : axes.shape[1]], variance[: axes.shape[1]] = axes, values / n
    return out, variance


def inverse_regression(z: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ridge regression back from vectors float[n, d] to standardised features float[n, D]: weight [d, D] and bias
    [D]."""
    centre, mean = z.mean(0), x.mean(0)
    gram = (z - centre).T @ (z - centre)
    ridge = (1e-3 * np.trace(gram) / len(gram) + 1e-9) * np.eye(len(gram))
    weight = np.linalg.solve(gram + ridge, (z - centre).T @ (x - mean))
    return weight, mean - centre @ weight
