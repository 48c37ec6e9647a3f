"""Anderson mixing: EM, extrapolated from its last few steps.

Near its end EM creeps: the ties of the prior are made of the posterior, and each step closes a few per cent of the gap.
Mixing takes the affine combination of the last steps whose movements cancel best (Anderson 1965; Walker & Ni 2011), so
that it arrives: a refit from the factual fit and one from nothing meet in the same place (`verification/credit_warm.py`).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .model import SCALES, Kernels
from .prior import Preference

DEPTH = 3  # steps remembered beside the last
WILDEST = 30.0  # weights that add up to more, in absolute value, follow noise: the plain step is taken instead


def flat(kernels: Kernels) -> np.ndarray:
    """The fitted parameters as one vector, float64[p]: log g of the lags, roots of probabilities, eta by its log-odds."""
    eta = np.log(kernels.immigrant / (1 - kernels.immigrant))
    roots = [np.sqrt(kernels.mixture), np.sqrt(kernels.blend)]
    return np.concatenate([kernels.preference.time, *roots, kernels.preference.ties, [eta]])


def shaped(values: np.ndarray, like: Kernels, bounds: tuple[list[float], list[float]]) -> Kernels:
    """Kernels from what :func:`flat` gives, or from a combination of several, put back within their `bounds`."""
    sizes = [len(like.preference.time), SCALES, len(like.blend), len(like.preference.ties)]
    time, mixture, blend, ties, eta = np.split(values, np.cumsum(sizes))
    mixture, blend = np.square(mixture), np.square(blend)
    return replace(
        like,
        preference=Preference(
            tuple(np.clip(time - time.max(), -20.0, 0.0).tolist()), tuple(np.clip(ties, *bounds).tolist())
        ),
        mixture=tuple((mixture / mixture.sum()).tolist()),
        immigrant=float(np.clip(1 / (1 + np.exp(-eta[0])), 1e-3, 0.999)),
        blend=tuple((blend / blend.sum()).tolist()),
    )


class AndersonMixing:
    """Steps remembered from call to call.

    Parameters
    ----------
    pairs : ndarray
        float64[bins]: how many pairs of a work and an earlier one lie in each bin of lags. A lag that next to no parent
        has may slide for ever and change nothing, so its movement counts by the root of the share of parents it has.
    bounds : tuple of list
        Least and largest coefficients of the ties.
    """

    def __init__(self, pairs: np.ndarray, bounds: tuple[list[float], list[float]]) -> None:
        self.pairs, self.bounds = pairs, bounds
        self.reached: list[np.ndarray] = []
        self.moved: list[np.ndarray] = []
        self.inclusion: list[np.ndarray] = []
        self.plain: tuple[Kernels, np.ndarray] | None = None
        self.leapt = False

    def back(self) -> tuple[Kernels, np.ndarray]:
        """Where the last plain step led, for when going further than that has made the fit worse; forgets the steps."""
        assert self.plain is not None
        self.reached, self.moved, self.inclusion, self.leapt = [], [], [], False
        return self.plain

    def step(self, before: Kernels, after: Kernels, inclusion: np.ndarray) -> tuple[Kernels, np.ndarray, float]:
        """Where to go on from after a step of EM: kernels, probabilities of the edges, and the largest movement of a parameter."""
        reached = flat(after)
        moved = reached - flat(before)
        for kept, new in zip((self.reached, self.moved, self.inclusion), (reached, moved, inclusion)):
            kept.append(new)
            del kept[: -DEPTH - 1]
        share = self.pairs * np.exp(after.preference.time)
        counts = np.ones(len(reached))
        counts[: len(share)] = np.sqrt(share / max(share.sum(), 1e-300))
        largest = float(np.abs(counts * moved).max())
        self.plain, self.leapt = (after, inclusion), False
        if len(self.moved) < 2:
            return after, inclusion, largest
        turn = np.diff(np.array(self.moved), axis=0).T
        gamma = np.linalg.lstsq(turn, moved, rcond=1e-3)[0]
        weights = np.append(np.zeros(len(gamma)), 1.0)
        weights[1:] -= gamma
        weights[:-1] += gamma
        if np.abs(weights).sum() > WILDEST:
            return after, inclusion, largest
        self.leapt = True
        mixed = np.einsum("s,se->e", weights, np.array(self.inclusion))
        return shaped(weights @ np.array(self.reached), after, self.bounds), np.clip(mixed, 0.0, 1.0), largest
