"""The branching model of influence and its fit by EM.

Every work is an immigrant or the offspring of one to three earlier works (stochastic declustering: Zhuang, Ogata &
Vere-Jones 2002; Veen & Schoenberg 2008; extended to blends). Given the works before it, work i has density

    p(z_i) = eta q(z_i) + (1 - eta) sum_S blend_|S| prior(S | i) K(z_i | mixture of S)

over parent sets S (hypotheses.py) with the prior of prior.py. K is a scale mixture of normals, small steps and Levy jumps,
and q the density of a work without ancestors. Everything is learned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from .hypotheses import MOST, Hypotheses
from .prior import BINS, DIRICHLET, TIES, Background, Labels, Pairs, Preference

SCALES = 14
GRID = 512  # points at which the mutation kernel is tabulated
# Bounds of the ties' coefficients: fame and habit are made of the posterior and would otherwise feed on themselves. Of 7,307
# real works one took 471 offspring with fame free to 1.2, 348 with 0.6 and 64 with 0.3; painted worlds in which fame
# does feed fame lose 0.04 of average precision by 0.3, the others nothing (docs/influence.md).
TIE_BOUNDS = ([0.0, -1.0, 0.0], [0.3, 5.0, 1.0])
RIDGE = 4.0  # prior precision of the ties' coefficients (nats)


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
    return _log_sum(_scale_terms(squared, kernels, used))


def log_background(squared: np.ndarray, kernels: Kernels) -> np.ndarray:
    """log q of works at these squared distances from the centre, nats."""
    s2 = kernels.spread**2
    return -0.5 * kernels.dims * np.log(2 * np.pi * s2) - 0.5 * squared / s2


def _scale_terms(squared: np.ndarray, kernels: Kernels, used: int = 0) -> np.ndarray:
    s2 = np.square(kernels.scales)[None, :]
    mix = np.log(np.maximum(kernels.mixture, 1e-12))[None, :]
    return mix - 0.5 * (kernels.dims - used) * np.log(2 * np.pi * s2) - 0.5 * squared[:, None] / s2


def _log_sum(terms: np.ndarray) -> np.ndarray:
    top = terms.max(axis=1)
    return top + np.log(np.exp(terms - top[:, None]).sum(axis=1))


def initial(nearest: np.ndarray, centred: np.ndarray, *, dims: float) -> Kernels:
    """Kernels before the first step: scales span the nearest steps to the spread of all works.

    `nearest`, squared distances to the nearest candidates; `centred`, to the centre.
    """
    spread = float(np.sqrt(np.mean(centred) / dims))
    near = np.sqrt(np.maximum(nearest, 1e-12) / dims) if len(nearest) else np.array([spread])
    low = max(0.5 * float(np.quantile(near, 0.02)), 1e-3 * spread)
    scales = np.geomspace(low, max(2 * spread, 2 * low), SCALES)
    return Kernels(Preference(), tuple(scales.tolist()), (1 / SCALES,) * SCALES, max(spread, 1e-9), dims)


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


class Problem:
    """Hypotheses, dates and weights arranged for EM; nothing here changes between its steps."""

    def __init__(
        self,
        hypotheses: Hypotheses,
        years: np.ndarray,
        centred: np.ndarray,
        labels: Labels,
        sample_weight: np.ndarray,
        *,
        per_bin: int = 6,
        seed: int = 0,
    ) -> None:
        edges = hypotheses.edges
        self.n, self.years, self.centred, self.labels = edges.size, years, centred, labels
        self.s = np.where(np.isnan(years), 0.0, sample_weight)
        self.inside = ~np.isnan(years)
        self.hypotheses = hypotheses
        self.allowed = (years[edges.parent] < years[edges.child]) & (self.s[edges.parent] > 0)
        self.pairs = Pairs(edges.child, edges.parent, years, labels)
        self.base = Background(self.pairs, self.allowed, years, self.s > 0, labels, per_bin=per_bin, seed=seed)
        self.base_pairs = Pairs(self.base.child, self.base.parent, years, labels)
        with np.errstate(divide="ignore"):
            self.log_s = np.log(self.s)
        self._arrange_hypotheses()
        self._arrange_fame()
        self._arrange_habits()

    def _arrange_hypotheses(self) -> None:
        h = self.hypotheses
        allowed = np.append(self.allowed, True)
        self.live = np.flatnonzero(allowed[h.member].all(axis=1) & self.inside[h.child])
        self.child, self.member, self.weight = h.child[self.live], h.member[self.live], h.share[self.live].astype(float)
        self.size = (self.member >= 0).sum(axis=1)
        self.squared, self.spread = h.squared[self.live].astype(np.float64), h.spread[self.live].astype(np.float64)
        low = np.log(max(float(self.squared.min(initial=1.0)), 1e-9) + 1e-12)
        high = np.log(max(float(self.squared.max(initial=1.0)), 1e-6)) + 1e-6
        self.grid = np.linspace(low, max(high, low + 1e-3), GRID)
        self.where = np.clip(np.round((np.log(self.squared + 1e-12) - low) / (self.grid[1] - low)), 0, GRID - 1).astype(
            np.int64
        )
        self.start = np.searchsorted(self.child, np.arange(self.n + 1))
        self.offspring = self.start[1:] > self.start[:-1]

    def _arrange_fame(self) -> None:
        """Positions in each parent's offspring, in order of date, strictly before an edge's or a sampled pair's child."""
        p = self.pairs
        time = np.unique(self.years[self.inside], return_inverse=False)
        rank = np.searchsorted(time, self.years)
        key = p.parent.astype(np.int64) * (len(time) + 1)
        self.by_parent = np.argsort(key + rank[p.child], kind="stable")
        ordered = (key + rank[p.child])[self.by_parent]
        first = np.searchsorted(ordered, np.arange(self.n, dtype=np.int64) * (len(time) + 1))

        def span(child: np.ndarray, parent: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            wanted = parent.astype(np.int64) * (len(time) + 1) + rank[child]
            return first[parent], np.searchsorted(ordered, wanted, side="left")

        self.fame_span = span(p.child, p.parent)
        self.base_fame_span = span(self.base.child, self.base.parent)

    def _arrange_habits(self) -> None:
        """Where each pair finds how often its artists meet, and how often the child itself meets the parent's artist."""
        labels, count = self.labels, self.labels.artists
        self.foreign = np.flatnonzero(~self.pairs.same_artist)
        child, parent = self.pairs.child[self.foreign], self.pairs.parent[self.foreign]
        couples, couple = np.unique(labels.couple(child, parent), return_inverse=True)
        own_keys, own = np.unique(child.astype(np.int64) * count + labels.artist[parent], return_inverse=True)
        self.met = (couple, len(couples), own, len(own_keys))
        self.finds = []
        for pairs in (self.pairs, self.base_pairs):
            wanted = pairs.child.astype(np.int64) * count + labels.artist[pairs.parent]
            at = (_find(couples, pairs.couple), _find(own_keys, wanted))
            self.finds.append((*at, labels.share[labels.artist[pairs.parent]]))

    def ties(self, inclusion: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Ties of the edges float64[e, 3] and of the background's pairs float64[b, 3], given the edges' probabilities."""
        weighted = inclusion * self.s[self.pairs.child]
        total = np.concatenate([[0.0], np.cumsum(weighted[self.by_parent])])
        out = []
        sides = ((self.pairs, self.fame_span), (self.base_pairs, self.base_fame_span))
        habits = self._habits(weighted) if self.labels.habits else None
        for side, (pairs, (low, high)) in enumerate(sides):
            fame = np.log1p(np.maximum(total[np.maximum(high, low)] - total[low], 0.0))
            habit = np.zeros(len(fame)) if habits is None else habits[side]
            out.append(np.stack([fame, pairs.same_artist, habit], axis=1))
        return out[0], out[1]

    def log_catalogue(self, preference: Preference) -> np.ndarray:
        """The prior of the edges by lag and artist alone, float64[e], -inf where the dates forbid it."""
        only = replace(preference, ties=(0.0, preference.ties[1], 0.0))
        nothing = np.zeros((len(self.pairs.child), len(TIES)))
        nothing[:, 1] = self.pairs.same_artist
        base = np.zeros((len(self.base.child), len(TIES)))
        return _priors(self, only, nothing, base)[0]

    def _habits(self, weighted: np.ndarray) -> list[np.ndarray]:
        """log of how much oftener than the base rate the child's artist turns to the parent's elsewhere; 0 for itself.

        For the edges and for the background's pairs. What the child itself did is left out.
        """
        couple, couples, own, owns = self.met
        gain = weighted[self.foreign]
        turned = np.append(np.bincount(couple, gain, minlength=couples), 0.0)
        mine = np.append(np.bincount(own, gain, minlength=owns), 0.0)
        by_child = np.bincount(self.pairs.child[self.foreign], gain, minlength=self.n)
        artist = self.labels.artist
        of = np.maximum(np.bincount(artist, by_child, minlength=self.labels.artists)[artist] - by_child, 0.0)
        out = []
        for pairs, (at_couple, at_own, share) in zip((self.pairs, self.base_pairs), self.finds):
            seen = np.maximum(turned[at_couple] - mine[at_own], 0.0)
            value = np.log((seen + DIRICHLET * share) / ((of[pairs.child] + DIRICHLET) * share))
            out.append(np.where(pairs.same_artist, 0.0, value))
        return out


def _find(keys: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Positions of `wanted` in sorted `keys`, int64; -1 where absent."""
    if not len(keys):
        return np.full(len(wanted), -1)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, at, -1)


def fit(
    problem: Problem,
    kernels: Kernels,
    *,
    steps: int = 40,
    tolerance: float = 1e-3,
    inclusion: np.ndarray | None = None,
) -> Fit:
    """EM from `kernels` until the mean log-likelihood gains less than `tolerance` nats a work."""
    p = problem
    counted = p.inside & (p.s > 0)
    total = max(float(p.s[counted].sum()), 1e-12)
    patience = 4 if inclusion is None else 1
    inclusion = np.zeros(len(p.pairs.child)) if inclusion is None else inclusion
    history: list[float] = []
    for _ in range(max(steps, 1)):
        ties, base_ties = p.ties(inclusion)
        log_prior, log_base = _priors(p, kernels.preference, ties, base_ties)
        log_h = _evidence(p, kernels, log_prior)
        q = log_background(p.centred, kernels) + np.where(p.offspring, np.log(kernels.immigrant), 0.0)
        top = q.copy()
        np.maximum.at(top, p.child, log_h)
        r = np.exp(log_h - top[p.child])
        alone = np.exp(q - top)
        norm = alone + np.bincount(p.child, r, minlength=p.n)
        r /= norm[p.child]
        innovation = np.where(p.inside, alone / norm, 1.0)
        ll = np.where(p.inside, top + np.log(norm), 0.0)
        inclusion = _collect(p, r, np.ones_like(p.weight))
        history.append(float((p.s * ll)[counted].sum() / total))
        if len(history) > patience and history[-1] - history[-2] < tolerance:
            break
        kernels = _maximise(p, kernels, r, innovation, inclusion, ties, base_ties, log_prior, log_base, counted)
    full = np.zeros(len(p.hypotheses))
    full[p.live] = r
    share = _collect(p, r, p.weight)
    return Fit(kernels, inclusion, share, innovation, log_prior, ll, full, len(history), tuple(history))


def _priors(p: Problem, preference: Preference, ties: np.ndarray, base_ties: np.ndarray):
    time, beta = np.asarray(preference.time), np.asarray(preference.ties)
    raw = time[p.pairs.bin] + ties @ beta + p.log_s[p.pairs.parent]
    base = time[p.base_pairs.bin] + base_ties @ beta + p.log_s[p.base.parent] + p.base.log_count
    raw = np.where(p.allowed, raw, -np.inf)
    z = np.bincount(p.pairs.child, np.exp(raw), minlength=p.n) + np.bincount(p.base.child, np.exp(base), minlength=p.n)
    log_z = np.log(np.maximum(z, 1e-300))
    return raw - log_z[p.pairs.child], base - log_z[p.base.child]


def log_evidence(
    kernels: Kernels, log_prior: np.ndarray, member: np.ndarray, squared: np.ndarray, spread: np.ndarray
) -> np.ndarray:
    """log(prior of the parent set x blend x K x volume of the shares) of hypotheses, float64[h] (see hypotheses.py)."""
    size = (member >= 0).sum(axis=1)
    squared = np.asarray(squared, dtype=np.float64)
    log_k = np.stack([log_mutation(squared, kernels, used=u) for u in range(MOST)])[size - 1, np.arange(len(size))]
    return log_k + _log_set(kernels, log_prior, member, size, spread)


def _log_set(
    kernels: Kernels, log_prior: np.ndarray, member: np.ndarray, size: np.ndarray, spread: np.ndarray
) -> np.ndarray:
    slot = np.append(log_prior, 0.0)
    # m parents in any order: m!; shares uniform on the simplex: (m - 1)!; the Gaussian volume over the shares: spread
    order = np.log([1.0, 2.0, 12.0])
    blend = np.log(np.maximum(kernels.blend, 1e-12))
    return slot[member].sum(axis=1) + np.log1p(-kernels.immigrant) + (order + blend)[size - 1] - 0.5 * spread


def _evidence(p: Problem, kernels: Kernels, log_prior: np.ndarray) -> np.ndarray:
    """:func:`log_evidence` of each live hypothesis, with K from its table, float64[live]."""
    squared = np.exp(p.grid)
    tables = np.stack([log_mutation(squared, kernels, used=u) for u in range(MOST)])
    return tables[p.size - 1, p.where] + _log_set(kernels, log_prior, p.member, p.size, p.spread)


def _collect(p: Problem, r: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Sum over hypotheses of r times each member's weight, float64[e]."""
    out = np.zeros(len(p.pairs.child))
    for slot in range(MOST):
        has = p.member[:, slot] >= 0
        out += np.bincount(p.member[has, slot], r[has] * weight[has, slot], minlength=len(out))
    return out


def _maximise(p, kernels, r, innovation, inclusion, ties, base_ties, log_prior, log_base, counted) -> Kernels:
    sr = r * p.s[p.child]
    # mutation kernel, on the grid
    mixture = np.full(SCALES, 1.0)
    blend = np.full(MOST, 1.0)
    squared = np.exp(p.grid)
    for u in range(MOST):
        mine = p.size == u + 1
        mass = np.bincount(p.where[mine], sr[mine], minlength=GRID)
        terms = _scale_terms(squared, kernels, u)
        mixture += mass @ np.exp(terms - _log_sum(terms)[:, None])
        blend[u] += mass.sum()
    offspring = counted & p.offspring
    immigrant = float((p.s * innovation)[offspring].sum() / max(p.s[offspring].sum(), 1e-12))
    # prior: observed against expected, each work counting once for every parent it has
    parents = np.bincount(p.pairs.child, inclusion, minlength=p.n) * p.s
    seen = inclusion * p.s[p.pairs.child]
    chance = np.exp(log_prior) * parents[p.pairs.child]
    base_chance = np.exp(log_base) * parents[p.base.child]
    observed_bins = np.bincount(p.pairs.bin, seen, minlength=BINS)
    expected_bins = np.bincount(p.pairs.bin, chance, minlength=BINS)
    expected_bins += np.bincount(p.base_pairs.bin, base_chance, minlength=BINS)
    time = np.asarray(kernels.preference.time) + 0.8 * np.log((observed_bins + 1.0) / (expected_bins + 1.0))
    beta = np.asarray(kernels.preference.ties)
    mean = chance @ ties + base_chance @ base_ties
    second = (ties * chance[:, None]).T @ ties + (base_ties * base_chance[:, None]).T @ base_ties
    sides = ((p.pairs.child, chance, ties), (p.base.child, base_chance, base_ties))
    by_child = sum(
        np.stack([np.bincount(c, m * x[:, k], minlength=p.n) for k in range(len(TIES))], axis=1) for c, m, x in sides
    )
    spread = second - (by_child / np.maximum(parents, 1e-12)[:, None]).T @ by_child
    gradient = seen @ ties - mean - RIDGE * beta
    change = np.linalg.solve(spread + (RIDGE + 1e-6) * np.eye(len(TIES)), gradient)
    beta = beta + np.clip(change, -0.7, 0.7)
    beta = np.clip(beta, *TIE_BOUNDS)
    return replace(
        kernels,
        preference=Preference(
            tuple(float(b) for b in np.clip(time - time.max(), -20.0, 0.0)), tuple(float(b) for b in beta)
        ),
        mixture=tuple((mixture / mixture.sum()).tolist()),
        immigrant=float(np.clip(immigrant, 1e-3, 0.999)),
        blend=tuple((blend / blend.sum()).tolist()),
    )
