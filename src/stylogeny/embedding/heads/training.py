"""Fit one network: a posterior over years, and labels beside it."""

from __future__ import annotations

import numpy as np

from ...corpus.works import Works
from ...streams import int_seed
from .config import HeadConfig
from .mlp_numpy import NumpyMLP
from .targets import codes, date_target


def fit(
    places: np.ndarray,
    works: Works,
    *,
    weight: np.ndarray,
    config: HeadConfig | None = None,
    years: np.ndarray | None = None,
    seed: int = 0,
) -> NumpyMLP:
    """Train a network on dated works.

    Parameters
    ----------
    places : ndarray
        float32[n, r], one row per work, columns of mean variance 1.
    works : Works
        n dated works; artist, style, genre and medium are used where given.
    weight : ndarray
        float64[n], mean about 1: how much each work's year counts.
    config : HeadConfig, optional
        How.
    years : ndarray, optional
        float64[m]: the posterior's bins, by default ``config.years(works)``.
    """
    import torch

    from .network import HeadNetwork

    config = config or HeadConfig()
    n = len(works)
    years = config.years(works) if years is None else years
    x = torch.from_numpy(np.asarray(places, np.float32))
    when = torch.from_numpy(date_target(works.earliest, works.latest, years, config.date_bandwidth(works)))
    counts = torch.from_numpy(weight.astype(np.float32))
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
                loss = net.loss(x[rows], when[rows], batch, counts[rows])
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
                schedule.step()
            tensors = net.tensors()
    finally:
        torch.set_num_threads(threads)
    return NumpyMLP(tensors)
