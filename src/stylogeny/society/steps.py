"""How far, how long after and which way: the step from a parent to its offspring, as the traced graph has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import StylogenyError
from ..influence.graph import InfluenceGraph
from ..influence.model import LAGS, SCALES, Kernels, background_log_density, mutation_log_density
from ..influence.tracing import effective_dimension


@dataclass(frozen=True, eq=False)
class Steps:
    """The kernels of a traced graph, and the directions in which its works depart from their parents.

    A child's vector is its parent's, moved along the time axis by `drift` a year, plus a step ``s * root @ noise`` across
    it. The scale s is drawn from the fitted mixture of the mutation kernel: most steps are small, a few are Levy jumps.

    Parameters
    ----------
    kernels : Kernels
        Fitted with the graph; refitted on its edges when the graph came without (your own edges, a known truth).
    axis : ndarray
        float64[d], unit: the time axis.
    drift : float
        Movement along the axis, per year; never negative.
    root : ndarray
        float64[d, d]: square root of the covariance of steps across the axis, its trace the kernels' dimension.
    centre : ndarray
        float64[d]: mean of the dated works, the middle of the background density.
    unit_norm : bool
        Whether all works lie on the unit sphere (offspring are put back on it).
    """

    kernels: Kernels
    axis: np.ndarray
    drift: float
    root: np.ndarray
    centre: np.ndarray
    unit_norm: bool

    @classmethod
    def fit(cls, graph: InfluenceGraph, *, most: int = 50_000) -> Steps:
        """Drift and directions from the graph's heaviest edges (at most `most`), the kernels as fitted with it.

        Raises
        ------
        StylogenyError
            When the graph has fewer than three edges.
        """
        edges = graph.parents.tocoo()
        if edges.nnz < 3:
            raise StylogenyError("no future can be imagined from a graph with fewer than three edges", got=edges.nnz)
        heavy = np.argsort(-edges.data, kind="stable")[:most]
        child, parent = edges.row[heavy], edges.col[heavy]
        share = edges.data[heavy].astype(np.float64) / edges.data[heavy].sum(dtype=np.float64)
        vectors = graph.embedding.vectors.astype(np.float64)
        dated = vectors[~np.isnan(graph.years)]
        axis = graph.embedding.time_axis.astype(np.float64)
        axis = axis / max(float(np.linalg.norm(axis)), 1e-12)
        lag, delta = graph.years[child] - graph.years[parent], vectors[child] - vectors[parent]
        along = delta @ axis
        drift = max(0.0, float((share * along * lag).sum() / max((share * lag * lag).sum(), 1e-12)))
        across = delta - along[:, None] * axis
        known = graph.params.get("kernels")
        kernels = Kernels.from_dict(known) if known else _refit(lag, (delta**2).sum(axis=1), share, dated)
        value, way = np.linalg.eigh((across * share[:, None]).T @ across)
        value = np.clip(value, 0.0, None)
        value = value * kernels.dims / max(float(value.sum()), 1e-300)
        norms = np.linalg.norm(dated, axis=1)
        return cls(kernels, axis, drift, way * np.sqrt(value), dated.mean(axis=0), bool(np.ptp(norms) < 1e-3))

    def log_lag(self, lag: np.ndarray) -> np.ndarray:
        """log g of lags in years, same shape; minus infinity where the lag is not positive."""
        at = np.clip(np.searchsorted(LAGS, lag, side="left") - 1, 0, len(self.kernels.time) - 1)
        return np.where(lag > 0, np.asarray(self.kernels.time)[at], -np.inf)

    def log_step(self, squared: np.ndarray) -> np.ndarray:
        """log K of squared step lengths float[m] (nats, up to the constant shared with :meth:`log_background`)."""
        return mutation_log_density(squared, self.kernels)

    def log_background(self, vectors: np.ndarray) -> np.ndarray:
        """log q of works without an ancestor, float64[k]."""
        return background_log_density(((vectors - self.centre) ** 2).sum(axis=1), self.kernels)

    def draw(self, rng: np.random.Generator) -> tuple[np.ndarray, float]:
        """A step across the time axis, float64[d], and its scale."""
        mixture = np.cumsum(self.kernels.mixture)
        k = min(int(np.searchsorted(mixture, rng.random() * mixture[-1])), len(mixture) - 1)
        scale = float(self.kernels.scales[k])
        return self.root @ rng.standard_normal(len(self.axis)) * scale, scale

    @property
    def usual(self) -> float:
        """The median scale of a step; one of three times this or more is called a jump."""
        mixture = np.cumsum(self.kernels.mixture)
        return float(self.kernels.scales[int(np.searchsorted(mixture, mixture[-1] / 2))])

    def summary(self) -> Mapping[str, Any]:
        """JSON-able account of what was drawn from."""
        return {"drift_per_year": self.drift, "usual_scale": self.usual, "kernels": self.kernels.as_dict()}


def _refit(lag: np.ndarray, squared: np.ndarray, share: np.ndarray, dated: np.ndarray, rounds: int = 60) -> Kernels:
    """Kernels from weighted edges alone: lag histogram per year, scale mixture by EM."""
    centred = dated - dated.mean(axis=0)
    dims = effective_dimension(centred)
    spread = float(np.sqrt(np.mean((centred**2).sum(axis=1)) / dims))
    bins = np.searchsorted(LAGS, lag, side="left") - 1
    width = np.diff(np.minimum(LAGS, 2000.0))
    time = np.log((np.bincount(bins, share, minlength=len(width)) + 1e-4) / width)
    scales = np.geomspace(0.1 * spread, 2 * spread, SCALES)
    terms = -0.5 * dims * np.log(scales**2) - squared[:, None] / (2 * scales**2)
    mixture = np.full(SCALES, 1 / SCALES)
    for _ in range(rounds):
        log = terms + np.log(mixture)
        each = np.exp(log - log.max(axis=1, keepdims=True))
        mixture = share @ (each / each.sum(axis=1, keepdims=True)) + 1e-6
        mixture /= mixture.sum()
    return Kernels(tuple(time - time.max()), tuple(scales), tuple(mixture), spread, dims)
