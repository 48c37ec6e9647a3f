"""Evidence and responsibilities against a dense computation, and the tabulated kernel against the exact one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from helpers.small_history import History, simulate
from stylogeny.influence.branching.e_step import e_step, log_evidence, log_priors, responsibilities
from stylogeny.influence.branching.em import fit
from stylogeny.influence.branching.em_data import ByChild, EMData
from stylogeny.influence.branching.fitting import FitOptions, initial_kernels, propose
from stylogeny.influence.branching.model import Kernels, log_background, log_mutation_of_sets, log_set_size
from stylogeny.influence.branching.prior import COVARIATES, Labels, lag_bin


@pytest.fixture(scope="module")
def history() -> History:
    return simulate(n=90, d=5, parents=2, noise=0.1, artists=8, seed=2)


@pytest.fixture(scope="module")
def data(history: History) -> EMData:
    years = history.space.works.year.astype(float)
    sets = propose(history.space, years, np.ones(90), FitOptions(k=90)).parent_sets
    # every earlier work is a candidate, so nothing of the normaliser is sampled
    return EMData(sets, years, Labels(history.space.works), np.ones(90))


@pytest.fixture(scope="module")
def kernels(data: EMData) -> Kernels:
    return fit(data, initial_kernels(data), max_iter=8).kernels


def test_the_prior_is_a_softmax_over_all_earlier_works(history: History, data: EMData, kernels: Kernels) -> None:
    preference = replace(kernels.preference, coefficients=(0.25, 0.4))
    inclusion = np.random.default_rng(1).random(len(data.pairs.child)) * 0.2
    covariates, base = data.covariates(inclusion)
    log_prior, log_base = log_priors(data, preference, covariates, base)
    years, edges = data.years, data.parent_sets.edges
    assert len(log_base) == 0
    np.testing.assert_allclose(np.bincount(edges.child, np.exp(log_prior))[data.by_child.any], 1.0)
    child = int(np.argmax(years))
    own = np.flatnonzero((edges.child == child) & data.allowed)
    parent = edges.parent[own]
    fame = np.array([inclusion[(edges.parent == p) & (years[edges.child] < years[child])].sum() for p in parent])
    same = data.labels.artist[parent] == data.labels.artist[child]
    bins = lag_bin(years[child] - years[parent])
    raw = np.where(same, np.asarray(preference.log_own)[bins], np.asarray(preference.log_lag)[bins])
    raw = raw + 0.25 * np.log1p(fame) + 0.4 * covariates[COVARIATES.index("habit")][own]
    np.testing.assert_allclose(log_prior[own], raw - np.logaddexp.reduce(raw), atol=1e-9)


def test_responsibilities_are_bayes_rule_over_parent_sets(data: EMData, kernels: Kernels) -> None:
    e = e_step(data, kernels, np.zeros(len(data.pairs.child)))
    sets = data.parent_sets
    child = int(np.argmax(data.years))
    own = np.flatnonzero(sets.child[data.live] == child)
    at = data.live[own]
    log_k = log_mutation_of_sets(sets.squared[at], sets.size[at], kernels)
    prior = np.array([sum(e.log_prior[m] for m in sets.member[k] if m >= 0) for k in at])
    evidence = log_evidence(log_k, prior, sets.log_det[at], log_size=log_set_size(kernels)[sets.size[at] - 1])
    alone = log_background(data.background_sq_dist[[child]], kernels)[0] + np.log(kernels.immigrant)
    total = np.logaddexp(np.logaddexp.reduce(evidence), alone)
    # the kernel is tabulated at 512 points
    np.testing.assert_allclose(e.responsibilities[own], np.exp(evidence - total), atol=5e-3)
    assert e.innovation[child] == pytest.approx(np.exp(alone - total), abs=5e-3)
    assert e.log_likelihood[child] == pytest.approx(total, abs=0.05)


def test_the_table_of_steps_is_the_kernel_at_the_nearest_point(data: EMData, kernels: Kernels) -> None:
    table = data.grid.log_steps(kernels)
    squared = np.exp(data.grid.log_squared[[3, 200, 500]]) - data.grid.offset
    assert data.grid.nearest(squared).tolist() == [3, 200, 500]
    for size in (1, 2, 3):
        exact = log_mutation_of_sets(np.exp(data.grid.log_squared), np.full(512, size), kernels)
        np.testing.assert_allclose(table[size - 1], exact + log_set_size(kernels)[size - 1])


def test_a_child_without_sets_is_an_immigrant() -> None:
    by_child = ByChild(np.array([0, 0, 2]), 3)
    assert by_child.any.tolist() == [True, False, True]
    evidence = np.log([0.2, 0.3, 0.4])
    r, innovation, log_likelihood = responsibilities(evidence, np.log([0.5, 0.7, 0.6]), by_child)
    np.testing.assert_allclose(r, [0.2, 0.3, 0.4])
    np.testing.assert_allclose(innovation, [0.5, 1.0, 0.6])
    np.testing.assert_allclose(log_likelihood, np.log([1.0, 0.7, 1.0]), atol=1e-12)
