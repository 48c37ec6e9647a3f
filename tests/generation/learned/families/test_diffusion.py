"""The diffusion family against a Gaussian whose velocity field is known."""

import pytest
import torch

from stylogeny.generation.learned import families
from stylogeny.generation.learned.families import diffusion

from .test_flow import MEAN, SPREAD, gaussian_field


def test_samples_of_the_exact_field_have_its_moments():
    noise = torch.randn(20_000, 2, generator=torch.Generator().manual_seed(0))
    x = diffusion.sample(gaussian_field, noise, steps=100)
    assert x.mean() == pytest.approx(MEAN, abs=0.02)
    assert x.std() == pytest.approx(SPREAD, abs=0.02)


def test_a_start_is_kept_to():
    noise = torch.randn(2000, 2, generator=torch.Generator().manual_seed(0))
    near = diffusion.sample(gaussian_field, noise, steps=50, start=torch.full_like(noise, 2.2))
    assert near.mean() > MEAN + 0.2


def test_a_field_that_knows_both_parts_splits_them():
    clean, noise = torch.randn(2, 6, 3, generator=torch.Generator().manual_seed(2)).double()
    u = torch.linspace(0.05, 0.95, 6).double()
    a, s = diffusion.schedule(u)
    x = a[:, None] * clean + s[:, None] * noise
    found = diffusion.split(lambda x, t: clean - noise, x, u)
    assert torch.allclose(found[0], clean) and torch.allclose(found[1], noise)


def test_the_loss_is_zero_only_at_the_velocity():
    clean, noise = torch.randn(2, 8, 3, generator=torch.Generator().manual_seed(2))
    time, style, dropped = torch.rand(8), torch.zeros(8, 1), torch.zeros(8, dtype=torch.bool)
    right = diffusion.loss(lambda x, t, s, d: clean - noise, clean, style, dropped, noise, time)
    wrong = diffusion.loss(lambda x, t, s, d: noise - clean, clean, style, dropped, noise, time)
    assert right == pytest.approx(0, abs=1e-10)
    assert wrong > 0.1


def test_every_family_is_a_loss_and_a_sampler():
    for name in families.NAMES:
        module = families.named(name)
        assert callable(module.loss) and callable(module.sample)
