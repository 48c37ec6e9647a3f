"""The kernel regression against scikit-learn's, and its posteriors."""

import numpy as np
import pytest
from sklearn.kernel_ridge import KernelRidge

from stylogeny.embedding.heads import kernel_ridge


@pytest.fixture(scope="module")
def problem():
    """80 works of 10 features, and what is known of their years in 5 bins; the second fold may not see the last 20
    works."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(80, 10)).astype(np.float32)
    target = rng.dirichlet(np.ones(5), 80)
    train = [np.ones(80, bool), np.arange(80) < 60]
    shared, folds = kernel_ridge.fit(x, target, train, axes=np.eye(10, 4), seed=0)
    return x, target, train, shared, folds


def test_it_solves_what_scikit_learn_solves(problem):
    _, target, train, shared, folds = problem
    points, scale = shared["kernel.points"].astype(np.float64), float(shared["kernel.scale"][0])
    for mask, fold in zip(train, folds):
        reference = KernelRidge(alpha=kernel_ridge.RIDGE, kernel="rbf", gamma=1 / scale)
        reference.fit(points[mask], target[mask] - target[mask].mean(0))
        np.testing.assert_allclose(fold["dual_coef"][mask], reference.dual_coef_, atol=1e-4)
        np.testing.assert_allclose(fold["intercept"], target[mask].mean(0))
        assert not fold["dual_coef"][~mask].any()


def test_posteriors_sum_to_one_in_every_fold(problem):
    x, _, _, shared, folds = problem
    for posterior in kernel_ridge.posteriors(x, shared, folds):
        assert posterior.shape == (80, 5) and (posterior > 0).all()
        np.testing.assert_allclose(posterior.sum(1), 1)
