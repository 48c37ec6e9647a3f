"""Critics: each has a theory, a direction of style that is called good, and changes it slowly with what is shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..streams import normals

CRITICS = 8
LEARNING = 0.05  # per year: how far a theory turns to what its critic advocated
HABIT = 0.2  # how far critics get used in a year to what they see


@dataclass(frozen=True)
class Baseline:
    """What critics are used to: mean and spread of how warmly a work's warmest critic speaks, cosines."""

    mean: float
    spread: float

    @classmethod
    def of(cls, warmest: np.ndarray) -> Baseline:
        """That of works whose warmest critics speak like this, float[n]."""
        return cls(float(warmest.mean()), float(warmest.std()) + 1e-6)

    def after(self, warmest: np.ndarray) -> Baseline:
        """That after a year of such works: the critics' bar rises with what they see."""
        if len(warmest) < 2:
            return self
        now = Baseline.of(warmest)
        mean = (1 - HABIT) * self.mean + HABIT * now.mean
        return Baseline(mean, (1 - HABIT) * self.spread + HABIT * now.spread)


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
