"""Lag bins, labels, and the sampled normaliser against the sum over all earlier works."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.small_history import make_works, simulate
from stylogeny.influence.branching.e_step import log_priors
from stylogeny.influence.branching.em_data import EMData
from stylogeny.influence.branching.fitting import candidates_of
from stylogeny.influence.branching.parent_sets import singles
from stylogeny.influence.branching.prior import (
    BINS,
    LAGS,
    SOURCES,
    Labels,
    Preference,
    crowding,
    lag_bin,
    likeness,
    looked_at,
)


def test_lags_fall_into_the_bin_that_ends_with_them() -> None:
    within, after = lag_bin(1.0), lag_bin(1.0001)
    assert lag_bin(0.5) == within == after - 1
    assert lag_bin(1 / 365) > lag_bin(1 / 365 / 24)  # corpora of a few days have a kernel too
    assert lag_bin(np.array([1e6, 1000.0])).tolist() == [BINS - 1, BINS - 2]
    assert (lag_bin(LAGS[1:-1]) == np.arange(BINS - 1)).all()


def test_every_unknown_artist_is_somebody_else() -> None:
    labels = Labels(make_works([1500, 1501, 1502, 1503], artist=["b", "", "b", ""]))
    assert labels.artist[0] == labels.artist[2] and len(set(labels.artist.tolist())) == 3
    assert labels.habits and not Labels(make_works([1500, 1501])).habits


def test_the_sampled_normaliser_is_close_to_the_sum_over_all_earlier_works() -> None:
    space = simulate(n=600, d=6, artists=200, seed=8).space  # careers short enough to be candidates
    years, labels = space.works.year.astype(float), Labels(space.works)
    data = EMData(singles(candidates_of(space, k=8, learn=False)), years, labels, np.ones(600))
    rng = np.random.default_rng(0)
    preference = Preference(*(tuple((up - np.sort(rng.random(BINS) * 3)).tolist()) for up in (0.0, 1.0)))
    covariates = data.covariates(np.zeros(len(data.pairs.child)))  # whose coefficients are 0
    log_prior, _ = log_priors(data, preference, *covariates)
    lag = years[:, None] - years[None, :]
    own = labels.artist[:, None] == labels.artist[None, :]
    raw = np.where(own, np.asarray(preference.log_own)[lag_bin(lag)], np.asarray(preference.log_lag)[lag_bin(lag)])
    total = np.where(lag > 0, np.exp(raw), 0.0).sum(axis=1)
    edges = data.parent_sets.edges
    at = np.flatnonzero(data.allowed)
    exact = raw[edges.child[at], edges.parent[at]] - np.log(total[edges.child[at]])
    np.testing.assert_allclose(log_prior[at], exact, atol=0.15)
    assert abs((log_prior[at] - exact).mean()) < 0.005  # of single works it may be off, of all it is not


def test_likeness_is_shared_out_among_strangers_and_a_hub_counts_less() -> None:
    rng = np.random.default_rng(1)
    history = simulate(n=120, d=5, artists=10, seed=4)
    candidates = candidates_of(history.space, k=20, learn=False)
    use = rng.random(len(candidates)) < 0.7
    share = likeness(candidates, use)
    total = np.bincount(candidates.child, share, minlength=120)
    has = np.bincount(candidates.child[use], minlength=120) > 0
    np.testing.assert_allclose(total[has], 1.0)
    assert (share[~use] == 0).all() and (total[~has] == 0).all()
    # two works at the same distance from a third: the one that is near to everything is liker to it by chance
    child, parent = np.array([0, 0, 3, 4]), np.array([1, 2, 1, 1])
    crowd = crowding(child, parent, np.array([1.0, 1.0, 0.1, 0.1]), 5)
    assert crowd[1] == pytest.approx(0.4) and crowd[2] == 1.0


def test_an_artist_is_one_of_ten_that_were_looked_at() -> None:
    share = np.array([0.0, 0.05, 0.5, 1.0])
    np.testing.assert_allclose(looked_at(share), 1 - (1 - share) ** SOURCES, atol=1e-9)
