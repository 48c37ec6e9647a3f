"""Annealed Langevin dynamics against Gaussians, whose scores are known."""

import pytest
import torch

from helpers.draws import draws_of
from helpers.gaussian_flow import MEAN, STD, gaussian_field
from stylogeny.generation.learned.families import score


def test_langevin_settles_where_its_step_says():
    variance, step, draws = 0.25, 0.05, draws_of(200_000)
    x = 0.5 * draws(0)
    for turn in range(1, 60):
        x = score.langevin(x, -x / variance, draws(turn), step)
    assert float(x.var()) == pytest.approx(variance / (1 - step / (2 * variance)), rel=0.02)


def test_the_step_is_the_published_one_for_the_published_levels():
    ratio = (50 / 0.01) ** (1 / 231)
    assert score.step_size(ratio) * 0.01**2 == pytest.approx(6.2e-6, rel=0.01)


def test_samples_of_the_exact_field_are_as_much_too_wide_as_a_recursion_says():
    levels, spread = 100, score.HIGHEST**2
    ratio = (score.HIGHEST / score.LOWEST) ** (1 / (levels - 1))
    for k in range(levels):
        sigma = score.HIGHEST / ratio**k
        step = score.step_size(ratio) * sigma**2
        for _ in range(score.EACH):
            spread = (1 - step / (STD**2 + sigma**2)) ** 2 * spread + 2 * step
    assert 1.05 < spread**0.5 / STD < 1.1
    x = score.sample(gaussian_field, draws_of(5000, 2), steps=levels * score.EACH)
    assert x.mean() == pytest.approx(MEAN, abs=0.02)
    assert x.std() == pytest.approx(spread**0.5, rel=0.03)


def test_the_last_level_is_denoised():
    x = score.sample(lambda x, t: -x / (1 - t[:, None]), draws_of(50, 2), steps=100)  # all latents are at 0
    assert float(x.abs().max()) < 1e-4


def test_levels_are_geometric():
    levels = score.noise_level(torch.linspace(0, 1, 5))
    assert levels[0] == pytest.approx(score.HIGHEST) and levels[-1] == pytest.approx(score.LOWEST)
    assert torch.allclose(levels[1:] / levels[:-1], levels[1] / levels[0])


def test_a_picture_does_not_depend_on_its_neighbours():
    draws = draws_of(3, 2)
    alone = score.sample(gaussian_field, lambda turn: draws(turn)[:1], steps=50)
    assert torch.allclose(score.sample(gaussian_field, draws, steps=50)[:1], alone)
