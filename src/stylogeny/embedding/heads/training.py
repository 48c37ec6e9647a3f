"""Fit one network: date contrast, a posterior over years, shared labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...corpus.works import Works
from ...errors import StylogenyError
from ...streams import int_seed
from .mlp_numpy import NumpyMLP, standard

KINDS = ("artist", "style", "genre", "medium")


@dataclass(frozen=True)
class HeadConfig:
    """How the head is trained.

    Parameters
    ----------
    size, rest : int
        Learned dimensions of a vector beside the year, and those that are principal components of the backbone.
    plain : float
        Weight of the principal components beside the learned part (1: their spreads are equal).
    hidden : int
        Width of the two hidden layers.
    epochs, least : int
        Passes over the works, and the fewest steps however few they are.
    batch, rate, dropout, noise
        Works a step, peak learning rate, share of units left out, noise on standardised features.
    bandwidth : float, optional
        Standard deviation of the date kernel, years; by default a quarter of the dates' own.
    bins : int
        Most bins of the posterior over years (a bin is never under a fifth of the bandwidth).
    temperature : float
        Of the contrast.
    dates, contrast, labels : float
        Weights of the posterior over years, of the date contrast and of naming labels.
    tasks : tuple of str
        Labels that are named, and that add to the contrast.
    """

    size: int = 24
    rest: int = 23
    plain: float = 1.0
    hidden: int = 256
    epochs: int = 24
    least: int = 250
    batch: int = 128
    rate: float = 2e-3
    dropout: float = 0.5
    noise: float = 0.3
    bandwidth: float | None = None
    bins: int = 240
    temperature: float = 0.1
    dates: float = 1.0
    contrast: float = 0.3
    labels: float = 0.5
    tasks: tuple[str, ...] = KINDS

    def width(self, works: Works) -> float:
        """The date kernel's bandwidth for these works, years."""
        return self.bandwidth or max(float(np.std(works.year)) / 4, 1.0)

    def years(self, works: Works) -> np.ndarray:
        """The years of the posterior's bins, float64[m]: from before the earliest to after the latest date."""
        first, last = float(works.earliest.min()), float(works.latest.max())
        width = self.width(works)
        step = max(width / 5, (last - first + 2 * width) / self.bins)
        return np.arange(first - width, last + width + step, step)


def codes(values: np.ndarray, *, least: int = 2) -> np.ndarray:
    """Integer codes of labels, int64[n]; -1 for empty ones and those seen fewer than `least` times."""
    names, inverse, counts = np.unique(np.asarray(values, dtype=str), return_inverse=True, return_counts=True)
    kept = (counts >= least) & (names != "")
    return np.where(kept, kept.cumsum() - 1, -1)[inverse]


def soft_dates(earliest: np.ndarray, latest: np.ndarray, years: np.ndarray, bandwidth: float) -> np.ndarray:
    """Training target P(year), float32[n, m]: flat over the date interval, Gaussian tails of `bandwidth` years beyond it."""
    outside = np.maximum(earliest[:, None] - years, 0) + np.maximum(years - latest[:, None], 0)
    weight = np.exp(-0.5 * (outside / bandwidth) ** 2) + 1e-12
    return (weight / weight.sum(1, keepdims=True)).astype(np.float32)


def fit(
    features: np.ndarray,
    works: Works,
    *,
    recipe: HeadConfig | None = None,
    years: np.ndarray | None = None,
    seed: int = 0,
) -> NumpyMLP:
    """Train a network on dated works.

    Parameters
    ----------
    features : ndarray
        float32[n, D], a row a work.
    works : Works
        n dated works; artist, style, genre and medium are used where given.
    recipe : HeadConfig, optional
        How.
    years : ndarray, optional
        float64[m]: the posterior's bins, by default ``recipe.years(works)``.

    Returns
    -------
    NumpyMLP

    Raises
    ------
    StylogenyError
        With fewer than four dated works.
    """
    import torch

    from .network import HeadNetwork

    recipe = recipe or HeadConfig()
    n = len(works)
    if n < 4 or not works.dated.all():
        fix = "check what `stylogeny load` said of the dates"
        raise StylogenyError("four dated works or more are needed to learn a space", got=n, fix=fix)
    years = recipe.years(works) if years is None else years
    width = recipe.width(works)
    mean, scale = features.mean(0), features.std(0) + 1e-6
    x = torch.from_numpy(standard(features, mean, scale))
    dates = np.stack([works.earliest, works.latest])
    when = torch.from_numpy(soft_dates(dates[0], dates[1], years, width))
    labels = {kind: torch.from_numpy(codes(works.column(kind))) for kind in recipe.tasks}
    known = {kind: int(c.max()) + 1 for kind, c in labels.items() if int(c.max()) > 0}

    threads = torch.get_num_threads()
    try:
        torch.set_num_threads(1)  # the same bytes however many cores there are
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(int_seed(seed, "head", bits=63))
            net = HeadNetwork(x.shape[1], recipe, len(years), known)
            size = min(recipe.batch, n)
            steps = max(recipe.least, recipe.epochs * (n // size))
            optimiser = torch.optim.AdamW(net.parameters(), lr=recipe.rate, weight_decay=1e-2)
            schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, recipe.rate, total_steps=steps)
            for _ in range(steps):
                rows = torch.randperm(n)[:size]
                loss = net.loss(x[rows], when[rows], {k: v[rows] for k, v in labels.items()}, dates[:, rows], width)
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
                schedule.step()
            tensors = net.tensors()
    finally:
        torch.set_num_threads(threads)
    return NumpyMLP({"mean": mean.astype(np.float32), "scale": scale.astype(np.float32), **tensors})
