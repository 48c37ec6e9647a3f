"""The flow family against a Gaussian, whose velocity field and density are known."""

import math

import pytest
import torch

from helpers.gaussian_flow import MEAN, STD, gaussian_field
from stylogeny.generation.learned.batch import Batch
from stylogeny.generation.learned.families import flow


def test_samples_of_the_exact_field_have_its_moments():
    noise = torch.randn(20_000, 2, generator=torch.Generator().manual_seed(0))
    x = flow.sample(gaussian_field, noise, steps=100)
    assert x.mean() == pytest.approx(MEAN, abs=0.02)
    assert x.std() == pytest.approx(STD, abs=0.02)


@pytest.mark.parametrize("trace", ["exact", "hutchinson"])
def test_likelihood_is_the_gaussian_density(trace):
    x = torch.tensor([[1.5, 1.5], [0.9, 2.2], [2.0, 0.5]], dtype=torch.float64)
    probe = torch.tensor([[1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]], dtype=torch.float64)
    found = flow.log_likelihood(gaussian_field, x, trace=trace, probe=probe, tolerance=1e-8)
    truth = (-0.5 * ((x - MEAN) / STD) ** 2 - math.log(STD * math.sqrt(2 * math.pi))).sum(dim=1)
    assert torch.allclose(found, truth, atol=1e-5)


def test_hutchinson_is_unbiased_where_the_field_mixes_coordinates():
    turn = torch.tensor([[0.3, 0.8], [0.1, -0.6]], dtype=torch.float64)
    x = torch.zeros(400, 2, dtype=torch.float64)
    signs = torch.randint(0, 2, x.shape, generator=torch.Generator().manual_seed(1)).double() * 2 - 1
    rough = flow.log_likelihood(lambda y, t: y @ turn, x, trace="hutchinson", probe=signs)
    exact = flow.log_likelihood(lambda y, t: y @ turn, x[:1], trace="exact")
    assert rough.std() > 0.1
    assert rough.mean() == pytest.approx(float(exact), abs=4 * float(rough.std()) / 20)


def test_the_loss_is_zero_only_at_the_velocity():
    clean, noise = torch.randn(2, 8, 3, generator=torch.Generator().manual_seed(2))
    dropped = torch.zeros(8, dtype=torch.bool)
    batch = Batch(clean=clean, style=torch.zeros(8, 1), dropped=dropped, noise=noise, time=torch.rand(8))
    right = flow.loss(lambda x, t, s, d: clean - noise, batch)
    wrong = flow.loss(lambda x, t, s, d: noise - clean, batch)
    assert right == 0
    assert wrong > 1
