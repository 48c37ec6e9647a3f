"""Critics: each has a theory, a direction of style that is called good, and changes it slowly with what is shown."""

from __future__ import annotations

import numpy as np

from ..streams import normals

CRITICS = 8
LEARNING = 0.05  # a year: how far a theory turns to what its critic advocated


def theories(scale: np.ndarray, *, seed: int, critics: int = CRITICS) -> np.ndarray:
    """Unit directions float32[k, d] at random, larger along the directions in which works differ (`scale` float[d])."""
    raw = normals(seed, "critic", index=np.arange(critics), draws=len(scale)) * scale
    return (raw / np.linalg.norm(raw, axis=1, keepdims=True)).astype(np.float32)


def judge(theory: np.ndarray, style: np.ndarray) -> np.ndarray:
    """What each critic says of each work, float32[n, k] in [-1, 1]: the cosine with the theory; `style` is centred."""
    length = np.maximum(np.linalg.norm(style, axis=1, keepdims=True), 1e-9)
    return (style / length) @ theory.T


def learn(theory: np.ndarray, style: np.ndarray, verdict: np.ndarray) -> np.ndarray:
    """Theories after a year: turned a little to the mean of the works each advocated (verdict above 0)."""
    weight = np.maximum(verdict, 0.0).astype(np.float32)
    mean = weight.T @ style / np.maximum(weight.sum(axis=0), 1e-9)[:, None]
    length = np.linalg.norm(mean, axis=1, keepdims=True)
    turned = theory + LEARNING * mean / np.maximum(length, 1e-9)
    return (turned / np.linalg.norm(turned, axis=1, keepdims=True)).astype(np.float32)
