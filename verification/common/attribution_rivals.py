"""Other methods' shares of a picture over works, each summing to one."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable

import numpy as np
import torch
from dattri.algorithm.trak import TRAKAttributor
from dattri.task import AttributionTask
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from stylogeny.embedding.space import Embedding
from stylogeny.streams import int_seed

NEIGHBOURS = 10  # of KNN-Shapley


def _distances(space: Embedding, vector: np.ndarray) -> np.ndarray:
    far = np.linalg.norm(space.vectors - vector, axis=1)
    return np.where(space.works.pictured, far, np.inf)


def nearest_neighbour(space: Embedding, vector: np.ndarray) -> np.ndarray:
    """All of it to the nearest work, float64[n]."""
    return np.eye(1, len(space.works), int(_distances(space, vector).argmin()))[0]


def knn_shapley(space: Embedding, vector: np.ndarray, *, k: int = NEIGHBOURS) -> np.ndarray:
    """Shapley values of the works for naming the picture's artist by its k nearest (Jia et al. 2019, theorem 1).

    The picture has no label: its artist is taken to be the one that most of the k nearest have. Values below zero,
    of works that mislead, count nothing.
    """
    far = _distances(space, vector)
    order = np.argsort(far, kind="stable")
    artist = space.works.column("artist").astype(str)[order]
    names, counts = np.unique(artist[:k], return_counts=True)
    right = (artist == names[counts.argmax()]).astype(np.float64)
    n = len(right)
    value = np.zeros(n)
    value[-1] = right[-1] / n
    place = np.arange(1, n)
    steps = (right[:-1] - right[1:]) / k * np.minimum(k, place) / place
    value[:-1] = value[-1] + np.cumsum(steps[::-1])[::-1]
    out = np.zeros(n)
    out[order] = np.maximum(value, 0)
    return out / max(out.sum(), 1e-12)


def trak(
    space: Embedding, *, seed: int, hidden: int = 64, steps: int = 400
) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """TRAK (Park et al. 2023) by `dattri` on a small denoiser of the works' vectors; scores below zero count nothing.

    Returns a function of a picture and its vector float32[d].
    """
    scale = float(np.sqrt(space.vectors.var(axis=0).mean()))
    points = torch.from_numpy(space.vectors / scale)
    dims, generator = points.shape[1], torch.Generator().manual_seed(int_seed(seed, "trak", bits=62))
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(int_seed(seed, "trak network", bits=62))
        network = nn.Sequential(nn.Linear(dims, hidden), nn.SiLU(), nn.Linear(hidden, dims))
    optimiser = torch.optim.Adam(network.parameters(), lr=3e-3)
    for _ in range(steps):
        batch = points[torch.randint(len(points), (256,), generator=generator)]
        loss = (network(batch + 0.5 * torch.randn(batch.shape, generator=generator)) - batch).square().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()

    def denoising(params: dict[str, torch.Tensor], pair: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
        clean, noised = pair
        return (torch.func.functional_call(network, params, (noised.unsqueeze(0),)) - clean).square().sum()

    def likelihood(params: dict[str, torch.Tensor], pair: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
        clean, noised = pair
        error = (torch.func.functional_call(network, params, (noised.unsqueeze(0),)) - clean).square().mean()
        return torch.exp(-error)

    task = AttributionTask(denoising, network, network.state_dict())
    settings = {"proj_dim": 256, "proj_seed": seed}
    attributor = TRAKAttributor(task, likelihood, projector_kwargs=settings, regularization=1e-3)
    noised = points + 0.5 * torch.randn(points.shape, generator=generator)
    with contextlib.redirect_stderr(io.StringIO()), torch.no_grad():
        attributor.cache(DataLoader(TensorDataset(points, noised), batch_size=256))

    def asked(picture: np.ndarray, vector: np.ndarray) -> np.ndarray:
        one = torch.from_numpy(vector[None] / scale)
        with contextlib.redirect_stderr(io.StringIO()), torch.no_grad():
            value = attributor.attribute(DataLoader(TensorDataset(one, one)))
        positive = np.maximum(value.double().numpy().ravel(), 0)
        return np.asarray(positive / max(positive.sum(), 1e-12))

    return asked
