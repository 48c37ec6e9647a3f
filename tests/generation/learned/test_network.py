"""The network before it has learned anything is a Gaussian with the works' spectrum: its density and samples are
known."""

import math

import pytest
import torch

from helpers.draws import draws_of
from stylogeny.generation.learned.data import SIDE
from stylogeny.generation.learned.families import flow
from stylogeny.generation.learned.families.probability_flow import log_likelihood
from stylogeny.generation.learned.network import Denoiser, NetworkConfig
from stylogeny.generation.learned.spectrum import coarse_mean_of, cosines, spectrum_of

CELLS = 4
POWER = torch.linspace(0.2, 3.0, 2 * CELLS * CELLS).view(2, CELLS, CELLS)


@pytest.fixture(scope="module")
def untrained():
    torch.manual_seed(0)
    return Denoiser(NetworkConfig(24, 1, 2, 2, 3, cells=CELLS, near=8), POWER)


def field(network):
    return lambda x, t: network(x, t, torch.zeros(len(x), 3))


def density(x):
    seen = cosines(CELLS) @ x @ cosines(CELLS).T
    return (-0.5 * seen.square() / POWER - 0.5 * (2 * math.pi * POWER).log()).flatten(1).sum(dim=1)


def test_its_likelihood_is_that_of_the_gaussian(untrained):
    x = torch.randn(3, 2, CELLS, CELLS, generator=torch.Generator().manual_seed(1))
    found = log_likelihood(field(untrained), x, tolerance=1e-6)
    assert torch.allclose(found, density(x), atol=1e-3)


def test_hutchinsons_trace_is_right_on_average(untrained):
    generator = torch.Generator().manual_seed(1)
    x = torch.randn(1, 2, CELLS, CELLS, generator=generator)
    many = x.expand(300, -1, -1, -1)
    signs = torch.randint(0, 2, many.shape, generator=generator).float() * 2 - 1
    found = log_likelihood(field(untrained), many, probe=signs, tolerance=1e-4)
    error = float(found.std()) / 300**0.5
    assert error > 0
    assert float(found.mean()) == pytest.approx(float(density(x)), abs=4 * error + 1e-3)


def test_its_samples_have_the_spectrum(untrained):
    with torch.inference_mode():
        made = flow.sample(field(untrained), draws_of(2000, 2, CELLS, CELLS), steps=25)
    assert torch.allclose(spectrum_of(made) / POWER, torch.ones_like(POWER), atol=0.2)


def test_a_larger_picture_has_the_spectrum_stretched(untrained):
    with torch.inference_mode():
        found = spectrum_of(flow.sample(field(untrained), draws_of(600, 2, 2 * CELLS, 2 * CELLS), steps=20))
    assert torch.allclose(found[:, ::2, ::2] / POWER, torch.ones_like(POWER), atol=0.3)


def test_a_coarse_mean_moves_the_mean_with_the_style():
    generator = torch.Generator().manual_seed(4)
    styles = torch.randn(500, 3, generator=generator)
    true = torch.zeros(2, CELLS, CELLS, 3)
    true[0, 0, 0], true[1, 0, 1] = torch.tensor([2.0, 0.0, -1.0]), torch.tensor([0.0, 1.5, 0.0])
    noise = torch.randn(500, 2, CELLS, CELLS, generator=generator)
    basis = cosines(CELLS)
    pictures = basis.T @ (torch.einsum("cuvd,nd->ncuv", true, styles) + noise) @ basis
    coarse_mean = coarse_mean_of(pictures, styles, ridge=1e-3)
    assert torch.allclose(coarse_mean.view(2, 3, 3, 3), true[:, :3, :3], atol=0.2)
    network = Denoiser(NetworkConfig(24, 1, 2, 2, 3, cells=CELLS, near=8), torch.ones(2, CELLS, CELLS), coarse_mean)
    style, dropped = torch.tensor([[1.0, 1.0, 0.0]]).expand(800, -1), torch.ones(800, dtype=torch.bool)
    draws = draws_of(800, 2, CELLS, CELLS)
    with torch.inference_mode():
        made = flow.sample(lambda x, t: network(x, t, style[: len(x)], ~dropped[: len(x)]), draws, steps=15)
        without = flow.sample(lambda x, t: network(x, t, style[: len(x)], dropped[: len(x)]), draws, steps=15)
    seen = (basis @ made @ basis.T).mean(dim=0)
    assert seen[0, 0, 0] == pytest.approx(2, abs=0.3)
    assert seen[1, 0, 1] == pytest.approx(1.5, abs=0.3)
    assert (basis @ without @ basis.T).mean(dim=0).abs().max() < 0.2


def test_what_was_drawn_with_can_still_be_trained():
    network = Denoiser(NetworkConfig.named("tiny", channels=4, condition=3))
    how = torch.full((1,), 0.5), torch.zeros(1, 3)
    with torch.inference_mode():
        network(torch.randn(1, 4, 10, 6), *how)  # a size of its own: its cosines are new
    network(torch.randn(1, 4, 10, 6), *how).square().sum().backward()
    assert network.back.weight.grad is not None


def test_condition_is_used_and_can_be_dropped():
    torch.manual_seed(0)
    network = Denoiser(NetworkConfig.named("tiny", channels=4, condition=3))
    for p in network.parameters():
        torch.nn.init.normal_(p, std=0.1)
    x, t = torch.randn(2, 4, 8, 8), torch.full((2,), 0.5)
    a, b = torch.zeros(2, 3), torch.ones(2, 3)
    yes, no = torch.zeros(2, dtype=torch.bool), torch.ones(2, dtype=torch.bool)
    assert not torch.allclose(network(x, t, a, yes), network(x, t, b, yes))
    assert torch.allclose(network(x, t, a, no), network(x, t, b, no))


def test_the_small_network_has_about_four_million_parameters_and_64_tokens():
    network = Denoiser(NetworkConfig.named("small", channels=32, condition=64))
    assert 3.5e6 < sum(p.numel() for p in network.parameters()) < 5e6
    assert (SIDE // 8 // network.shape.patch) ** 2 == 64
