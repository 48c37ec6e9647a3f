"""How far, how long after and which way: the step from parents to offspring, refitted on a traced graph's posterior."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from ..errors import StylogenyError
from ..influence.branching.prior import lag_bin
from ..influence.graph import InfluenceGraph
from .trend import StyleTrend, reading_axis

LAGS = np.concatenate([[0.0], np.geomspace(1.0, 800.0, 15), [np.inf]])  # years, edges of the bins of the time kernel
LAST_BIN = 2000.0  # years, where the open last bin is taken to end
SCALES = 24
MIN_SHARE = 0.1  # shares of real works' parents below it are not taken for a template
JUMP = 3.0  # a step of at least this many usual scales is a Levy jump


@dataclass(frozen=True, eq=False)
class OffspringKernel:
    """How the works of a graph depart from their parents, whatever model traced it.

    Every work stands somewhere beside the mean style of its year (:class:`.trend.StyleTrend`). A child stands beside
    its own year's mean where its parents stood, by weight, beside theirs, and takes a step ``s * root @ noise`` from
    there; s is drawn from a scale mixture of normals, so that most steps are small and a few are Levy jumps. Along the
    axis of time a child keeps a share of how late or early its parents were read, since the rest was error of reading
    or their own, and is read earlier or later by chance.

    Parameters
    ----------
    time : ndarray
        float64[bins]: log of the time kernel on :data:`LAGS` (per year).
    scales, mixture : ndarray
        float64[k]: step lengths per dimension, and their probabilities.
    dims : float
        Effective dimension of the steps (participation ratio).
    spread : float
        Step length of the background, the works without an ancestor.
    immigrant : float
        Share of works without an ancestor.
    axis : ndarray
        float64[d], unit: the direction in which time is read.
    trend : StyleTrend
        The mean style of every year.
    kept : float
        In [0, 1): the share of its parents' lateness along the axis that a child keeps.
    lateness : float
        Standard deviation of the rest of its lateness, units of the space.
    root : ndarray
        float64[d, d]: square root of the covariance of steps across the axis, scaled to trace `dims`.
    centre : ndarray
        float64[d]: mean of the dated works.
    unit_norm : bool
        Whether all works lie on the unit sphere (offspring are put back on it).
    """

    time: np.ndarray
    scales: np.ndarray
    mixture: np.ndarray
    dims: float
    spread: float
    immigrant: float
    axis: np.ndarray
    trend: StyleTrend
    kept: float
    lateness: float
    root: np.ndarray
    centre: np.ndarray
    unit_norm: bool

    @classmethod
    def fit(cls, graph: InfluenceGraph) -> OffspringKernel:
        """Fit on every work that has parents, weighted by the share that comes from them.

        Raises
        ------
        StylogenyError
            When fewer than three works have parents.
        """
        inherited = np.asarray(graph.parents.sum(axis=1), dtype=np.float64).ravel()
        child = np.flatnonzero(inherited > 0)
        if len(child) < 3:
            raise StylogenyError("no future can be imagined from fewer than three works with parents", got=len(child))
        shares = sparse.diags_array(1 / inherited[child]) @ graph.parents[child].astype(np.float64)
        counts = inherited[child] * graph.works.weight[child]
        weight = counts / counts.sum()
        vectors = graph.embedding.vectors.astype(np.float64)
        years, inside = np.nan_to_num(graph.years), ~np.isnan(graph.years)
        axis = reading_axis(graph.embedding)
        trend = StyleTrend.fit(vectors[inside], years[inside], axis, blind=graph.embedding.head is not None)
        beside = np.where(inside[:, None], vectors - trend.at(years), 0.0)
        delta = beside[child] - shares @ beside
        across = delta - (delta @ axis)[:, None] * axis
        kept, lateness = _lateness(shares, beside @ axis, child, weight)
        root, dims = _root(across, weight)
        dated = vectors[inside]
        centre = dated.mean(axis=0)
        spread = float(np.sqrt(np.mean(((dated - centre) ** 2).sum(axis=1)) / dims))
        squared = (across**2).sum(axis=1)
        typical = np.sqrt(max(float(np.median(squared)), 1e-12) / dims)
        scales = np.geomspace(0.2 * typical, max(2 * spread, typical), SCALES)
        edge = graph.parents.tocoo()
        return cls(
            time=_time_kernel(years[edge.row] - years[edge.col], edge.data * graph.works.weight[edge.row]),
            scales=scales,
            mixture=_fit_mixture(squared, weight, scales, dims),
            dims=dims,
            spread=max(spread, 1e-9),
            immigrant=float(
                np.clip(np.average(graph.innovation[inside], weights=graph.works.weight[inside]), 1e-3, 0.999)
            ),
            axis=axis,
            trend=trend,
            kept=kept,
            lateness=lateness,
            root=root,
            centre=centre,
            unit_norm=bool(np.ptp(np.linalg.norm(dated, axis=1)) < 1e-3),
        )

    @property
    def drift(self) -> float:
        """Movement along the axis per year after the present."""
        return float(self.trend.slope @ self.axis)

    def log_lag(self, lag: np.ndarray) -> np.ndarray:
        """Log of the time kernel at lags in years, same shape; minus infinity where the lag is not positive."""
        return np.where(lag > 0, self.time[lag_bin(lag, LAGS)], -np.inf)

    def log_step(self, squared: np.ndarray) -> np.ndarray:
        """Log density of squared step lengths float[m] (nats)."""
        terms = _log_terms(squared, self.scales, self.dims) + np.log(self.mixture)
        top = terms.max(axis=1)
        return np.asarray(top + np.log(np.exp(terms - top[:, None]).sum(axis=1)))

    def log_background(self, vectors: np.ndarray) -> np.ndarray:
        """Log density of works without an ancestor, float64[k]."""
        squared = ((vectors - self.centre) ** 2).sum(axis=1)
        return _log_terms(squared, np.array([self.spread]), self.dims)[:, 0]

    def draw(self, rng: np.random.Generator) -> tuple[np.ndarray, float]:
        """A step across the time axis, float64[d], and its scale."""
        scale = self.scale_at(rng.random())
        return self.root @ rng.standard_normal(len(self.axis)) * scale, scale

    def scale_at(self, u: float) -> float:
        """The scale below which a share `u` of all steps lies."""
        chance = np.cumsum(self.mixture)
        return float(self.scales[min(int(np.searchsorted(chance, u * chance[-1])), len(chance) - 1)])

    @property
    def usual(self) -> float:
        """The median scale of a step."""
        return float(self.scales[int(np.searchsorted(np.cumsum(self.mixture), 0.5).clip(max=len(self.scales) - 1))])

    def summary(self) -> Mapping[str, Any]:
        """The fitted law of steps as JSON-able values."""
        return {
            "drift_per_year": self.drift,
            "trend_width_years": list(self.trend.widths),
            "lateness_kept": self.kept,
            "lateness": self.lateness,
            "usual_scale": self.usual,
            "scales": self.scales.tolist(),
            "mixture": self.mixture.tolist(),
            "dims": self.dims,
            "log_time_kernel": self.time.tolist(),
            "immigrant": self.immigrant,
        }


def _lateness(shares: sparse.csr_array, late: np.ndarray, child: np.ndarray, weight: np.ndarray) -> tuple[float, float]:
    """The share of their parents' lateness that children keep, by regression, and the standard deviation of the rest.

    Parameters
    ----------
    shares : csr_array
        float64[m, n]: whom each of m children came from.
    late : ndarray
        float64[n]: how much later than its year's mean every work is read, along the axis.
    child, weight : ndarray
        int64[m] rows of the children, and how much each counts.
    """
    blend = shares @ late
    kept = float(np.clip(weight @ (late[child] * blend) / max(float(weight @ blend**2), 1e-12), 0.0, 0.99))
    return kept, float(np.sqrt(weight @ (late[child] - kept * blend) ** 2))


def _root(across: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, float]:
    """Square root of the covariance of weighted steps, float64[d, d], and their effective dimension.

    The root is scaled so that its square has the effective dimension for a trace.
    """
    value, vectors = np.linalg.eigh((across * weight[:, None]).T @ across)
    value = np.clip(value, 0.0, None)
    total = max(float(value.sum()), 1e-300)
    dims = max(total**2 / max(float((value**2).sum()), 1e-300), 1.0)
    return vectors * np.sqrt(value * dims / total), dims


def _log_terms(squared: np.ndarray, scales: np.ndarray, dims: float) -> np.ndarray:
    """Log density of squared step lengths float[m] under each scale, float64[m, scales] (nats)."""
    return -0.5 * dims * np.log(2 * np.pi * scales**2) - squared[:, None] / (2 * scales**2)


def _time_kernel(lag: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Log of the share of `weight` in each bin of :data:`LAGS`, per year, float64[bins]."""
    mass = np.bincount(lag_bin(lag, LAGS), weight, minlength=len(LAGS) - 1) / max(weight.sum(), 1e-12)
    return np.log((mass + 1e-5) / np.diff(np.minimum(LAGS, LAST_BIN)))


def _fit_mixture(
    squared: np.ndarray, weight: np.ndarray, scales: np.ndarray, dims: float, rounds: int = 80
) -> np.ndarray:
    """Probabilities of the scales by EM, from squared lengths float[m] with weights that sum to 1."""
    terms = _log_terms(squared, scales, dims)
    mixture = np.full(len(scales), 1 / len(scales))
    for _ in range(rounds):
        log = terms + np.log(mixture)
        each = np.exp(log - log.max(axis=1, keepdims=True))
        mixture = weight @ (each / each.sum(axis=1, keepdims=True)) + 1e-6
        mixture /= mixture.sum()
    return mixture
