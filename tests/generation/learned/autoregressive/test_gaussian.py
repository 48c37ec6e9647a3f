"""The Gaussian in raster order against its own covariance."""

import math

import torch

from stylogeny.generation.learned.autoregressive.gaussian import RasterGaussian
from stylogeny.generation.learned.spectrum import cosines

POWER = torch.linspace(0.2, 3.0, 32).view(2, 4, 4)


def test_innovations_are_independent_and_of_unit_spread():
    law = RasterGaussian(POWER, torch.zeros(18, 3)).whitening(4, 4)
    basis = torch.kron(cosines(4), cosines(4))
    covariance = (basis.T * POWER.flatten(1)[:, None]) @ basis
    assert torch.allclose(law.matrix @ covariance @ law.matrix.mT, torch.eye(16).expand(2, -1, -1), atol=1e-4)


def test_what_is_expected_is_the_same_place_by_place_and_looks_back_only():
    law = RasterGaussian(POWER, torch.zeros(18, 3)).whitening(4, 4)
    x = torch.randn(3, 2, 16, generator=torch.Generator().manual_seed(0))
    whole = law.expected(x)
    for place in range(16):
        changed = x.clone()
        changed[:, :, place:] = 7.0
        assert torch.allclose(law.expected_at(place, changed), whole[:, :, place], atol=1e-5)


def test_the_mean_is_that_of_the_coarsest_frequencies():
    coarse = torch.zeros(18, 3)
    coarse[0, 0] = 2.0  # the mean of the first channel
    law = RasterGaussian(POWER, coarse)
    style = torch.tensor([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    mean = law.mean(style, torch.tensor([False, True]), 4, 4)
    assert torch.allclose(mean[0, 0], torch.full((16,), 2.0 / math.sqrt(16)))
    assert not mean[0, 1].any() and not mean[1].any()


def test_a_larger_picture_has_the_same_law_in_its_own_frequencies():
    law = RasterGaussian(torch.ones(1, 4, 4), torch.zeros(9, 3)).whitening(6, 4)
    assert torch.allclose(law.spread, torch.ones(1, 24), atol=1e-5)
