"""Anderson mixing: EM, extrapolated from its last few iterations.

Near its end EM slows down: the fame of the prior is made of the posterior, and each iteration closes a part of the gap.
Mixing takes the affine combination of the last iterations whose movements cancel best (Anderson 1965; Walker & Ni
2011), so that it arrives: a refit from the factual fit and one from nothing meet in the same place
(`verification/credit_warm.py`).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .m_step import bounded_preference
from .model import SCALES, Kernels

DEPTH = 3  # iterations remembered beside the last
# weights that add up to more, in absolute value, follow noise: the plain iteration is taken instead
MAX_MIXING_WEIGHT = 30.0


def flat(kernels: Kernels) -> np.ndarray:
    """The parameters as one vector, float64[p]: log g of the lags, roots of probabilities, eta by its log-odds."""
    eta = np.log(kernels.immigrant / (1 - kernels.immigrant))
    roots = [np.sqrt(kernels.mixture), np.sqrt(kernels.set_size)]
    return np.concatenate([kernels.preference.log_g, *roots, kernels.preference.coefficients, [eta]])


def shaped(values: np.ndarray, like: Kernels, bounds: tuple[list[float], list[float]]) -> Kernels:
    """Kernels from what :func:`flat` gives, or from a combination of several, put back within their `bounds`."""
    sizes = [len(like.preference.log_g), SCALES, len(like.set_size), len(like.preference.coefficients)]
    log_g, mixture, set_size, beta, eta = np.split(values, np.cumsum(sizes))
    mixture, set_size = np.square(mixture), np.square(set_size)
    return replace(
        like,
        preference=bounded_preference(log_g, beta, bounds),
        mixture=tuple((mixture / mixture.sum()).tolist()),
        immigrant=float(np.clip(1 / (1 + np.exp(-eta[0])), 1e-3, 0.999)),
        set_size=tuple((set_size / set_size.sum()).tolist()),
    )


class AndersonMixing:
    """Iterations remembered from call to call.

    Parameters
    ----------
    bounds : tuple of list
        Least and largest coefficients of the covariates.
    max_weight : float
        Combinations whose weights add up to more, in absolute value, are not taken.
    """

    def __init__(self, bounds: tuple[list[float], list[float]], *, max_weight: float = MAX_MIXING_WEIGHT) -> None:
        self.bounds, self.max_weight = bounds, max_weight
        self.reached: list[np.ndarray] = []
        self.moved: list[np.ndarray] = []
        self.inclusion: list[np.ndarray] = []
        self.plain: tuple[Kernels, np.ndarray] | None = None
        self.extrapolated = False

    def back(self) -> tuple[Kernels, np.ndarray]:
        """Where the last plain iteration led, for when going further has made the fit worse; forgets the others."""
        assert self.plain is not None
        self.reached, self.moved, self.inclusion, self.extrapolated = [], [], [], False
        return self.plain

    def step(self, before: Kernels, after: Kernels, inclusion: np.ndarray) -> tuple[Kernels, np.ndarray, float]:
        """Where to continue after an iteration: kernels, the edges' probabilities, a parameter's largest movement."""
        reached = flat(after)
        moved = reached - flat(before)
        for remembered, new in zip((self.reached, self.moved, self.inclusion), (reached, moved, inclusion)):
            remembered.append(new)
            del remembered[: -DEPTH - 1]
        largest = float(np.abs(moved).max())
        self.plain, self.extrapolated = (after, inclusion), False
        if len(self.moved) < 2:
            return after, inclusion, largest
        turn = np.diff(np.array(self.moved), axis=0).T
        gamma = np.linalg.lstsq(turn, moved, rcond=1e-3)[0]
        weights = np.append(np.zeros(len(gamma)), 1.0)
        weights[1:] -= gamma
        weights[:-1] += gamma
        if np.abs(weights).sum() > self.max_weight:
            return after, inclusion, largest
        self.extrapolated = True
        mixed = np.einsum("s,se->e", weights, np.array(self.inclusion))
        return shaped(weights @ np.array(self.reached), after, self.bounds), np.clip(mixed, 0.0, 1.0), largest
