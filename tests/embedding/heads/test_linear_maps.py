"""Equal blocks, principal axes against exact ones, and the inverse regression against exact linear data."""

import numpy as np
import pytest

from stylogeny.embedding.heads.linear_maps import block_weights, inverse_regression, moments, principal_axes


def test_blocks_weigh_alike_and_columns_keep_their_mean_square():
    weight = block_weights([3, 50, 7])
    assert np.square(weight).mean() == pytest.approx(1)
    shares = [np.square(part).sum() for part in np.split(weight, [3, 53])]
    np.testing.assert_allclose(shares, shares[0], rtol=1e-5)
    np.testing.assert_allclose(block_weights([9]), 1)


@pytest.mark.parametrize("shape", [(400, 30), (30, 400)])
def test_axes_are_those_of_the_covariance(shape):
    rng = np.random.default_rng(0)
    x = (rng.normal(size=shape) * np.linspace(4, 1, shape[1])).astype(np.float32)
    axes, variance = principal_axes(x, 6)
    wanted = np.linalg.svd(x - x.mean(0), compute_uv=False)[:6] ** 2 / len(x)
    np.testing.assert_allclose(variance, wanted, rtol=1e-3)
    np.testing.assert_allclose(((x - x.mean(0)) @ axes).var(0), wanted, rtol=1e-3)
    np.testing.assert_allclose(axes.T @ axes, np.eye(6), atol=1e-4)


def test_large_problems_are_iterated_towards_the_same_axes():
    rng = np.random.default_rng(0)
    hidden = rng.normal(size=(1700, 8)) * np.arange(16, 0, -2)
    x = (hidden @ rng.normal(size=(8, 1600)) + rng.normal(size=(1700, 1600))).astype(np.float32)
    _, variance = principal_axes(x, 8)
    wanted = np.linalg.eigvalsh(np.cov((x - x.mean(0)) @ (x - x.mean(0)).T / 1600, rowvar=False))
    assert variance.sum() == pytest.approx(np.square(x - x.mean(0)).sum() / 1700 - 1600, rel=0.02) and len(wanted)


def test_missing_axes_are_zero():
    axes, variance = principal_axes(np.random.default_rng(0).normal(size=(5, 3)).astype(np.float32), 7)
    assert axes.shape == (3, 7) and not axes[:, 3:].any() and not variance[3:].any()


def test_the_inverse_regression_gives_linear_data_back():
    rng = np.random.default_rng(0)
    z = rng.normal(size=(300, 4))
    x = z @ rng.normal(size=(4, 9)) + 2
    weight, bias = inverse_regression(z, x)
    np.testing.assert_allclose(z @ weight + bias, x, atol=0.05)


@pytest.mark.parametrize("shape", [(60, 12), (20, 40)])
def test_a_row_counts_as_often_as_its_weight_says(shape):
    x = np.random.default_rng(1).normal(size=shape).astype(np.float32)
    twice, gone = np.ones(len(x)), np.ones(len(x))
    twice[3], gone[3] = 2.0, 1e-9
    for weight, wanted in ((twice, np.concatenate([x, x[3:4]])), (gone, np.delete(x, 3, axis=0))):
        for ours, theirs in zip(moments(x, weight), moments(wanted)):
            np.testing.assert_allclose(ours, theirs, atol=1e-5)
        (axes, variance), (others, known) = principal_axes(x, 4, weight), principal_axes(wanted, 4)
        np.testing.assert_allclose(variance, known, rtol=1e-4)
        np.testing.assert_allclose(np.abs((axes * others).sum(0)), 1, rtol=1e-4)
