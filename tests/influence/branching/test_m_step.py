"""The M step: mixtures at their likeliest, and a prior that comes to rest where its gradient is zero."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import softmax

from helpers.small_history import simulate
from stylogeny.influence.branching.e_step import EStep, e_step, log_priors
from stylogeny.influence.branching.em_data import EMData
from stylogeny.influence.branching.fitting import FitOptions, initial_kernels, propose
from stylogeny.influence.branching.m_step import bounded_preference, m_step, newton_step, proportions
from stylogeny.influence.branching.model import SCALES, Kernels, scale_terms
from stylogeny.influence.branching.prior import BINS, Labels, Preference


@pytest.fixture(scope="module")
def data() -> EMData:
    history = simulate(n=120, d=5, parents=2, noise=0.1, artists=8, seed=2)
    years = history.space.works.year.astype(float)
    weight = np.random.default_rng(0).exponential(size=120)
    # every earlier work is a candidate, so nothing of the normaliser is sampled
    sets = propose(history.space, years, np.ones(120), FitOptions(k=120)).parent_sets
    return EMData(sets, years, Labels(history.space.works), weight)


@pytest.fixture(scope="module")
def kernels(data: EMData) -> Kernels:
    return initial_kernels(data)


@pytest.fixture(scope="module")
def e(data: EMData, kernels: Kernels) -> EStep:
    return e_step(data, kernels, 0.2 * np.random.default_rng(1).random(len(data.pairs.child)))


def em_round(likelihood: np.ndarray, weight: np.ndarray, proportions: np.ndarray) -> np.ndarray:
    """What a round of EM, with a pseudo-count for each component, makes of proportions."""
    joint = likelihood * proportions
    counts = 1.0 + weight @ (joint / joint.sum(axis=1, keepdims=True))
    return counts / counts.sum()


def test_proportions_are_where_em_would_end() -> None:
    rng = np.random.default_rng(0)
    likelihood, weight = rng.exponential(size=(300, 5)) ** 2, rng.exponential(size=300)
    likelihood[:, 4] *= 1e-3  # a component that nothing speaks for keeps its pseudo-count
    found = proportions(likelihood, weight, np.array([0.96, 0.01, 0.01, 0.01, 0.01]))
    np.testing.assert_allclose(em_round(likelihood, weight, found), found, atol=1e-5)
    limit = np.full(5, 0.2)
    for _ in range(5000):
        limit = em_round(likelihood, weight, limit)
    np.testing.assert_allclose(found, limit, atol=1e-4)


def test_numbers_of_parents_are_likeliest_at_once(data: EMData, kernels: Kernels, e: EStep) -> None:
    may = np.isin(np.arange(data.n), data.parent_sets.child[data.live])
    assert 0 < may.sum() < data.n
    sets, live = data.parent_sets, data.live
    by_number = np.zeros((data.n, 4))
    by_number[:, 0] = e.innovation / kernels.immigrant
    for m in (1, 2, 3):
        of = sets.size[live] == m
        mass = np.bincount(sets.child[live][of], e.responsibilities[of], minlength=data.n)
        by_number[:, m] = mass / ((1 - kernels.immigrant) * kernels.set_size[m - 1])
    after = m_step(data, kernels, e)
    number = np.append(after.immigrant, (1 - after.immigrant) * np.array(after.set_size))
    np.testing.assert_allclose(em_round(by_number[may], data.weight[may], number), number, atol=1e-5)


def test_scales_are_likeliest_for_the_expected_steps(data: EMData, kernels: Kernels, e: EStep) -> None:
    sets, live = data.parent_sets, data.live
    mass, size, squared = e.responsibilities * data.weight[sets.child[live]], sets.size[live], sets.squared[live]
    even = replace(kernels, mixture=(1.0,) * SCALES)
    terms = np.concatenate([scale_terms(squared[size == m].astype(float), even, used=m - 1) for m in (1, 2, 3)])
    weight = np.concatenate([mass[size == m] for m in (1, 2, 3)])
    found = np.array(m_step(data, kernels, e).mixture)
    after = em_round(softmax(terms, axis=1), weight, found)
    np.testing.assert_allclose(after, found, atol=2e-3)  # steps are tabulated at 512 points


def test_the_prior_that_parents_were_drawn_by_is_found_again(data: EMData, kernels: Kernels, e: EStep) -> None:
    """With parents exactly as the true prior expects them, so many that its own prior is nothing."""
    truth = Preference(*(tuple(np.linspace(up, up - 3.0, BINS).tolist()) for up in (0.0, 1.2)), (0.2, 0.4))
    log_prior, log_base = log_priors(data, truth, e.covariates, e.base_covariates)
    assert len(log_base) == 0
    drawn = replace(e, inclusion=1e4 * np.exp(log_prior), log_base=log_base)
    for _ in range(30):
        log_prior, _ = log_priors(data, kernels.preference, e.covariates, e.base_covariates)
        kernels = m_step(data, kernels, replace(drawn, log_prior=log_prior))
    np.testing.assert_allclose(kernels.preference.coefficients, truth.coefficients, atol=1e-3)
    occurs = np.bincount(data.pairs.bin[data.allowed], minlength=2 * BINS) > 0
    assert occurs.sum() > 8
    apart = np.subtract(kernels.preference.log_g, truth.log_g)[occurs]
    assert np.ptp(apart) < 5e-3  # a constant means nothing


def test_lags_that_nobody_has_follow_their_neighbours_at_once(data: EMData, kernels: Kernels, e: EStep) -> None:
    for _ in range(12):
        before, kernels = kernels, m_step(data, kernels, e)
        log_prior, log_base = log_priors(data, kernels.preference, e.covariates, e.base_covariates)
        e = replace(e, log_prior=log_prior, log_base=log_base)
    np.testing.assert_allclose(kernels.preference.log_g, before.preference.log_g, atol=1e-4)
    beyond = 1 + np.flatnonzero(np.bincount(data.pairs.bin[data.allowed], minlength=2 * BINS)[:BINS]).max()
    longest = np.asarray(kernels.preference.log_lag[beyond - 1 :])
    assert len(longest) > 2 and np.ptp(longest) < 0.1


def test_a_prior_is_brought_within_its_bounds() -> None:
    log_g = np.concatenate([np.full(BINS, -40.0), np.full(BINS, 3.0)])
    preference = bounded_preference(log_g, np.array([-1.0, 9.0]), ([0.0, 0.0], [1.0, 2.0]))
    assert preference.log_lag == (-20.0,) * BINS and preference.log_own == (3.0,) * BINS
    assert preference.coefficients == (0.0, 2.0)


def test_a_step_that_one_bound_cuts_off_is_solved_for_again_in_the_others() -> None:
    information = np.array([[2.0, 1.5], [1.5, 2.0]])
    gradient = np.array([1.0, 3.0])
    low, high = np.array([-1.0, -1.0]), np.array([1.0, 0.5])
    step = newton_step(gradient, information, low, high)
    grid = np.stack(np.meshgrid(np.linspace(-1, 1, 401), np.linspace(-1, 0.5, 301)), axis=-1).reshape(-1, 2)
    value = grid @ gradient - 0.5 * np.einsum("ka,ab,kb->k", grid, information, grid)
    np.testing.assert_allclose(step, grid[value.argmax()], atol=6e-3)
    np.testing.assert_allclose(
        newton_step(gradient, information, -10 + low, 10 + high), np.linalg.solve(information, gradient)
    )
