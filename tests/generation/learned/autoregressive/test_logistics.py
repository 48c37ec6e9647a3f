"""Mixtures on levels: probabilities add up, draws follow them, and ten logistic laws can be a normal one."""

import math

import pytest
import torch

from stylogeny.generation.learned.autoregressive.logistics import LatentLevels, Logistics


def mixtures(n=5):
    generator = torch.Generator().manual_seed(0)
    raw = torch.randn(n, 30, generator=generator).double()
    return Logistics.of(raw, torch.randn(n, generator=generator).double(), torch.linspace(0.05, 3, n).double())


@pytest.mark.parametrize("levels", [LatentLevels(), LatentLevels(2, 1.0)])
def test_probabilities_of_all_levels_add_up_to_one(levels):
    made = mixtures()
    every = torch.arange(levels.count)[:, None].expand(-1, 5)
    assert torch.allclose(made.log_mass(every, levels).exp().sum(dim=0), torch.ones(5).double(), atol=1e-12)


def test_no_scale_is_narrower_than_the_floor():
    made = Logistics.of(torch.full((1, 30), -50.0), torch.zeros(1), torch.ones(1))
    assert float(made.log_scales.min()) == -7
    assert torch.isfinite(made.log_mass(torch.arange(256)[:, None], LatentLevels())).all()


def test_draws_follow_the_probabilities():
    levels, made = LatentLevels(8, 4.0), mixtures(1)
    part = (torch.arange(4000).double() + 0.5) / 4000
    many = Logistics(*(values.expand(4000, -1) for values in (made.logits, made.means, made.log_scales)))
    counts = torch.bincount(many.draw(part, levels), minlength=8) / 4000
    truth = made.log_mass(torch.arange(8)[:, None], levels)[:, 0].exp()
    assert torch.allclose(counts.double(), truth, atol=5e-4)


def test_where_nothing_is_said_it_is_the_normal_law():
    levels = LatentLevels(1024, 4.0)
    made = Logistics.of(torch.zeros(1024, 30).double(), torch.zeros(1024).double(), torch.ones(1024).double())
    index = torch.arange(1024)
    value = levels.value(index).double()
    normal = -0.5 * value.square() - 0.5 * math.log(2 * math.pi)
    gap = normal - (made.log_mass(index, levels) - math.log(levels.width))
    assert 0 < float((normal.exp() * gap).sum() * levels.width) < 1e-4  # nats


def test_levels_are_read_and_written():
    levels = LatentLevels(16, 2.0)
    index = torch.arange(16)
    assert torch.equal(levels.index(levels.value(index)), index)
    assert levels.index(torch.tensor([-99.0, 99.0])).tolist() == [0, 15]


def test_guidance_goes_on_from_one_mixture_through_another():
    made = mixtures()
    there, here = made.rows(0, 2), made.rows(2, 4)
    assert torch.allclose(here.guided(there, 1.0).means, there.means)
    assert torch.allclose(here.guided(there, 2.0).means, 2 * there.means - here.means)
