"""Fit one network: date contrast, a posterior over years, shared labels."""

from __future__ import annotations

import numpy as np

from ...corpus.works import Works
from ...errors import StylogenyError
from ...streams import int_seed
from .config import HeadConfig
from .mlp_numpy import NumpyMLP, standard


def codes(values: np.ndarray, *, min_count: int = 2) -> np.ndarray:
    """Integer codes of labels, int64[n]; -1 for empty ones and those that occur fewer than `min_count` times."""
    names, inverse, counts = np.unique(np.asarray(values, dtype=str), return_inverse=True, return_counts=True)
    kept = (counts >= min_count) & (names != "")
    return np.where(kept, kept.cumsum() - 1, -1)[inverse]


def soft_dates(earliest: np.ndarray, latest: np.ndarray, years: np.ndarray, bandwidth: float) -> np.ndarray:
    """Training target P(year), float32[n, m]: flat over the date interval, Gaussian tails of `bandwidth` years."""
    outside = np.maximum(earliest[:, None] - years, 0) + np.maximum(years - latest[:, None], 0)
    weight = np.exp(-0.5 * (outside / bandwidth) ** 2) + 1e-12
    return (weight / weight.sum(1, keepdims=True)).astype(np.float32)


def fit(
    features: np.ndarray,
    works: Works,
    *,
    config: HeadConfig | None = None,
    years: np.ndarray | None = None,
    seed: int = 0,
) -> NumpyMLP:
    """Train a network on dated works.

    Parameters
    ----------
    features : ndarray
        float32[n, D], one row per work.
    works : Works
        n dated works; artist, style, genre and medium are used where given.
    config : HeadConfig, optional
        How.
    years : ndarray, optional
        float64[m]: the posterior's bins, by default ``config.years(works)``.

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

    config = config or HeadConfig()
    n = len(works)
    if n < 4 or not works.dated.all():
        fix = "check what `stylogeny load` said of the dates"
        raise StylogenyError("four dated works or more are needed to learn a space", got=n, fix=fix)
    years = config.years(works) if years is None else years
    bandwidth = config.date_bandwidth(works)
    mean, scale = features.mean(0), features.std(0) + 1e-6
    x = torch.from_numpy(standard(features, mean, scale))
    dates = np.stack([works.earliest, works.latest])
    when = torch.from_numpy(soft_dates(dates[0], dates[1], years, bandwidth))
    labels = {kind: torch.from_numpy(codes(works.column(kind))) for kind in config.labels}
    classes = {kind: int(c.max()) + 1 for kind, c in labels.items() if int(c.max()) > 0}

    threads = torch.get_num_threads()
    try:
        torch.set_num_threads(1)  # the same bytes however many cores there are
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(int_seed(seed, "head", bits=63))
            net = HeadNetwork(x.shape[1], config, len(years), classes)
            size = min(config.batch_size, n)
            steps = max(config.min_steps, config.epochs * (n // size))
            optimiser = torch.optim.AdamW(net.parameters(), lr=config.learning_rate, weight_decay=1e-2)
            schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, config.learning_rate, total_steps=steps)
            for _ in range(steps):
                rows = torch.randperm(n)[:size]
                batch = {kind: values[rows] for kind, values in labels.items()}
                loss = net.loss(x[rows], when[rows], batch, dates[:, rows], bandwidth)
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
                schedule.step()
            tensors = net.tensors()
    finally:
        torch.set_num_threads(threads)
    return NumpyMLP({"mean": mean.astype(np.float32), "scale": scale.astype(np.float32), **tensors})
