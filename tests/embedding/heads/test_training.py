"""A network after training: NumPy computes what torch does; labels and soft dates on hand-made cases."""

import numpy as np
import pytest
import torch

from helpers.stripes import QUICK
from helpers.works import dated_works
from stylogeny.embedding.heads.mlp_numpy import NumpyMLP, standard
from stylogeny.embedding.heads.network import HeadNetwork
from stylogeny.embedding.heads.training import codes, fit, soft_dates
from stylogeny.errors import StylogenyError


def test_numpy_applies_what_torch_trained():
    torch.manual_seed(0)
    net = HeadNetwork(7, QUICK, 11, {"style": 3}).eval()
    x = np.random.default_rng(0).normal(size=(20, 7)).astype(np.float32)
    network = NumpyMLP({"mean": np.zeros(7, np.float32), "scale": np.ones(7, np.float32), **net.tensors()})
    with torch.no_grad():
        inner = net.trunk(torch.from_numpy(standard(x, np.zeros(7), np.ones(7))))
        posterior = net.year(inner).softmax(1)
    np.testing.assert_allclose(network.inner(x), inner.numpy(), atol=1e-5)
    np.testing.assert_allclose(network.posterior(network.inner(x)), posterior.numpy(), atol=1e-5)


def test_rare_and_empty_labels_have_no_code():
    np.testing.assert_array_equal(codes(np.array(["b", "a", "", "b", "c", "c"])), [0, -1, -1, 0, 1, 1])


def test_soft_dates_are_flat_over_the_interval_and_fall_beyond_it():
    years = np.arange(1500.0, 1600.0, 10)
    p = soft_dates(np.array([1520.0]), np.array([1550.0]), years, 10.0)[0]
    assert p.sum() == pytest.approx(1)
    np.testing.assert_allclose(p[2:6], p[2])
    assert p[6] == pytest.approx(p[5] * np.exp(-0.5)) and p[1] == pytest.approx(p[6])


def test_training_needs_four_dated_works():
    works = dated_works([1500, 1510, 1520])
    with pytest.raises(StylogenyError, match="four dated works"):
        fit(np.zeros((3, 2), np.float32), works)
