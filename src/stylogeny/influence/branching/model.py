"""The branching model of influence: what a work without ancestors, or of given parents, is likely to look like.

Every work is an immigrant or the offspring of one to three earlier works (stochastic declustering: Zhuang, Ogata &
Vere-Jones 2002; Veen & Schoenberg 2008; extended to mixtures of parents). Given the works before it, work i has density

    p(z_i) = eta q(z_i) + (1 - eta) sum_S size_|S| prior(S | i) K(z_i | mixture of S)

over parent sets S (parent_sets.py) with the prior of prior.py. K is a scale mixture of normals, small steps and Levy
jumps, and q the density of a work without ancestors, around the background of its time (background.py). Everything is
learned (em.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from .parent_sets import MAX_PARENTS
from .prior import Preference

SCALES = 14


@dataclass(frozen=True)
class Kernels:
    """Fitted parameters.

    Parameters
    ----------
    preference : Preference
        The prior over earlier works.
    scales, mixture : tuple of float
        The mutation kernel: step lengths per dimension, and their probabilities.
    background_scale : float
        The background's step length per dimension.
    dims : float
        Effective dimension of a step.
    immigrant : float
        eta, the probability that a work has no parent here.
    set_size : tuple of float
        Probabilities of one, two and three parents.
    """

    preference: Preference
    scales: tuple[float, ...]
    mixture: tuple[float, ...]
    background_scale: float
    dims: float
    immigrant: float = 0.1
    set_size: tuple[float, ...] = (0.6, 0.3, 0.1)

    @classmethod
    def initial(cls, nearest: np.ndarray, background_sq_dist: np.ndarray, *, dims: float) -> Kernels:
        """Kernels before the first step of EM: scales span the nearest steps to the spread of all works.

        `nearest`, squared distances to the nearest candidates; `background_sq_dist`, to the background.
        """
        spread = float(np.sqrt(np.mean(background_sq_dist) / dims))
        near = np.sqrt(np.maximum(nearest, 1e-12) / dims) if len(nearest) else np.array([spread])
        low = max(0.5 * float(np.quantile(near, 0.02)), 1e-3 * spread)
        scales = np.geomspace(low, max(2 * spread, 2 * low), SCALES)
        return cls(Preference(), tuple(scales.tolist()), (1 / SCALES,) * SCALES, max(spread, 1e-9), dims)

    @property
    def step(self) -> float:
        """Median step length per dimension."""
        return float(self.scales[int(np.searchsorted(np.cumsum(self.mixture), 0.5).clip(max=len(self.scales) - 1))])

    def document(self) -> dict[str, Any]:
        """As JSON-able values."""
        return asdict(self)

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Kernels:
        """The kernels that :meth:`document` wrote down."""
        values: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in document.items()}
        preference = Preference(**{name: tuple(v) for name, v in document["preference"].items()})
        return cls(**{**values, "preference": preference})


def log_mutation(squared: np.ndarray, kernels: Kernels, *, used: int = 0) -> np.ndarray:
    """log K of steps of these squared lengths, nats; `used` dimensions were spent on fitting shares."""
    return log_sum(scale_terms(squared, kernels, used))


def log_background(squared: np.ndarray, kernels: Kernels) -> np.ndarray:
    """log q of works at these squared distances from the background of their time, nats."""
    s2 = kernels.background_scale**2
    return -0.5 * kernels.dims * np.log(2 * np.pi * s2) - 0.5 * squared / s2


def scale_terms(squared: np.ndarray, kernels: Kernels, used: int = 0) -> np.ndarray:
    """log of each scale's part of K, float64[m, scales]."""
    s2 = np.square(kernels.scales)[None, :]
    mix = np.log(np.maximum(kernels.mixture, 1e-12))[None, :]
    return mix - 0.5 * (kernels.dims - used) * np.log(2 * np.pi * s2) - 0.5 * squared[:, None] / s2


def log_sum(terms: np.ndarray) -> np.ndarray:
    """log of the sum of exponentials over the columns, float64[m]."""
    top = terms.max(axis=1)
    return top + np.log(np.exp(terms - top[:, None]).sum(axis=1))


def log_set_size(kernels: Kernels) -> np.ndarray:
    """log of what a set of one, two or three parents costs before it is known which, float64[3].

    m parents come in any order, m!, with shares uniform on the simplex, (m - 1)!; the Gaussian volume over the shares
    is the parent sets' `log_det`.
    """
    return np.log([1.0, 2.0, 12.0]) + np.log(np.maximum(kernels.set_size, 1e-12)) + np.log1p(-kernels.immigrant)


@dataclass(frozen=True, eq=False)
class StepGrid:
    """Squared step lengths at which K is tabulated, evenly spaced in their logarithm.

    Parameters
    ----------
    log_squared : ndarray
        float64[g].
    offset : float
        Added to squared lengths before their logarithm is taken.
    """

    log_squared: np.ndarray
    offset: float

    def nearest(self, squared: np.ndarray) -> np.ndarray:
        """The grid points nearest to squared step lengths, int64[m]."""
        low, width = self.log_squared[0], self.log_squared[1] - self.log_squared[0]
        at = np.round((np.log(squared + self.offset) - low) / width)
        return np.clip(at, 0, len(self.log_squared) - 1).astype(np.int64)

    def log_steps(self, kernels: Kernels) -> np.ndarray:
        """log K, and what a set of one, two or three parents costs, at the grid's points, float64[3, g]."""
        squared, size = np.exp(self.log_squared), log_set_size(kernels)
        return np.stack([log_mutation(squared, kernels, used=u) + size[u] for u in range(MAX_PARENTS)])


def log_mutation_of_sets(squared: np.ndarray, size: np.ndarray, kernels: Kernels) -> np.ndarray:
    """log K of the squared steps of sets of `size` parents, float64[h], without a table."""
    squared = np.asarray(squared, dtype=np.float64)
    by_size = np.stack([log_mutation(squared, kernels, used=u) for u in range(MAX_PARENTS)])
    return np.asarray(by_size[size - 1, np.arange(len(size))])
