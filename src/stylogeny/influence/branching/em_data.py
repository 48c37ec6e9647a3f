"""Everything about one draw of dates and weights that EM looks at, arranged once for all its iterations."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from .background import MIN_WORKS, Background
from .candidates import Looks
from .model import StepGrid
from .parent_sets import MAX_PARENTS, ParentSets
from .prior import DIRICHLET, Labels, Normaliser, Pairs, likeness, looked_at

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
        """log of how much oftener than the base rate the child's artist is likely to look at the parent's elsewhere.

        For the edges and for the normaliser's pairs, float64[e] and float64[b]; 0 for the artist's own works. What the
        child itself did is left out.
        """
        labels, n, pairs = self.labels, self.n, self.pairs
        self.habits = np.zeros(len(pairs.child)), np.zeros(len(self.base_pairs.child))
        if not labels.habits:
            return
        looks = self.looks()
        work, whom = np.divmod(looks.key, labels.artists)
        looked = looks.chance * self.weight[work]
        couples, couple = np.unique(labels.artist[work] * labels.artists + whom, return_inverse=True)
        turned = np.append(np.bincount(couple, looked, minlength=len(couples)), 0.0)
        by_itself = np.append(looked, 0.0)
        by_work = np.bincount(work, looked, minlength=n)
        of = np.bincount(labels.artist, by_work, minlength=labels.artists)[labels.artist] - by_work
        log_of = np.log(np.maximum(of, 0.0) + DIRICHLET)
        for habit, sought in zip(self.habits, (pairs, self.base_pairs)):
            other = np.flatnonzero(~sought.same_artist)
            child, artist = sought.child[other], labels.artist[sought.parent[other]]
            at_couple = _find(couples, labels.artist[child] * labels.artists + artist)
            at_own = _find(looks.key, child * labels.artists + artist)
            elsewhere = np.maximum(turned[at_couple] - by_itself[at_own], 0.0)
            share = labels.share[artist]
            habit[other] = np.log(elsewhere + DIRICHLET * share) - log_of[child] - np.log(share)

    def looks(self) -> Looks:
        """Whom each work is likely to have looked at: as the candidates know it, or by their likeness."""
        edges, pairs, labels = self.parent_sets.edges, self.pairs, self.labels
        if edges.looks is not None:
            return edges.looks
        foreign = ~pairs.same_artist
        alike = likeness(edges, foreign & self.allowed)[foreign]
        key, own = np.unique(
            pairs.child[foreign] * labels.artists + labels.artist[pairs.parent[foreign]], return_inverse=True
        )
        return Looks(key, looked_at(np.bincount(own, alike, minlength=len(key))))

    def covariates(self, inclusion: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Covariates of the edges float64[2, e] and of the normaliser's pairs float64[2, b].

        `inclusion` float64[e] are the edges' probabilities.
        """
        weighted = inclusion * self.weight[self.pairs.child]
        total = np.concatenate([[0.0], np.cumsum(weighted[self.by_parent])])
        out = []
        for (low, high), habit in zip((self.fame_span, self.base_fame_span), self.habits):
            fame = total[high]
            fame -= total[low]
            np.maximum(fame, 0.0, out=fame)
            fame *= self.stands_for
            fame += 1.0
            out.append(np.stack([np.log(fame, out=fame), habit]))
        return out[0], out[1]


def _find(keys: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Positions of `wanted` in sorted `keys`, int64; -1 where absent."""
    if not len(keys):
        return np.full(len(wanted), -1)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, at, -1)
