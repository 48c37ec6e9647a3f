"""A trained model of a world: flow matching on the works' vectors, with the world's weights as sample weights.

The closed form answers by re-weighting; this answers by training, one network per world, and so checks the closed form
against a family that generalises in its own way. A velocity field is fitted along straight paths from noise to data
(Lipman et al. 2023) and read as a denoiser; its squared error, integrated over the signal-to-noise ratio from pure
noise to noise of standard deviation s, is the same bound in the same nats that the closed form knows exactly
(:mod:`.denoising_bound`; Kingma et al. 2021). Held-out works are described by a network that saw neither them nor their
near-duplicates (cross-fitting in folds).

Worlds share everything but their data: initial weights, order of batches, noise and noise levels belong to (seed, fold)
alone, so that a difference between two worlds is a difference of their works. All networks are trained together as one
batched product.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from ..influence.graph import InfluenceGraph
from ..streams import int_seed, normals, stream
from .denoising_bound import ClosedFormModel, closed_form
from .lightcone import Change

if TYPE_CHECKING:
    from torch import Tensor

PURE = 1e-3  # signal-to-noise ratio that counts as pure noise


@dataclass(frozen=True)
class FlowTraining:
    """How the networks are trained and read.

    Parameters
    ----------
    folds : int
        Parts of the works that are left out in turn.
    steps, batch, rate : int, int, float
        Steps of Adam, works per step, and its learning rate.
    width : int
        Of the two hidden layers.
    fourier_features : int
        Sines and cosines of the log signal-to-noise ratio that the network gets.
    levels : int
        Noise levels at which the bound is measured.
    together : int
        Networks trained in one product.
    """

    folds: int = 2
    steps: int = 400
    batch: int = 128
    rate: float = 4e-3
    width: int = 64
    fourier_features: int = 4
    levels: int = 24
    together: int = 64


FLOW_TRAINING = FlowTraining()


@dataclass(frozen=True, eq=False)
class Flow:
    """The trained model of a world, ready to be trained again on other weights.

    Parameters
    ----------
    data, points, queries, group
        As in :class:`.denoising_bound.ClosedFormModel`.
    fidelity : float
        Noise s down to which works are described, in units of the embedding: the closed form's.
    fold : ndarray
        int64[m]: which works are left out together; near-duplicates share a fold.
    training : FlowTraining
        How it is trained.
    seed : int
        Owns initial weights, batches and noise.
    """

    data: np.ndarray
    points: np.ndarray
    queries: np.ndarray
    group: np.ndarray
    fidelity: float
    fold: np.ndarray
    training: FlowTraining
    seed: int

    @property
    def dims(self) -> int:
        """Dimension d of the model's space."""
        return int(self.points.shape[1])

    def nats(self, weights: np.ndarray, change: Change | None = None) -> np.ndarray:
        """Nats to describe each query to within `fidelity`, float64[q], as :meth:`.ClosedFormModel.nats`."""
        return self.worlds(weights, [change])[0]

    def worlds(self, weights: np.ndarray, changes: Sequence[Change | None]) -> np.ndarray:
        """The same for many counterfactuals, trained side by side, float64[len(changes), q]."""
        out = np.empty((len(changes), len(self.queries)))
        size = max(1, self.training.together // self.training.folds)
        for start in range(0, len(changes), size):
            part = changes[start : start + size]
            out[start : start + len(part)] = self._together(weights, part)
        return out

    def _together(self, weights: np.ndarray, changes: Sequence[Change | None]) -> np.ndarray:
        import torch
        from threadpoolctl import threadpool_limits

        scale = float(np.sqrt(self.points.var(axis=0).mean()))
        left = np.empty((len(changes), len(self.data)))
        points = np.empty((len(changes), *self.points.shape), np.float32)
        for world, change in enumerate(changes):
            left[world], points[world] = self._after(weights, change)
        out = np.empty((len(changes), len(self.queries)))
        # the products are small: on several threads they wait for each other more than they work
        with threadpool_limits(limits=1):
            for fold in range(self.training.folds):
                train = np.flatnonzero(self.fold != fold)
                asked = np.flatnonzero(self.fold[self.queries] == fold)
                if not len(asked):
                    continue
                clean = torch.from_numpy(points[:, train] / scale)
                worth = left[:, train] / np.maximum(left[:, train].mean(axis=1), 1e-12)[:, None]
                luck = int_seed(self.seed, "flow", fold, bits=62)
                field = _train(clean, torch.from_numpy(worth).float(), self.training, seed=luck)
                out[:, asked] = self._bound(field, self.queries[asked], scale)
        return out

    def _after(self, weights: np.ndarray, change: Change | None) -> tuple[np.ndarray, np.ndarray]:
        """Weights, float64[m], and vectors, float32[m, d], of the works of a world."""
        left, points = weights[self.data].astype(np.float64), self.points
        if change is not None:
            place = np.searchsorted(self.data, change.rows)
            left[place] *= 1.0 - change.loss
            if change.shift is not None:
                points = points.copy()
                points[place] += change.shift
        return left, points

    def _bound(self, field: _Field, asked: np.ndarray, scale: float) -> np.ndarray:
        """Half the integral of the squared denoising error over the signal-to-noise ratio, float64[worlds, asked]."""
        import torch

        low, high = np.log(PURE), 2 * np.log(scale / self.fidelity)
        clean = torch.from_numpy(self.points[asked] / scale)
        total = 0.0
        levels = self.training.levels
        for level in range(levels):  # the middle of equal stretches of log ratio
            log_snr = low + (high - low) * (level + 0.5) / levels
            eps = normals(self.seed, "flow bound", level, index=self.data[asked], draws=self.dims)
            with torch.inference_mode():
                denoised = field.denoise(clean, torch.from_numpy(eps).float(), torch.full((len(asked),), log_snr))
            error = (denoised - clean).double().square().sum(dim=-1).numpy()
            total = total + 0.5 * np.exp(log_snr) * error * (high - low) / levels
        return np.asarray(total)


@dataclass(frozen=True, eq=False)
class _Field:
    """Velocity fields of several worlds: a perceptron with two hidden layers each, as batched products."""

    layers: list[tuple[Tensor, Tensor]]  # (weight float32[worlds, in, out], bias float32[worlds, 1, out])
    fourier_features: int

    def velocity(self, x: Tensor, log_snr: Tensor) -> Tensor:
        """Velocity at points float[worlds, n, d] of the straight path, float[worlds, n, d].

        The network corrects the field that is right for one standard normal.
        """
        import torch

        t = torch.sigmoid(0.5 * log_snr)  # t / (1 - t) is the root of the ratio
        spread = (t.square() + (1 - t).square()).sqrt()[:, None]
        angles = log_snr[:, None] / 4 * 2.0 ** torch.arange(-1, self.fourier_features - 1)
        features = torch.cat([angles.sin(), angles.cos()], dim=-1).expand(len(x), -1, -1)
        h = torch.cat([x / spread, features], dim=-1)
        for weight, bias in self.layers[:-1]:
            h = torch.nn.functional.silu(torch.baddbmm(bias, h, weight))
        weight, bias = self.layers[-1]
        return (2 * t - 1)[:, None] / spread.square() * x + torch.baddbmm(bias, h, weight) / spread

    def denoise(self, clean: Tensor, eps: Tensor, log_snr: Tensor) -> Tensor:
        """What each world makes of `clean`, float[n, d], seen at these signal-to-noise ratios, float[n]."""
        import torch

        t = torch.sigmoid(0.5 * log_snr)[:, None]
        x = (t * clean + (1 - t) * eps).expand(len(self.layers[0][0]), -1, -1)
        return x + (1 - t) * self.velocity(x, log_snr)


def _train(clean: Tensor, worth: Tensor, training: FlowTraining, *, seed: int) -> _Field:
    """Fit a field to each world's works, float[worlds, m, d], with their sample weights, float[worlds, m]."""
    import torch

    worlds, m, d = clean.shape
    luck = torch.Generator().manual_seed(seed)
    sizes = [d + 2 * training.fourier_features, training.width, training.width, d]
    layers = []
    for k, (into, out) in enumerate(pairwise(sizes)):
        one = torch.randn(into, out, generator=luck) / into**0.5 if k < 2 else torch.zeros(into, out)
        layers.append((one.repeat(worlds, 1, 1).requires_grad_(), torch.zeros(worlds, 1, out).requires_grad_()))
    field = _Field(layers, training.fourier_features)
    optimiser = torch.optim.Adam([p for layer in layers for p in layer], lr=training.rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, training.steps)
    for _ in range(training.steps):
        batch = torch.randint(m, (training.batch,), generator=luck)
        log_snr = 3 * torch.randn(training.batch, generator=luck)
        eps = torch.randn(training.batch, d, generator=luck)
        t = torch.sigmoid(0.5 * log_snr)[:, None]
        x = t * clean[:, batch] + (1 - t) * eps
        error = field.velocity(x, log_snr) - (clean[:, batch] - eps)
        # in units of what the field for one standard normal leaves unexplained, so that every level counts alike
        level = (t.square() + (1 - t).square()).squeeze(-1)
        loss = (worth[:, batch] * level * error.square().mean(dim=-1)).mean(dim=-1).sum()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    return field


def flow(
    graph: InfluenceGraph,
    *,
    queries: int = 2048,
    rows: np.ndarray | None = None,
    like: ClosedFormModel | None = None,
    training: FlowTraining = FLOW_TRAINING,
    seed: int = 0,
) -> Flow:
    """The trained model of the factual world; parameters as of :func:`.denoising_bound.closed_form`.

    It describes works down to the closed form's fidelity, so that both answers are in the same unit.
    """
    exact = closed_form(graph, queries=queries, rows=rows, like=like, seed=seed)
    groups = int(exact.group.max()) + 1
    return Flow(
        data=exact.data,
        points=exact.points,
        queries=exact.queries,
        group=exact.group,
        fidelity=exact.fidelity,
        fold=stream(seed, "folds").permutation(groups)[exact.group] % training.folds,
        training=training,
        seed=seed,
    )
