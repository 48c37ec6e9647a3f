"""How the head is trained: sizes, steps, and what its three losses weigh."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...corpus.works import Works

LABEL_KINDS = ("artist", "style", "genre", "medium")


@dataclass(frozen=True)
class HeadConfig:
    """How the head is trained.

    Parameters
    ----------
    dim, pca_dim : int
        Learned dimensions of a vector beside the year, and those that are principal components of the backbone.
    pca_weight : float
        Weight of the principal components beside the learned part (1: their spreads are equal).
    hidden_dim : int
        Width of the two hidden layers.
    epochs, min_steps : int
        Passes over the works, and the fewest steps however few works there are.
    batch_size, learning_rate, dropout, noise
        Works per step, peak learning rate, share of units left out, noise on standardised features.
    bandwidth : float, optional
        Standard deviation of the date kernel, years; by default a quarter of the dates' own.
    max_bins : int
        Most bins of the posterior over years (a bin is never under a fifth of the bandwidth).
    temperature : float
        Of the contrast.
    date_weight, contrast_weight, label_weight : float
        Weights of the posterior over years, of the date contrast and of naming labels in the loss.
    labels : tuple of str
        Columns of the works table that are named, and that add to the contrast.
    """

    dim: int = 24
    pca_dim: int = 23
    pca_weight: float = 1.0
    hidden_dim: int = 256
    epochs: int = 24
    min_steps: int = 250
    batch_size: int = 128
    learning_rate: float = 2e-3
    dropout: float = 0.5
    noise: float = 0.3
    bandwidth: float | None = None
    max_bins: int = 240
    temperature: float = 0.1
    date_weight: float = 1.0
    contrast_weight: float = 0.3
    label_weight: float = 0.5
    labels: tuple[str, ...] = LABEL_KINDS

    def date_bandwidth(self, works: Works) -> float:
        """The date kernel's bandwidth for these works, years."""
        return self.bandwidth or max(float(np.std(works.year)) / 4, 1.0)

    def years(self, works: Works) -> np.ndarray:
        """The years of the posterior's bins, float64[m]: from before the earliest to after the latest date."""
        first, last = float(works.earliest.min()), float(works.latest.max())
        width = self.date_bandwidth(works)
        step = max(width / 5, (last - first + 2 * width) / self.max_bins)
        return np.arange(first - width, last + width + step, step)
