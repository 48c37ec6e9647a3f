"""Everything about one draw of dates and weights that a fit looks at, arranged once for all steps of EM."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from .background import Background
from .parent_sets import MOST, ParentSets
from .prior import DIRICHLET, Labels, Normaliser, Pairs

GRID = 512  # points at which the mutation kernel is tabulated


class EMData:
    """Hypotheses, dates and weights arranged for EM; nothing here changes between its steps.

    Parameters
    ----------
    hypotheses : ParentSets
        Parent sets of n works over e edges.
    years : ndarray
        float64[n], NaN where undated.
    labels : Labels
        The works' artists.
    sample_weight : ndarray
        float64[n]: how often each work counts; a work of weight zero is nobody's parent.
    drift : bool
        Measure works without ancestors from the fashion of their time (fashion.py), otherwise from the mean of all.
    children : ndarray, optional
        bool[n]: the works whose parents are asked for, a fair sample of all (default all).
    """

    def __init__(
        self,
        hypotheses: ParentSets,
        years: np.ndarray,
        labels: Labels,
        sample_weight: np.ndarray,
        *,
        drift: bool = True,
        per_bin: int = 6,
        seed: int = 0,
        children: np.ndarray | None = None,
    ) -> None:
        edges = hypotheses.edges
        self.n, self.years, self.labels = edges.size, years, labels
        self.s = np.where(np.isnan(years), 0.0, sample_weight)
        dated = ~np.isnan(years)
        self.inside = dated if children is None else dated & children
        # offspring that are not asked about count as often as those that are
        self.stands_for = float(dated.sum() / max(int(self.inside.sum()), 1))
        self.hypotheses = hypotheses
        self.allowed = (years[edges.parent] < years[edges.child]) & (self.s[edges.parent] > 0)
        # as wide as numpy's own indices, or every step would widen them again
        self.pairs = Pairs(edges.child.astype(np.intp), edges.parent.astype(np.intp), years, labels)
        self.base = Normaliser(
            self.pairs, self.allowed, years, self.s > 0, labels, per_bin=per_bin, seed=seed, children=self.inside
        )
        self.base_pairs = Pairs(self.base.child, self.base.parent, years, labels)
        with np.errstate(divide="ignore"):
            log_s = np.log(self.s)
        # what of the prior's logarithm no step of EM changes
        self.given = np.where(self.allowed, log_s[edges.parent], -np.inf)
        self.base_given = log_s[self.base.parent] + self.base.log_count
        fashion = Background(edges.vectors, years, self.s, labels.artist)
        self.strange = fashion.squared() if drift else np.square(edges.vectors - fashion.middle).sum(axis=1)
        self._arrange_hypotheses()
        self._arrange_fame()
        self._arrange_habits()

    def _arrange_hypotheses(self) -> None:
        """The live hypotheses, and `uses` (live, e), which of the edges each consists of."""
        h = self.hypotheses
        allowed = np.append(self.allowed, True)
        live = self.inside[h.child]
        for slot in range(MOST):
            live &= allowed[h.member[:, slot]]
        self.live = np.flatnonzero(live)
        self.child, member = h.child[self.live], h.member[self.live]
        used = member >= 0
        self.size = used.sum(axis=1)
        ends = np.concatenate([[0], np.cumsum(self.size)])
        self.uses = sparse.csr_array(
            (np.ones(ends[-1]), member[used], ends), shape=(len(self.live), len(self.pairs.child))
        )
        self.share = h.share[self.live][used].astype(float)
        self.spread = h.spread[self.live].astype(np.float64)
        squared = h.squared[self.live].astype(np.float64)
        low = np.log(max(float(squared.min(initial=1.0)), 1e-9) + 1e-12)
        high = np.log(max(float(squared.max(initial=1.0)), 1e-6)) + 1e-6
        self.grid = np.linspace(low, max(high, low + 1e-3), GRID)
        where = np.clip(np.round((np.log(squared + 1e-12) - low) / (self.grid[1] - low)), 0, GRID - 1)
        # a cell for each number of parents and step length
        self.cell = (self.size - 1) * GRID + where.astype(np.int64)
        start = np.searchsorted(self.child, np.arange(self.n + 1))
        self.offspring = start[1:] > start[:-1]
        self.first = start[:-1][self.offspring]

    def largest(self, values: np.ndarray) -> np.ndarray:
        """The largest value among each work's hypotheses, float64[n]; -inf for a work without any."""
        out = np.full(self.n, -np.inf)
        if len(self.first):
            out[self.offspring] = np.maximum.reduceat(values, self.first)
        return out

    def added(self, values: np.ndarray) -> np.ndarray:
        """The sum over each work's hypotheses, float64[n]."""
        out = np.zeros(self.n)
        if len(self.first):
            out[self.offspring] = np.add.reduceat(values, self.first)
        return out

    def inclusion(self, posterior: np.ndarray) -> np.ndarray:
        """Each edge's probability of being there, float64[e], given the live hypotheses'."""
        return np.asarray(self.uses.T @ posterior)

    def shares(self, posterior: np.ndarray) -> np.ndarray:
        """Each edge's expected share of its child, float64[e]."""
        return np.bincount(
            self.uses.indices, np.repeat(posterior, self.size) * self.share, minlength=self.uses.shape[1]
        )

    def _arrange_fame(self) -> None:
        """Positions in each parent's offspring, in order of date, strictly before an edge's or a sampled pair's child."""
        p = self.pairs
        time = np.unique(self.years[self.inside])
        rank = np.searchsorted(time, self.years)
        key = p.parent * (len(time) + 1) + rank[p.child]
        self.by_parent = np.argsort(key, kind="stable")
        ordered = key[self.by_parent]
        first = np.searchsorted(ordered, np.arange(self.n, dtype=np.int64) * (len(time) + 1))
        new = np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]
        starts = np.empty(len(ordered), dtype=np.int64)
        starts[self.by_parent] = np.flatnonzero(new)[np.cumsum(new) - 1]
        self.fame_span = first[p.parent], starts
        base = self.base_pairs
        low = first[base.parent]
        wanted = base.parent * (len(time) + 1) + rank[base.child]
        self.base_fame_span = low, np.maximum(np.searchsorted(ordered, wanted, side="left"), low)

    def _arrange_habits(self) -> None:
        """Where each pair finds how often its artists meet, and how often the child itself meets the parent's artist."""
        labels, count = self.labels, self.labels.artists
        self.foreign = np.flatnonzero(~self.pairs.same_artist)
        child, parent = self.pairs.child[self.foreign], self.pairs.parent[self.foreign]
        couples, couple = np.unique(labels.couple(child, parent), return_inverse=True)
        own_keys, own = np.unique(child * count + labels.artist[parent], return_inverse=True)
        self.met = (couple, len(couples), own, len(own_keys))
        pairs = self.base_pairs
        wanted = pairs.child * count + labels.artist[pairs.parent]
        at_edges = np.full((2, len(self.pairs.child)), -1)
        at_edges[:, self.foreign] = couple, own
        at_base = (_find(couples, pairs.couple), _find(own_keys, wanted))
        self.finds = []
        for pairs, at in ((self.pairs, at_edges), (self.base_pairs, at_base)):
            share = labels.share[labels.artist[pairs.parent]]
            self.finds.append((*at, DIRICHLET * share, np.log(share), pairs.same_artist))

    def ties(self, inclusion: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Ties of the edges float64[3, e] and of the background's pairs float64[3, b], given the edges' probabilities."""
        weighted = inclusion * self.s[self.pairs.child]
        total = np.concatenate([[0.0], np.cumsum(weighted[self.by_parent])])
        out = []
        sides = ((self.pairs, self.fame_span), (self.base_pairs, self.base_fame_span))
        habits = self._habits(weighted) if self.labels.habits else None
        for side, (pairs, (low, high)) in enumerate(sides):
            fame = total[high]
            fame -= total[low]
            np.maximum(fame, 0.0, out=fame)
            fame *= self.stands_for
            fame += 1.0
            rows = np.empty((3, len(fame)))
            np.log(fame, out=rows[0])
            rows[1] = pairs.same_artist
            rows[2] = 0.0 if habits is None else habits[side]
            out.append(rows)
        return out[0], out[1]

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
        log_of = np.log(of + DIRICHLET)
        out = []
        for pairs, (at_couple, at_own, chance, log_share, same) in zip((self.pairs, self.base_pairs), self.finds):
            value = turned[at_couple]
            value -= mine[at_own]
            np.maximum(value, 0.0, out=value)
            value += chance
            np.log(value, out=value)
            value -= log_of[pairs.child]
            value -= log_share
            value[same] = 0.0
            out.append(value)
        return out


def _find(keys: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Positions of `wanted` in sorted `keys`, int64; -1 where absent."""
    if not len(keys):
        return np.full(len(wanted), -1)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, at, -1)
