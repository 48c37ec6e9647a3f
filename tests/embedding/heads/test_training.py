"""A network after training: NumPy computes what torch does, and a century that weighs more is read better."""

import dataclasses

import numpy as np
import torch

from helpers.stripes import QUICK
from helpers.works import dated_works
from stylogeny.embedding.heads.mlp_numpy import NumpyMLP
from stylogeny.embedding.heads.network import HeadNetwork
from stylogeny.embedding.heads.training import fit


def test_numpy_applies_what_torch_trained():
    torch.manual_seed(0)
    net = HeadNetwork(7, QUICK, 11, {"style": 3}).eval()
    x = np.random.default_rng(0).normal(size=(20, 7)).astype(np.float32)
    with torch.no_grad():
        posterior = net.year(net.trunk(torch.from_numpy(x))).softmax(1)
    np.testing.assert_allclose(NumpyMLP(net.tensors()).posterior(x), posterior.numpy(), atol=1e-5)


def test_works_of_more_weight_count_more():
    years = np.r_[np.full(60, 1850), np.full(20, 1550)]
    works = dated_works(years)
    blank = np.zeros((80, 4), np.float32)  # nothing to see: the posterior is the prior of the weights
    config = dataclasses.replace(QUICK, min_steps=150, labels=())
    bins = np.array([1550.5, 1850.5])
    early = [
        fit(blank, works, weight=weight, config=config, years=bins).posterior(blank[:1])[0, 0]
        for weight in (np.ones(80), np.r_[np.full(60, 1 / 1.5), np.full(20, 2.0)])
    ]
    np.testing.assert_allclose(early, [0.25, 0.5], atol=0.07)
