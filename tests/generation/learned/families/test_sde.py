"""Stochastic differential equations against Gaussians: the error of the predictor is known to the last digit."""

from dataclasses import replace

import pytest
import torch

from helpers.draws import draws_of
from helpers.gaussian_flow import MEAN, STD, gaussian_field
from stylogeny.generation.learned.families import flow
from stylogeny.generation.learned.families.sde import SUB_VP, VE, VP


def half_field(x, t):
    """Of latents normal with standard deviation 1/2."""
    at = t[:, None]
    return (at / 4 - (1 - at)) / (at**2 / 4 + (1 - at) ** 2) * x


@pytest.mark.parametrize(("steps", "variance"), [(100, 0.2542), (500, 0.2508)])
def test_the_predictor_alone_is_wide_by_what_its_steps_cost(steps, variance):
    """Without its last denoising, Euler-Maruyama on N(0, 1/4) has a variance that a recursion gives."""
    made = replace(VP, corrections=0).sample(half_field, draws_of(40_000, 2), steps)
    last = torch.tensor(1e-3)
    a, s = VP.clean(last), VP.noise(last)
    denoised = a / 4 / (a**2 / 4 + s**2)  # what the sampler does to the variable that the recursion is about
    assert float(made.var() / denoised**2) == pytest.approx(variance, rel=0.012)


@pytest.mark.parametrize("sde", [VP, SUB_VP, VE])
@pytest.mark.parametrize("ode", [False, True])
def test_samples_of_the_exact_field_have_its_moments(sde, ode):
    x = replace(sde, ode=ode).sample(gaussian_field, draws_of(200, 64), 200)
    assert x.mean() == pytest.approx(MEAN, abs=0.03)
    assert x.std() == pytest.approx(STD, rel=0.06)


@pytest.mark.parametrize("sde", [VP, SUB_VP, VE])
def test_the_equation_leads_to_its_own_schedule(sde):
    """d(a)/du = drift a, and d(s^2)/du = 2 drift s^2 + diffusion."""
    u = torch.linspace(0.1, 0.9, 9, dtype=torch.float64, requires_grad=True)
    a, variance = sde.clean(u), sde.noise(u).square()
    (slope,) = torch.autograd.grad(variance.sum(), u, retain_graph=True)
    assert torch.allclose(slope, 2 * sde.drift(u) * variance + sde.diffusion(u), rtol=1e-6)
    if a.requires_grad:
        (fading,) = torch.autograd.grad(a.sum(), u)
        assert torch.allclose(fading, sde.drift(u) * a, rtol=1e-6)


def test_a_picture_does_not_depend_on_its_neighbours():
    draws = draws_of(3, 2)
    alone = VP.sample(gaussian_field, lambda turn: draws(turn)[:1], 20)
    assert torch.allclose(VP.sample(gaussian_field, draws, 20)[:1], alone, atol=1e-5)


def test_without_luck_it_is_the_flow():
    draws = draws_of(20, 2)
    assert torch.equal(replace(VE, ode=True).sample(gaussian_field, draws, 20), flow.sample(gaussian_field, draws, 20))


@pytest.mark.parametrize("sde", [VP, SUB_VP, VE])
def test_a_start_is_kept_to(sde):
    near = sde.sample(gaussian_field, draws_of(50, 64), 100, start=torch.full((50, 64), 2.2))
    assert MEAN + 0.03 < float(near.mean()) < 2.2
