"""The kernel regression against scikit-learn's: weights, folds, means of folds."""

import numpy as np
import pytest
from sklearn.kernel_ridge import KernelRidge

from stylogeny.embedding.heads import kernel_ridge


@pytest.fixture(scope="module")
def problem():
    """80 works in 4 dimensions with 5 targets; the second fold may not see the last 20 works."""
    rng = np.random.default_rng(0)
    places = rng.normal(size=(80, 4)).astype(np.float32)
    target, weight = rng.dirichlet(np.ones(5), 80), rng.uniform(0.5, 2, 80)
    train = [np.ones(80, bool), np.arange(80) < 60]
    kept = np.arange(80)
    return places, target, weight, train, kernel_ridge.fit(
        places, target, train, weight=weight, width=1.5, ridge=0.3, kept=kept
    )  # fmt: skip


def test_it_solves_what_scikit_learn_solves(problem):
    _, target, weight, train, regression = problem
    points = regression.points.astype(np.float64)
    for mask, dual_coef, intercept in zip(train, regression.dual_coef, regression.intercept):
        mean = np.average(target[mask], axis=0, weights=weight[mask])
        reference = KernelRidge(alpha=0.3, kernel="rbf", gamma=1 / regression.scale)
        reference.fit(points[mask], target[mask] - mean, sample_weight=weight[mask])
        np.testing.assert_allclose(dual_coef[mask], reference.dual_coef_, atol=1e-4)
        np.testing.assert_allclose(intercept, mean, atol=1e-6)
        assert not dual_coef[~mask].any()


def test_each_row_is_asked_of_its_fold_and_a_new_one_of_all(problem):
    places, *_, regression = problem
    each = [regression.predict(places, fold=np.full(80, k)) for k in (0, 1)]
    mixed = regression.predict(places, fold=np.arange(80) % 2)
    np.testing.assert_allclose(mixed[::2], each[0][::2], atol=1e-6)
    np.testing.assert_allclose(mixed[1::2], each[1][1::2], atol=1e-6)
    np.testing.assert_allclose(regression.predict(places), np.mean(each, axis=0), atol=1e-5)


def test_it_may_be_over_some_of_the_works(problem):
    places, target, weight, train, _ = problem
    some = kernel_ridge.fit(places, target, train, weight=weight, width=1.5, ridge=0.3, kept=np.arange(0, 80, 4))
    assert some.points.shape == (20, 4) and some.predict(places).shape == (80, 5)
