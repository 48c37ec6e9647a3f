"""EM: its E step against a dense computation, its monotone path, and its end."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.small_history import History, simulate
from stylogeny.influence.branching.e_step import e_step
from stylogeny.influence.branching.em import fit, mean_log_likelihood
from stylogeny.influence.branching.em_data import EMData
from stylogeny.influence.branching.fitting import FitOptions, Proposal, initial_kernels, propose
from stylogeny.influence.branching.m_step import BOUNDS, m_step
from stylogeny.influence.branching.prior import Labels


@pytest.fixture(scope="module")
def history() -> History:
    return simulate(n=200, d=6, parents=2, noise=0.1, artists=15, fame=0.5, seed=5)


@pytest.fixture(scope="module")
def proposal(history: History) -> Proposal:
    years = history.space.works.year.astype(float)
    return propose(history.space, years, np.ones(200), FitOptions(k=16))


@pytest.fixture(scope="module")
def data(history: History, proposal: Proposal) -> EMData:
    weight = np.random.default_rng(0).exponential(size=200)
    return EMData(proposal.parent_sets, history.space.works.year.astype(float), Labels(history.space.works), weight)


def test_a_fit_that_falls_keeps_its_best_iteration(data: EMData) -> None:
    result = fit(data, initial_kernels(data), tol=-np.inf, max_iter=60)
    mean = np.average(result.log_likelihood[data.counted], weights=data.weight[data.counted])
    assert mean == pytest.approx(max(result.log_likelihood_history))


def test_iterations_never_make_the_fit_much_worse_and_the_last_is_the_best(data: EMData) -> None:
    result = fit(data, initial_kernels(data), tol=1e-4, max_iter=200)
    history = np.array(result.log_likelihood_history)
    assert result.n_iter == len(history) < 200
    assert result.last_gain == history[-1] - history[-2] < 1e-4  # which is why it stopped
    # the step in the prior is damped and covariates follow the posterior, so gains are not exactly monotone
    assert (np.diff(history) > -0.02).all() and history[-1] == pytest.approx(history.max(), abs=0.01)


@pytest.mark.parametrize("tol", [1e-1, 1e-2, 1e-3, 1e-4, 1e-5])
def test_a_fit_has_converged_where_the_likelihood_stands_still_not_where_it_falls(data: EMData, tol: float) -> None:
    result = fit(data, initial_kernels(data), tol=tol, max_iter=200)
    assert result.converged == (abs(result.last_gain) < tol)


def test_a_fit_that_is_cut_short_has_not_converged(data: EMData) -> None:
    result = fit(data, initial_kernels(data), max_iter=3)
    assert not result.converged and result.n_iter == 3


def test_a_parameter_tolerance_stops_where_parameters_stand_still(data: EMData) -> None:
    result = fit(data, initial_kernels(data), param_tol=1e-3, max_iter=200)
    assert result.converged
    longer = fit(data, result.kernels, param_tol=1e-6, max_iter=300, inclusion=result.inclusion)
    moved = np.abs(np.subtract(result.kernels.set_size, longer.kernels.set_size))
    assert moved.max() < 0.02
    assert abs(longer.log_likelihood_history[-1] - result.log_likelihood_history[-1]) < 5e-3


def test_results_sum_up(data: EMData) -> None:
    result = fit(data, initial_kernels(data), max_iter=10)
    n = data.n
    by_work = np.bincount(data.parent_sets.child, result.responsibilities, minlength=n) + result.innovation
    np.testing.assert_allclose(by_work, 1.0, atol=1e-9)
    edges = data.parent_sets.edges
    np.testing.assert_allclose(np.bincount(edges.child, result.share, minlength=n) + result.innovation, 1.0, atol=1e-5)
    inclusion, share = data.parent_sets.edge_posterior(result.responsibilities)
    np.testing.assert_allclose(result.inclusion, inclusion, atol=1e-12)
    np.testing.assert_allclose(result.share, share, atol=1e-12)
    assert (result.inclusion[~data.allowed] == 0).all()
    e = e_step(data, result.kernels, result.inclusion)
    assert mean_log_likelihood(data, e) == pytest.approx(np.average(e.log_likelihood, weights=data.weight))


def test_coefficients_stay_within_their_bounds(data: EMData) -> None:
    kernels, inclusion = initial_kernels(data), np.zeros(len(data.pairs.child))
    for _ in range(8):
        e = e_step(data, kernels, inclusion)
        kernels, inclusion = m_step(data, kernels, e), e.inclusion
        beta = np.array(kernels.preference.coefficients)
        assert (beta >= BOUNDS[0]).all() and (beta <= BOUNDS[1]).all()
        assert sum(kernels.mixture) == pytest.approx(1) and sum(kernels.set_size) == pytest.approx(1)
        assert np.abs(kernels.preference.log_g).max() <= 20.0
