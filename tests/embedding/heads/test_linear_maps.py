"""Procrustes against a known rotation, principal axes and the inverse regression against exact linear data."""

import numpy as np

from stylogeny.embedding.heads.linear_maps import inverse_regression, principal_axes, procrustes


def test_procrustes_undoes_a_rotation():
    rng = np.random.default_rng(0)
    a = rng.normal(size=(50, 6))
    rotation = np.linalg.qr(rng.normal(size=(6, 6)))[0]
    estimate, shift = procrustes(a, 2.5 * a @ rotation + 3)
    np.testing.assert_allclose(estimate, 2.5 * rotation, atol=1e-8)
    np.testing.assert_allclose(a @ estimate + shift, 2.5 * a @ rotation + 3, atol=1e-8)


def test_principal_axes_are_half_whitened():
    rng = np.random.default_rng(0)
    x = (rng.normal(size=(4000, 3)) * [4.0, 2.0, 1.0]).astype(np.float32)
    scores = (x - x.mean(0)) @ principal_axes(x, 2)
    np.testing.assert_allclose(scores.var(axis=0, ddof=1), [4.0, 2.0], rtol=0.05)  # the root of each variance
    assert principal_axes(x, 5).shape == (3, 5) and not principal_axes(x, 5)[:, 3:].any()


def test_the_inverse_regression_gives_linear_data_back():
    rng = np.random.default_rng(0)
    z = rng.normal(size=(300, 4))
    x = z @ rng.normal(size=(4, 9)) + 2
    weight, bias = inverse_regression(z, x)
    np.testing.assert_allclose(z @ weight + bias, x, atol=0.05)
