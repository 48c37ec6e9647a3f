"""The branching model of influence: what a work without ancestors, or of given parents, is likely to look like.

Every work is an immigrant or the offspring of one to three earlier works (stochastic declustering: Zhuang, Ogata &
Vere-Jones 2002; Veen & Schoenberg 2008; extended to blends). Given the works before it, work i has density

    p(z_i) = eta q(z_i) + (1 - eta) sum_S blend_|S| prior(S | i) K(z_i | mixture of S)

over parent sets S (hypotheses.py) with the prior of prior.py. K is a scale mixture of normals, small steps and Levy jumps,
and q the density of a work without ancestors, around the fashion of its time (fashion.py). Everything is learned (em.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from .parent_sets import MOST
from .prior import Preference

SCALES = 14


@dataclass(frozen=True)
class Kernels:
    """Fitted parameters.

    `preference` is the prior over earlier works; `scales` and `mixture` the mutation kernel (step lengths a dimension,
    probabilities); `spread` the background's step length; `dims` the effective dimension; `immigrant` = eta; `blend` the
    probabilities of one, two and three parents.
    """

    preference: Preference
    scales: tuple[float, ...]
    mixture: tuple[float, ...]
    spread: float
    dims: float
    immigrant: float = 0.1
    blend: tuple[float, ...] = (0.6, 0.3, 0.1)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Kernels:
        """Kernels from what ``dataclasses.asdict`` or its JSON made of them."""
        plain: dict[str, Any] = {
            name: tuple(v) if isinstance(v, list) else v for name, v in values.items() if name != "preference"
        }
        preference = {name: tuple(v) for name, v in values["preference"].items()}
        return cls(preference=Preference(**preference), **plain)

    @property
    def step(self) -> float:
        """Median step length a dimension."""
        return float(self.scales[int(np.searchsorted(np.cumsum(self.mixture), 0.5).clip(max=len(self.scales) - 1))])


def log_mutation(squared: np.ndarray, kernels: Kernels, *, used: int = 0) -> np.ndarray:
    """log K of steps of these squared lengths, nats; `used` dimensions were spent on fitting shares."""
    return log_sum(scale_terms(squared, kernels, used))


def log_background(squared: np.ndarray, kernels: Kernels) -> np.ndarray:
    """log q of works at these squared distances from the fashion of their time, nats."""
    s2 = kernels.spread**2
    return -0.5 * kernels.dims * np.log(2 * np.pi * s2) - 0.5 * squared / s2


def scale_terms(squared: np.ndarray, kernels: Kernels, used: int = 0) -> np.ndarray:
    s2 = np.square(kernels.scales)[None, :]
    mix = np.log(np.maximum(kernels.mixture, 1e-12))[None, :]
    return mix - 0.5 * (kernels.dims - used) * np.log(2 * np.pi * s2) - 0.5 * squared[:, None] / s2


def log_sum(terms: np.ndarray) -> np.ndarray:
    top = terms.max(axis=1)
    return top + np.log(np.exp(terms - top[:, None]).sum(axis=1))


def initial(nearest: np.ndarray, strange: np.ndarray, *, dims: float) -> Kernels:
    """Kernels before the first step: scales span the nearest steps to the spread of all works.

    `nearest`, squared distances to the nearest candidates; `strange`, to the fashion of the time.
    """
    spread = float(np.sqrt(np.mean(strange) / dims))
    near = np.sqrt(np.maximum(nearest, 1e-12) / dims) if len(nearest) else np.array([spread])
    low = max(0.5 * float(np.quantile(near, 0.02)), 1e-3 * spread)
    scales = np.geomspace(low, max(2 * spread, 2 * low), SCALES)
    return Kernels(Preference(), tuple(scales.tolist()), (1 / SCALES,) * SCALES, max(spread, 1e-9), dims)


def log_evidence(
    kernels: Kernels, log_prior: np.ndarray, member: np.ndarray, squared: np.ndarray, spread: np.ndarray
) -> np.ndarray:
    """log(prior of the parent set x blend x K x volume of the shares) of hypotheses, float64[h] (see hypotheses.py)."""
    size = (member >= 0).sum(axis=1)
    squared = np.asarray(squared, dtype=np.float64)
    log_k = np.stack([log_mutation(squared, kernels, used=u) for u in range(MOST)])[size - 1, np.arange(len(size))]
    chosen = np.append(log_prior, 0.0)[member].sum(axis=1)
    return log_k + chosen + log_sets(kernels)[size - 1] - 0.5 * spread


def log_sets(kernels: Kernels) -> np.ndarray:
    """log of what a set of one, two or three parents costs before it is known which, float64[3].

    m parents come in any order, m!, with shares uniform on the simplex, (m - 1)!; the Gaussian volume over the shares is the
    hypotheses' `spread`.
    """
    return np.log([1.0, 2.0, 12.0]) + np.log(np.maximum(kernels.blend, 1e-12)) + np.log1p(-kernels.immigrant)
