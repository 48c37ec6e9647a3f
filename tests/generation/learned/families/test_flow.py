"""The flow family against a Gaussian, whose velocity field is known."""

import pytest
import torch

from helpers.draws import draws_of
from helpers.gaussian_flow import MEAN, STD, gaussian_field
from stylogeny.generation.learned.batch import Batch
from stylogeny.generation.learned.families import flow


def test_samples_of_the_exact_field_have_its_moments():
    x = flow.sample(gaussian_field, draws_of(20_000, 2), steps=100)
    assert x.mean() == pytest.approx(MEAN, abs=0.02)
    assert x.std() == pytest.approx(STD, abs=0.02)


def test_the_loss_is_zero_only_at_the_velocity():
    clean, noise = torch.randn(2, 8, 3, generator=torch.Generator().manual_seed(2))
    dropped = torch.zeros(8, dtype=torch.bool)
    batch = Batch(
        clean=clean, style=torch.zeros(8, 1), dropped=dropped, noise=noise, time=torch.rand(8), chance=torch.rand(8)
    )
    right = flow.loss(lambda x, t, s, d: clean - noise, batch)
    wrong = flow.loss(lambda x, t, s, d: noise - clean, batch)
    assert right == 0
    assert wrong > 1
