"""Linear maps between coordinates of the same works: Procrustes, half-whitened principal axes, a ridge inverse."""

from __future__ import annotations

import numpy as np


def procrustes(source: np.ndarray, onto: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scaled rotation float64[s, s], and shift float64[s], that lay `source` float[n, s] over `onto`."""
    a, b = source - source.mean(0), onto - onto.mean(0)
    u, s, v = np.linalg.svd(a.T @ b)
    rotation = (u @ v) * (s.sum() / max(float(np.square(a).sum()), 1e-12))
    return rotation, onto.mean(0) - source.mean(0) @ rotation


def principal_axes(x: np.ndarray, rank: int) -> np.ndarray:
    """Half-whitened principal axes float64[D, rank] of standardised features: large directions count more, not all."""
    values, axes = np.linalg.eigh(np.cov(x.T, dtype=np.float64).reshape(x.shape[1], -1))
    values, axes = values[::-1][:rank], axes[:, ::-1][:, :rank]
    # eigenvectors have no sign of their own
    axes = axes * np.sign(axes[np.abs(axes).argmax(0), np.arange(axes.shape[1])])
    out = np.zeros((x.shape[1], rank))
    out[:, : len(values)] = axes / np.maximum(values, max(values.max() * 1e-4, 1e-12)) ** 0.25
    return out


def inverse_regression(z: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ridge regression back from vectors float[n, d] to standardised features float[n, D]: weight [d, D] and bias
    [D]."""
    centre, mean = z.mean(0), x.mean(0)
    gram = (z - centre).T @ (z - centre)
    ridge = 1e-3 * np.trace(gram) / len(gram) * np.eye(len(gram))
    weight = np.linalg.solve(gram + ridge, (z - centre).T @ (x - mean))
    return weight, mean - centre @ weight
