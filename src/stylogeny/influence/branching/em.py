"""The fit of the branching model by EM (stochastic declustering: Veen & Schoenberg 2008, extended to blends)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from .anderson import AndersonMixing
from .em_data import GRID, EMData
from .model import SCALES, Kernels, log_background, log_mutation, log_sets, log_sum, scale_terms
from .parent_sets import MOST
from .prior import BINS, TIES, Preference

# Bounds of the ties' coefficients: fame and habit are made of the posterior and would otherwise feed on themselves. Of 7,307
# real works one took 471 offspring with fame free to 1.2, 348 with 0.6 and 64 with 0.3; painted worlds in which fame
# does feed fame lose 0.04 of average precision by 0.3, the others nothing (docs/influence.md).
TIE_BOUNDS = ([0.0, -1.0, 0.0], [0.3, 5.0, 1.0])
RIDGE = 4.0  # prior precision of the ties' coefficients (nats)


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted model.

    `inclusion` float64[e], P(the edge is there); `share` float64[e], expected share of the child it carries; `innovation`
    float64[n]; `log_prior` float64[e]; `log_likelihood` float64[n] in nats; `posterior` float64[h] of the hypotheses.
    """

    kernels: Kernels
    inclusion: np.ndarray
    share: np.ndarray
    innovation: np.ndarray
    log_prior: np.ndarray
    log_likelihood: np.ndarray
    posterior: np.ndarray
    steps: int
    history: tuple[float, ...] = field(default=())


def fit(
    problem: EMData,
    kernels: Kernels,
    *,
    steps: int = 40,
    tolerance: float = 1e-3,
    inclusion: np.ndarray | None = None,
    settle: float | None = None,
) -> Fit:
    """EM from `kernels` until the mean log-likelihood gains less than `tolerance` nats a work.

    With `settle`, until no parameter moves by more than that in a step instead, with steps extrapolated (mixing.py).
    """
    p = problem
    counted = p.inside & (p.s > 0)
    total = max(float(p.s[counted].sum()), 1e-12)
    patience = 4 if inclusion is None else 1
    inclusion = seen = np.zeros(len(p.pairs.child)) if inclusion is None else inclusion
    history: list[float] = []
    mixing = None
    if settle is not None:
        near = np.bincount(p.pairs.bin[p.allowed], minlength=BINS)
        mixing = AndersonMixing(
            near + np.bincount(p.base_pairs.bin, np.exp(p.base.log_count), minlength=BINS), TIE_BOUNDS
        )
    for _ in range(max(steps, 1)):
        ties, base_ties = p.ties(seen)
        log_prior, log_base = priors(p, kernels.preference, ties, base_ties)
        log_h = _evidence(p, kernels, log_prior)
        q = log_background(p.strange, kernels) + np.where(p.offspring, np.log(kernels.immigrant), 0.0)
        top = np.maximum(q, p.largest(log_h))
        r = np.exp(log_h - top[p.child])
        alone = np.exp(q - top)
        norm = alone + p.added(r)
        r /= norm[p.child]
        innovation = np.where(p.inside, alone / norm, 1.0)
        ll = np.where(p.inside, top + np.log(norm), 0.0)
        inclusion = seen = p.inclusion(r)
        history.append(float((p.s * ll)[counted].sum() / total))
        if mixing is None and len(history) > patience and history[-1] - history[-2] < tolerance:
            break
        if mixing is not None and mixing.leapt and history[-1] < history[-2] - tolerance:
            kernels, seen = mixing.back()
            continue
        before = kernels
        kernels = _maximise(p, kernels, r, innovation, inclusion, ties, base_ties, log_prior, log_base, counted)
        if mixing is not None and settle is not None:
            kernels, seen, moved = mixing.step(before, kernels, inclusion)
            if moved < settle:
                break
    full = np.zeros(len(p.hypotheses))
    full[p.live] = r
    return Fit(kernels, inclusion, p.shares(r), innovation, log_prior, ll, full, len(history), tuple(history))


def priors(
    problem: EMData, preference: Preference, ties: np.ndarray, base_ties: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """log prior of the edges float64[e], -inf where the dates forbid it, and of the background's pairs float64[b]."""
    p, time, beta = problem, np.asarray(preference.time), np.asarray(preference.ties)
    raw = time[p.pairs.bin]
    raw += beta @ ties
    raw += p.given
    base = time[p.base_pairs.bin]
    base += beta @ base_ties
    base += p.base_given
    z = np.bincount(p.pairs.child, np.exp(raw), minlength=p.n) + np.bincount(p.base.child, np.exp(base), minlength=p.n)
    log_z = np.log(np.maximum(z, 1e-300))
    raw -= log_z[p.pairs.child]
    base -= log_z[p.base.child]
    return raw, base


def log_catalogue(problem: EMData, preference: Preference) -> np.ndarray:
    """The prior of the edges by lag and artist alone, float64[e], -inf where the dates forbid it."""
    only = replace(preference, ties=(0.0, preference.ties[1], 0.0))
    nothing = np.zeros((len(TIES), len(problem.pairs.child)))
    nothing[1] = problem.pairs.same_artist
    return priors(problem, only, nothing, np.zeros((len(TIES), len(problem.base.child))))[0]


def _evidence(p: EMData, kernels: Kernels, log_prior: np.ndarray) -> np.ndarray:
    """model.log_evidence of each live hypothesis, with K from its table, float64[live]."""
    squared, sets = np.exp(p.grid), log_sets(kernels)
    table = np.concatenate([log_mutation(squared, kernels, used=u) + sets[u] for u in range(MOST)])
    # edges that the dates forbid are in no live hypothesis, but a product with -inf would still be taken
    return table[p.cell] + p.uses @ np.maximum(log_prior, -1e30) - 0.5 * p.spread


def _maximise(
    p: EMData,
    kernels: Kernels,
    r: np.ndarray,
    innovation: np.ndarray,
    inclusion: np.ndarray,
    ties: np.ndarray,
    base_ties: np.ndarray,
    log_prior: np.ndarray,
    log_base: np.ndarray,
    counted: np.ndarray,
) -> Kernels:
    # mutation kernel and blend, on the grid
    mass = np.bincount(p.cell, r * p.s[p.child], minlength=MOST * GRID).reshape(MOST, GRID)
    mixture, blend = np.full(SCALES, 1.0), 1.0 + mass.sum(axis=1)
    for u in range(MOST):
        terms = scale_terms(np.exp(p.grid), kernels, u)
        mixture += mass[u] @ np.exp(terms - log_sum(terms)[:, None])
    offspring = counted & p.offspring
    immigrant = float((p.s * innovation)[offspring].sum() / max(p.s[offspring].sum(), 1e-12))
    # prior: observed against expected, each work counting once for every parent it has
    parents = np.bincount(p.pairs.child, inclusion, minlength=p.n) * p.s
    seen = inclusion * p.s[p.pairs.child]
    chance = np.exp(log_prior)
    chance *= parents[p.pairs.child]
    base_chance = np.exp(log_base)
    base_chance *= parents[p.base.child]
    observed_bins = np.bincount(p.pairs.bin, seen, minlength=BINS)
    expected_bins = np.bincount(p.pairs.bin, chance, minlength=BINS)
    expected_bins += np.bincount(p.base_pairs.bin, base_chance, minlength=BINS)
    time = np.asarray(kernels.preference.time) + 0.8 * np.log((observed_bins + 1.0) / (expected_bins + 1.0))
    beta = np.asarray(kernels.preference.ties)
    second, by_child = np.zeros((len(TIES), len(TIES))), np.zeros((len(TIES), p.n))
    for child, weight, values in ((p.pairs.child, chance, ties), (p.base.child, base_chance, base_ties)):
        for k in range(len(TIES)):
            likely = weight * values[k]
            second[k] += values @ likely
            by_child[k] += np.bincount(child, likely, minlength=p.n)
    spread = second - (by_child / np.maximum(parents, 1e-12)) @ by_child.T
    gradient = ties @ seen - by_child.sum(axis=1) - RIDGE * beta
    beta = beta + np.clip(np.linalg.solve(spread + (RIDGE + 1e-6) * np.eye(len(TIES)), gradient), -0.7, 0.7)
    return replace(
        kernels,
        preference=Preference(
            tuple(np.clip(time - time.max(), -20.0, 0.0).tolist()), tuple(np.clip(beta, *TIE_BOUNDS).tolist())
        ),
        mixture=tuple((mixture / mixture.sum()).tolist()),
        immigrant=float(np.clip(immigrant, 1e-3, 0.999)),
        blend=tuple((blend / blend.sum()).tolist()),
    )
