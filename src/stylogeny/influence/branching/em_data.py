"""Everything about one draw of dates and weights that EM looks at, arranged once for all its iterations."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from .background import MIN_WORKS, Background
from .model import StepGrid
from .parent_sets import MAX_PARENTS, ParentSets
from .prior import DIRICHLET, Labels, Normaliser, Pairs

GRID = 512  # points at which the mutation kernel is tabulated


class ByChild:
    """Sums and maxima over runs of values that belong to one child.

    Parameters
    ----------
    child : ndarray
        int[h], sorted.
    n : int
        Children are 0 to n - 1.
    """

    def __init__(self, child: np.ndarray, n: int) -> None:
        start = np.searchsorted(child, np.arange(n + 1))
        self.child, self.n = child, n
        self.any = start[1:] > start[:-1]  # bool[n]: the children that have values
        self.first = start[:-1][self.any]

    def largest(self, values: np.ndarray) -> np.ndarray:
        """The largest of each child's values, float64[n]; -inf for a child without any."""
        out = np.full(self.n, -np.inf)
        if len(self.first):
            out[self.any] = np.maximum.reduceat(values, self.first)
        return out

    def total(self, values: np.ndarray) -> np.ndarray:
        """The sum of each child's values, float64[n]."""
        out = np.zeros(self.n)
        if len(self.first):
            out[self.any] = np.add.reduceat(values, self.first)
        return out


class EMData:
    """Parent sets, dates and weights arranged for EM; nothing here changes between its iterations.

    Parameters
    ----------
    parent_sets : ParentSets
        h parent sets of n works over e edges. The *live* ones, l of them, are those whose edges the dates and weights
        allow.
    years : ndarray
        float64[n], NaN where undated.
    labels : Labels
        The works' artists.
    sample_weight : ndarray
        float64[n]: how often each work counts; a work of weight zero is nobody's parent.
    drift : bool
        Measure works without ancestors from the background of their time (background.py), otherwise from the mean of
        all.
    per_bin : int
        Works sampled per child and lag bin for the prior's normaliser.
    seed : int
        Of that sample.
    children : ndarray, optional
        bool[n]: the works whose parents are asked for, a fair sample of all (default all).
    background_min_works : int
        See :class:`Background`.
    """

    def __init__(
        self,
        parent_sets: ParentSets,
        years: np.ndarray,
        labels: Labels,
        sample_weight: np.ndarray,
        *,
        drift: bool = True,
        per_bin: int = 6,
        seed: int = 0,
        children: np.ndarray | None = None,
        background_min_works: int = MIN_WORKS,
    ) -> None:
        edges = parent_sets.edges
        self.n, self.years, self.labels = edges.size, years, labels
        self.weight = np.where(np.isnan(years), 0.0, sample_weight)
        dated = ~np.isnan(years)
        self.inside = dated if children is None else dated & children
        self.counted = self.inside & (self.weight > 0)
        # offspring that are not asked about count as often as those that are
        self.stands_for = float(dated.sum() / max(int(self.inside.sum()), 1))
        self.parent_sets = parent_sets
        self.allowed = (years[edges.parent] < years[edges.child]) & (self.weight[edges.parent] > 0)
        # as wide as numpy's own indices, or every iteration would widen them again
        self.pairs = Pairs(edges.child.astype(np.intp), edges.parent.astype(np.intp), years, labels)
        self.base = Normaliser(
            self.pairs, self.allowed, years, self.weight > 0, labels, per_bin=per_bin, seed=seed, children=self.inside
        )
        self.base_pairs = Pairs(self.base.child, self.base.parent, years, labels)
        with np.errstate(divide="ignore"):
            log_weight = np.log(self.weight)
        # what of the prior's logarithm no iteration changes
        self.log_offer = np.where(self.allowed, log_weight[edges.parent], -np.inf)
        self.base_log_offer = log_weight[self.base.parent] + self.base.log_count
        background = Background(edges.vectors, years, self.weight, labels.artist, min_works=background_min_works)
        if drift:
            self.background_sq_dist = background.squared_distance()
        else:
            self.background_sq_dist = np.square(edges.vectors - background.middle).sum(axis=1)
        self._arrange_sets()
        self._arrange_fame()
        self._arrange_habits()

    def _arrange_sets(self) -> None:
        """The live parent sets, and `uses` (l, e), which of the edges each consists of."""
        h = self.parent_sets
        allowed = np.append(self.allowed, True)
        live = self.inside[h.child]
        for slot in range(MAX_PARENTS):
            live &= allowed[h.member[:, slot]]
        self.live = np.flatnonzero(live)
        member = h.member[self.live]
        used = member >= 0
        self.size = used.sum(axis=1)
        ends = np.concatenate([[0], np.cumsum(self.size)])
        self.uses = sparse.csr_array(
            (np.ones(ends[-1]), member[used], ends), shape=(len(self.live), len(self.pairs.child))
        )
        self.share = h.share[self.live][used].astype(float)
        self.log_det = h.log_det[self.live].astype(np.float64)
        squared = h.squared[self.live].astype(np.float64)
        low = np.log(max(float(squared.min(initial=1.0)), 1e-9) + 1e-12)
        high = np.log(max(float(squared.max(initial=1.0)), 1e-6)) + 1e-6
        self.grid = StepGrid(np.linspace(low, max(high, low + 1e-3), GRID), 1e-12)
        # a cell for each number of parents and step length
        self.cell = (self.size - 1) * GRID + self.grid.nearest(squared)
        self.by_child = ByChild(h.child[self.live], self.n)

    def inclusion(self, responsibilities: np.ndarray) -> np.ndarray:
        """Each edge's probability of being there, float64[e], given the live sets'."""
        return np.asarray(self.uses.T @ responsibilities)

    def shares(self, responsibilities: np.ndarray) -> np.ndarray:
        """Each edge's expected share of its child, float64[e]."""
        weight = np.repeat(responsibilities, self.size) * self.share
        return np.bincount(self.uses.indices, weight, minlength=self.uses.shape[1])

    def _arrange_fame(self) -> None:
        """Positions in each parent's offspring, by date, strictly before an edge's or a sampled pair's child."""
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
        """Where each pair looks up how often its artists meet, and the child itself meets the parent's artist."""
        labels, count = self.labels, self.labels.artists
        self.foreign = np.flatnonzero(~self.pairs.same_artist)
        child, parent = self.pairs.child[self.foreign], self.pairs.parent[self.foreign]
        couples, couple = np.unique(labels.couple(child, parent), return_inverse=True)
        own_keys, own = np.unique(child * count + labels.artist[parent], return_inverse=True)
        self.meetings = (couple, len(couples), own, len(own_keys))
        pairs = self.base_pairs
        wanted = pairs.child * count + labels.artist[pairs.parent]
        at_edges = np.full((2, len(self.pairs.child)), -1)
        at_edges[:, self.foreign] = couple, own
        at_base = (_find(couples, pairs.couple), _find(own_keys, wanted))
        self.habit_lookups = []
        for pairs, at in ((self.pairs, at_edges), (self.base_pairs, at_base)):
            share = labels.share[labels.artist[pairs.parent]]
            self.habit_lookups.append((*at, DIRICHLET * share, np.log(share), pairs.same_artist))

    def covariates(self, inclusion: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Covariates of the edges float64[3, e] and of the normaliser's pairs float64[3, b].

        `inclusion` float64[e] are the edges' probabilities.
        """
        weighted = inclusion * self.weight[self.pairs.child]
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

        For the edges and for the normaliser's pairs. What the child itself did is left out.
        """
        couple, couples, own, owns = self.meetings
        gain = weighted[self.foreign]
        turned = np.append(np.bincount(couple, gain, minlength=couples), 0.0)
        by_itself = np.append(np.bincount(own, gain, minlength=owns), 0.0)
        by_child = np.bincount(self.pairs.child[self.foreign], gain, minlength=self.n)
        artist = self.labels.artist
        of = np.maximum(np.bincount(artist, by_child, minlength=self.labels.artists)[artist] - by_child, 0.0)
        log_of = np.log(of + DIRICHLET)
        out = []
        for pairs, lookup in zip((self.pairs, self.base_pairs), self.habit_lookups):
            at_couple, at_own, chance, log_share, same = lookup
            value = turned[at_couple]
            value -= by_itself[at_own]
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
