"""How the head is made: what is learned, how much of it stands in a vector, and how the years are weighed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...corpus.works import Works

LABEL_KINDS = ("artist", "style", "genre", "medium")


@dataclass(frozen=True)
class HeadConfig:
    """How the head is made.

    Parameters
    ----------
    dim, pca_dim : int
        Learned dimensions of a vector beside the year, and those that are principal components of the backbone.
    pca_weight, date_weight, kin_weight, style_weight, kept_weight : float
        Mean squared length of the parts of a vector: principal components; date, nearness of kin (where there are
        triplets), style; blocks of the backbone that are kept as they are. A part of weight 0 says nothing.
    kin_dim : int
        Principal components in which triplets are compared.
    pca_whitening : float
        In [0, 1]: 0 leaves principal components as long as they are, 1 makes them equally long.
    axes : int
        Principal axes in which works are compared.
    kernel_width, ridge : float
        Of the kernel regression: width of the kernel (1: the mean squared distance from the centre), and penalty.
    max_points : int
        Most works that the regression is over: it costs their cube.
    balance : float
        In [0, 1]: how far training evens out the centuries. A century's works weigh together as their number to the
        power of 1 - balance (0: as they come, 1: every century alike).
    bandwidth : float, optional
        Standard deviation of the date kernel, years; by default a sixth of the dates' own.
    max_bins : int
        Most bins of the posterior over years (a bin is never under half of the bandwidth).
    networks, network_share : int, float
        Networks per fold, and the weight of their logarithmic mean with the kernel regression's posterior over years.
    hidden_dim, epochs, min_steps, batch_size, learning_rate, dropout, noise
        Width of a network's two hidden layers; passes over the works, and the fewest steps however few works there
        are; works per step; peak learning rate; share of units left out; noise on inputs of unit mean variance.
    label_weight : float
        Weight of naming labels in a network's loss.
    labels : tuple of str
        Columns of the works table that a network names.
    """

    dim: int = 48
    pca_dim: int = 64
    pca_weight: float = 1.0
    kin_dim: int = 64
    pca_whitening: float = 0.5
    date_weight: float = 0.5
    kin_weight: float = 1.0
    style_weight: float = 1.0
    kept_weight: float = 1.0
    axes: int = 512
    kernel_width: float = 2.0
    ridge: float = 0.2
    max_points: int = 8000
    balance: float = 0.5
    bandwidth: float | None = None
    max_bins: int = 120
    networks: int = 2
    network_share: float = 0.5
    hidden_dim: int = 256
    epochs: int = 12
    min_steps: int = 100
    batch_size: int = 128
    learning_rate: float = 2e-3
    dropout: float = 0.5
    noise: float = 0.2
    label_weight: float = 0.5
    labels: tuple[str, ...] = LABEL_KINDS

    def date_bandwidth(self, works: Works) -> float:
        """The date kernel's bandwidth for these works, years."""
        return self.bandwidth or max(float(np.std(works.year)) / 6, 1.0)

    def years(self, works: Works) -> np.ndarray:
        """The years of the posterior's bins, float64[m]: from before the earliest to after the latest date."""
        first, last = works.span
        width = self.date_bandwidth(works)
        step = max(width / 2, (last - first + 2 * width) / self.max_bins)
        return np.arange(first - width, last + width + step, step)
