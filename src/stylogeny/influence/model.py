"""The branching model of influence: its kernels and their fit by EM.

Every work is an immigrant or the offspring of one earlier work (stochastic declustering: Zhuang, Ogata & Vere-Jones 2002;
Veen & Schoenberg 2008). Given the works before it, work i has density

    p(z_i) = eta q(z_i) + (1 - eta) sum_j p(j | i) K(z_i | z_j)
    p(j | i) ∝ s_j g(t_i - t_j) (1 + fame_j(t_i))^gamma e^(career [same artist])        over all works earlier than i

g is a step function on log-spaced lags (so revivals after centuries stay possible), fame the expected offspring so far,
K a scale mixture of normals with a heavy tail and q the density of a work without ancestors. All are learned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from .candidates import Candidates

LAGS = np.concatenate([[0.0], np.geomspace(1.0, 800.0, 15), [np.inf]])  # years, edges of the bins of g
SCALES = 12
EPOCHS = 48  # moments at which the fame of all works is summed for the normaliser


@dataclass(frozen=True)
class Kernels:
    """Fitted parameters.

    `time` float64[bins], the logarithm of g; `scales` float64[m], step lengths of the mutation kernel, with `mixture`
    float64[m]; `spread`, the step length of the background; `dims`, the effective dimension; `immigrant` = eta.
    """

    time: tuple[float, ...]
    scales: tuple[float, ...]
    mixture: tuple[float, ...]
    spread: float
    dims: float
    immigrant: float = 0.1
    gamma: float = 0.0
    career: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Kernels:
        return cls(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})


def mutation_log_density(squared: np.ndarray, kernels: Kernels) -> np.ndarray:
    """log K, float64[e], of steps of these squared lengths (nats, up to a constant shared with the background)."""
    return _log_sum(_scale_terms(squared, kernels))


def background_log_density(squared: np.ndarray, kernels: Kernels) -> np.ndarray:
    """log q, float64[n], of works at these squared distances from the centre."""
    s2 = kernels.spread**2
    return -0.5 * kernels.dims * (np.log(s2) + squared / (kernels.dims * s2))


def _scale_terms(squared: np.ndarray, kernels: Kernels) -> np.ndarray:
    s2 = np.square(kernels.scales)[None, :]
    mix = np.log(np.maximum(kernels.mixture, 1e-12))[None, :]
    return mix - 0.5 * kernels.dims * (np.log(s2) + squared[:, None] / (kernels.dims * s2))


def _log_sum(terms: np.ndarray) -> np.ndarray:
    top = terms.max(axis=1)
    return top + np.log(np.exp(terms - top[:, None]).sum(axis=1))


def initial(candidates: Candidates, centred: np.ndarray, *, dims: float) -> Kernels:
    """Kernels before the first step: scales span the nearest steps to the spread of all works."""
    start = candidates.start
    first = start[:-1][start[:-1] < start[1:]]
    spread = float(np.sqrt(np.mean(centred) / dims))
    near = np.sqrt(np.maximum(candidates.squared[first], 1e-12) / dims) if len(first) else np.array([spread])
    low = max(float(np.quantile(near, 0.02)), 1e-3 * spread)
    scales = np.geomspace(low, max(2 * spread, 2 * low), SCALES)
    bins = len(LAGS) - 1
    return Kernels((0.0,) * bins, tuple(scales), (1 / SCALES,) * SCALES, spread, dims)


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted model: the posterior on every candidate edge (0 where the drawn dates forbid it) and of immigration."""

    kernels: Kernels
    weight: np.ndarray
    innovation: np.ndarray
    log_likelihood: np.ndarray
    steps: int


class Problem:
    """Candidates, dates and weights arranged for EM; everything that does not change between its steps."""

    def __init__(
        self,
        candidates: Candidates,
        years: np.ndarray,
        centred: np.ndarray,
        same_artist: np.ndarray,
        sample_weight: np.ndarray,
    ) -> None:
        self.n = candidates.size
        use = (years[candidates.parent] < years[candidates.child]) & (sample_weight[candidates.parent] > 0)
        self.use = np.flatnonzero(use)
        self.child, self.parent = candidates.child[self.use], candidates.parent[self.use]
        self.squared = candidates.squared[self.use].astype(np.float64)
        self.same = same_artist[self.use].astype(np.float64)
        self.edges = len(candidates)
        self.start = np.searchsorted(self.child, np.arange(self.n + 1))
        self.years, self.centred, self.s = years, centred, sample_weight
        self.inside = ~np.isnan(years)
        self.bin = np.searchsorted(LAGS, years[self.child] - years[self.parent], side="left") - 1
        self._arrange_fame()
        self._arrange_normaliser()

    def _arrange_fame(self) -> None:
        self.by_parent = np.lexsort((self.years[self.child], self.parent))
        parent, time = self.parent[self.by_parent], self.years[self.child[self.by_parent]]
        new = np.ones(len(parent), dtype=bool)
        new[1:] = (parent[1:] != parent[:-1]) | (time[1:] != time[:-1])
        self.tie = np.flatnonzero(new)[np.cumsum(new) - 1] if len(new) else np.zeros(0, dtype=np.int64)
        self.first = np.searchsorted(parent, np.arange(self.n))

    def fame(self, weight: np.ndarray) -> np.ndarray:
        """Expected offspring of each edge's parent strictly before its child was made, float64[e]."""
        total = np.concatenate([[0.0], np.cumsum((weight * self.s[self.child])[self.by_parent])])
        parent = self.parent[self.by_parent]
        out = np.empty(len(weight))
        out[self.by_parent] = np.maximum(total[self.tie] - total[self.first[parent]], 0.0)
        return out

    def _arrange_normaliser(self) -> None:
        order = np.flatnonzero(self.inside)
        self.sorted = order[np.argsort(self.years[order], kind="stable")]
        t = self.years[self.sorted]
        self.moments = np.unique(np.quantile(t, np.linspace(0, 1, EPOCHS))) if len(t) else np.zeros(1)
        # children of one epoch share the fame known at its beginning
        self.epoch = np.clip(np.searchsorted(self.moments, self.years, side="left") - 1, 0, len(self.moments) - 1)
        # positions in date order between which the works of each lag bin lie, for each child
        lags = LAGS.copy()
        lags[0] = 0.0
        self.cuts = np.stack([np.searchsorted(t, self.years - lag, side="left") for lag in lags[:-1]], axis=1)
        self.cuts = np.concatenate([self.cuts, np.zeros((self.n, 1), dtype=self.cuts.dtype)], axis=1)

    def mass(self, weight: np.ndarray, gamma: float) -> tuple[np.ndarray, np.ndarray]:
        """For each child and lag bin: the summed (1 + fame)^gamma of earlier works, and that times log(1 + fame)."""
        bins = len(LAGS) - 1
        flat, slope = np.zeros((self.n, bins)), np.zeros((self.n, bins))
        time, gain = self.years[self.child], weight * self.s[self.child]
        epoch_of_edge = np.searchsorted(self.moments, time, side="left")
        fame = np.zeros(self.n)
        arriving = [np.flatnonzero(epoch_of_edge == e) for e in range(len(self.moments) + 1)]
        for e in range(len(self.moments)):
            np.add.at(fame, self.parent[arriving[e]], gain[arriving[e]])
            log_fame = np.log1p(fame[self.sorted])
            power = self.s[self.sorted] * np.exp(gamma * log_fame)
            rows = np.flatnonzero(self.inside & (self.epoch == e))
            for out, values in ((flat, power), (slope, power * log_fame)):
                total = np.concatenate([[0.0], np.cumsum(values)])
                at = total[self.cuts[rows]]
                out[rows] = at[:, :-1] - at[:, 1:]
        return np.maximum(flat, 0.0), np.maximum(slope, 0.0)


def fit(problem: Problem, kernels: Kernels, *, steps: int = 40, tolerance: float = 1e-4) -> Fit:
    """EM from `kernels` until the mean log-likelihood gains less than `tolerance` nats a work."""
    p = problem
    bins = len(LAGS) - 1
    counted = p.inside & (p.s > 0)
    total = max(float(p.s[counted].sum()), 1e-12)
    sw = p.s[p.child]
    weight = np.zeros(len(p.child))
    last, done = -np.inf, 0
    q = background_log_density(p.centred, kernels)
    for done in range(1, steps + 1):
        # expectation
        log_fame = np.log1p(p.fame(weight))
        flat, slope = p.mass(weight, kernels.gamma)
        g = np.exp(np.asarray(kernels.time))
        prior = np.exp(np.asarray(kernels.time)[p.bin] + kernels.gamma * log_fame + np.log(p.s[p.parent]))
        extra = np.bincount(p.child, prior * p.same * np.expm1(kernels.career), minlength=p.n)
        z = flat @ g + extra
        prior = prior * np.exp(kernels.career * p.same) / np.maximum(z, 1e-300)[p.child]
        terms = _scale_terms(p.squared, kernels)
        log_k = _log_sum(terms)
        log_edge = np.log1p(-kernels.immigrant) + np.log(np.maximum(prior, 1e-300)) + log_k
        log_imm = np.where(z > 0, np.log(kernels.immigrant), 0.0) + q
        top = log_imm.copy()
        np.maximum.at(top, p.child, log_edge)
        edge = np.exp(log_edge - top[p.child])
        imm = np.exp(log_imm - top)
        norm = imm + np.bincount(p.child, edge, minlength=p.n)
        weight, innovation = edge / norm[p.child], imm / norm
        ll = np.where(p.inside, top + np.log(norm), 0.0)
        mean = float((p.s * ll)[counted].sum() / total)
        if mean - last < tolerance and done > 3:
            break
        last = mean
        # maximisation
        r = weight * sw
        offspring = counted & (z > 0)
        share = np.where(offspring, (1 - innovation) * p.s, 0.0)
        resp = np.exp(terms - log_k[:, None])
        mixture = (r[:, None] * resp).sum(axis=0) + 1.0
        mixture /= mixture.sum()
        immigrant = float(np.clip((p.s * innovation)[offspring].sum() / max(p.s[offspring].sum(), 1e-12), 1e-3, 0.999))
        # iterative scaling of g: observed over expected share of each bin
        same_bin = np.zeros((p.n, bins))
        np.add.at(
            same_bin,
            (p.child, p.bin),
            np.exp(kernels.gamma * log_fame) * p.s[p.parent] * p.same * np.expm1(kernels.career),
        )
        expected = ((share / np.maximum(z, 1e-300))[:, None] * (flat + same_bin) * g[None, :]).sum(axis=0)
        observed = np.bincount(p.bin, r, minlength=bins)
        time = np.asarray(kernels.time) + np.log((observed + 0.5) / (expected + 0.5))
        time -= time.max()
        by_artist = float((prior * p.same * share[p.child]).sum())
        seen = float((r * p.same).sum())
        career = kernels.career + np.log((seen + 0.5) / (by_artist + 0.5)) if p.same.any() else 0.0
        want = float((r * log_fame).sum())
        have = float(
            (share / np.maximum(z, 1e-300)) @ (slope @ g)
            + (prior * p.same * -np.expm1(-kernels.career) * log_fame * share[p.child]).sum()
        )
        gamma = float(np.clip(kernels.gamma + 0.5 * (want - have) / max(have, 1.0), 0.0, 2.0))
        kernels = replace(
            kernels,
            time=tuple(np.clip(time, -25, 0)),
            mixture=tuple(mixture),
            immigrant=immigrant,
            career=float(np.clip(career, -5, 8)),
            gamma=gamma,
        )
    full = np.zeros(p.edges)
    full[p.use] = weight
    return Fit(kernels, full, np.where(p.inside, innovation, 1.0), ll, done)
