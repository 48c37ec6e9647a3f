"""Lag bins, labels, and the sampled normaliser against the sum over all earlier works."""

from __future__ import annotations

import numpy as np

from helpers.small_history import make_works, simulate
from stylogeny.influence.branching.e_step import log_priors
from stylogeny.influence.branching.em_data import EMData
from stylogeny.influence.branching.fitting import candidates_of
from stylogeny.influence.branching.parent_sets import singles
from stylogeny.influence.branching.prior import BINS, LAGS, Labels, Preference, lag_bin


def test_lags_fall_into_the_bin_that_ends_with_them() -> None:
    assert lag_bin(0.5) == 0 == lag_bin(1.0) and lag_bin(1.0001) == 1
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
    preference = Preference(tuple((-np.sort(rng.random(BINS) * 3)).tolist()), (0.0, 1.0, 0.0))
    covariates = data.covariates(np.zeros(len(data.pairs.child)))
    log_prior, _ = log_priors(data, preference, *covariates)
    lag = years[:, None] - years[None, :]
    raw = np.asarray(preference.log_lag)[lag_bin(lag)] + (labels.artist[:, None] == labels.artist[None, :])
    total = np.where(lag > 0, np.exp(raw), 0.0).sum(axis=1)
    edges = data.parent_sets.edges
    at = np.flatnonzero(data.allowed)
    exact = raw[edges.child[at], edges.parent[at]] - np.log(total[edges.child[at]])
    np.testing.assert_allclose(log_prior[at], exact, atol=0.15)
    assert abs((log_prior[at] - exact).mean()) < 0.005  # of single works it may be off, of all it is not
