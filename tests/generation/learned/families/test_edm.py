"""The sampler of Karras et al. against a Gaussian: its error at 18, 36 and 72 steps follows from its grid alone."""

import pytest
import torch

from helpers.draws import draws_of
from stylogeny.generation.learned.families import edm


def standard_field(x, t):
    """Of latents that are standard normal."""
    at = t[:, None]
    return (at - (1 - at)) / (at**2 + (1 - at) ** 2) * x


@pytest.mark.parametrize(("steps", "excess"), [(18, 0.0552), (36, 0.0122), (72, 0.00285)])
def test_the_spread_of_its_samples_is_too_wide_by_what_its_grid_costs(steps, excess):
    noise = draws_of(2000, 2)
    made = edm.sample(standard_field, noise, steps)
    assert float((made / (noise(0))).mean()) - 1 == pytest.approx(excess, abs=2e-4)


def test_levels_fall_from_the_highest_to_nothing():
    levels = edm.noise_levels(10)
    assert levels[0] == pytest.approx(edm.HIGHEST) and levels[-2] == pytest.approx(edm.LOWEST) and levels[-1] == 0
    assert (levels.diff() < 0).all()


def test_noise_levels_are_log_normal():
    sigma = edm.noise_level(torch.linspace(0.0005, 0.9995, 1000)).log()
    assert float(sigma.mean()) == pytest.approx(-1.2 + torch.log(torch.tensor(2.0)).item(), abs=1e-3)
    assert float(sigma.std()) == pytest.approx(1.2, abs=0.01)


def test_a_start_is_kept_to():
    near = edm.sample(standard_field, draws_of(2000, 2), 20, start=torch.full((2000, 2), 2.0))
    assert float(near.mean()) == pytest.approx(2.0 / 2**0.5, abs=0.05)
