"""What EM looks at, against loops over the works: live sets, edges of sets, fame and habit."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.small_history import simulate
from stylogeny.influence.branching.em_data import ByChild, EMData
from stylogeny.influence.branching.fitting import FitOptions, propose
from stylogeny.influence.branching.prior import COVARIATES, DIRICHLET, Labels, likeness, looked_at

N = 80


@pytest.fixture(scope="module")
def data() -> EMData:
    """Dates are drawn again after the sets were proposed, one work is undated and one has weight zero."""
    history = simulate(n=N, d=5, parents=2, noise=0.1, artists=6, seed=3)
    years = history.space.works.year.astype(float)
    sets = propose(history.space, years, np.ones(N), FitOptions(k=N)).parent_sets
    rng = np.random.default_rng(0)
    years = years + rng.integers(-15, 16, N)
    weight = rng.exponential(size=N)
    years[40], weight[20] = np.nan, 0.0
    return EMData(sets, years, Labels(history.space.works), weight)


def test_sums_and_maxima_of_each_child() -> None:
    by_child = ByChild(np.array([0, 0, 3]), 5)
    values = np.array([1.0, -2.0, 4.0])
    assert by_child.total(values).tolist() == [-1.0, 0.0, 0.0, 4.0, 0.0]
    assert by_child.largest(values).tolist() == [1.0, -np.inf, -np.inf, 4.0, -np.inf]
    none = ByChild(np.zeros(0, dtype=int), 2)
    assert none.total(np.zeros(0)).tolist() == [0.0, 0.0] and not none.any.any()


def test_live_sets_are_those_that_dates_and_weights_allow(data: EMData) -> None:
    sets, years = data.parent_sets, data.years
    wanted = []
    for k in range(len(sets)):
        parents = sets.edges.parent[sets.member[k][sets.member[k] >= 0]]
        child = sets.child[k]
        # a comparison with the year of an undated work is false
        wanted.append(bool((years[parents] < years[child]).all() and child != 40 and not (parents == 20).any()))
    assert 0 < sum(wanted) < len(sets)
    np.testing.assert_array_equal(data.live, np.flatnonzero(wanted))
    assert not data.counted[[20, 40]].any() and data.inside[20]


def test_edges_get_what_their_sets_have(data: EMData) -> None:
    r = np.random.default_rng(1).random(len(data.live))
    whole = np.zeros(len(data.parent_sets))
    whole[data.live] = r
    inclusion, share = data.parent_sets.edge_posterior(whole)
    np.testing.assert_allclose(data.inclusion(r), inclusion, atol=1e-12)
    np.testing.assert_allclose(data.shares(r), share, atol=1e-6)


def test_fame_and_habit_are_what_a_loop_over_the_edges_counts(data: EMData) -> None:
    edges, years, artist = data.parent_sets.edges, data.years, data.labels.artist
    inclusion = np.random.default_rng(2).random(len(edges)) * data.allowed
    weighted = inclusion * data.weight[edges.child]
    foreign = artist[edges.child] != artist[edges.parent]
    covariates, _ = data.covariates(inclusion)
    stands_for = np.sum(~np.isnan(years)) / data.inside.sum()
    alike = likeness(edges, foreign & data.allowed)
    some = np.random.default_rng(3).choice(np.flatnonzero(data.allowed), 60, replace=False)
    assert 0 < foreign[some].sum() < 60
    for k in some:
        child, parent = edges.child[k], edges.parent[k]
        earlier = (edges.parent == parent) & (years[edges.child] < years[child])
        fame = np.log1p(stands_for * weighted[earlier].sum())
        looked = [
            [
                data.weight[w] * looked_at(alike[(edges.child == w) & foreign & (artist[edges.parent] == a)].sum())
                for a in range(data.labels.artists)
            ]
            for w in np.flatnonzero(artist == artist[child])
            if w != child
        ]
        share = np.mean(artist == artist[parent])
        turns = np.sum(looked, axis=0)[artist[parent]] + DIRICHLET * share
        habit = np.log(turns / (np.sum(looked) + DIRICHLET) / share) if foreign[k] else 0.0
        wanted = {"fame": fame, "habit": habit}
        np.testing.assert_allclose(covariates[:, k], [wanted[name] for name in COVARIATES], atol=1e-9)
