"""PixelCNN: what it may see, that its likelihood is one, and that untrained it is the Gaussian of the works."""

import itertools
import math

import pytest
import torch

from helpers.draws import draws_of
from stylogeny.generation.learned.autoregressive.logistics import LatentLevels
from stylogeny.generation.learned.autoregressive.pixelcnn import PixelCNN
from stylogeny.generation.learned.network import NetworkConfig
from stylogeny.generation.learned.spectrum import cosines, spectrum_of

CELLS = 4
POWER = torch.linspace(0.2, 3.0, 2 * CELLS * CELLS).view(2, CELLS, CELLS)
SHAPE = NetworkConfig(24, 1, 2, 2, 3, cells=CELLS, near=8)


def moved(network):
    """With weights that are far from those it starts with."""
    torch.manual_seed(1)
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    return network


def test_a_number_depends_on_none_from_itself_on():
    network = moved(PixelCNN(SHAPE, POWER)).double()
    x = torch.randn(1, 2, CELLS, CELLS, generator=torch.Generator().manual_seed(0)).double()
    style = torch.randn(1, 3).double()
    before = network.log_density(x, style)
    for place, channel in itertools.product(range(CELLS**2), range(2)):
        other = x.clone()
        other.view(1, 2, -1)[0, channel, place] += 1.0
        moves = (network.log_density(other, style) - before)[0].abs() > 1e-12
        order = torch.arange(CELLS**2 * 2).view(-1, 2).T  # in which numbers are drawn
        assert not moves[order < order[channel, place]].any()
        assert moves[order > order[channel, place]].any() or order[channel, place] == order.max()


def test_probabilities_of_all_pictures_add_up_to_one():
    levels = LatentLevels(2, 1.0)
    shape = NetworkConfig(24, 2, 2, 1, 3, cells=2, near=8)
    network = moved(PixelCNN(shape, torch.ones(1, 2, 2), levels=levels)).double()
    pictures = torch.tensor(list(itertools.product([-0.5, 0.5], repeat=4)), dtype=torch.float64).view(16, 1, 2, 2)
    nats = network.nats(pictures, torch.randn(1, 3).double().expand(16, 3)).sum(dim=1)
    assert float((-nats.detach()).exp().sum()) * levels.width**4 == pytest.approx(1, abs=1e-12)


def test_untrained_it_draws_the_gaussian_with_the_spectrum_of_the_works():
    made = PixelCNN(SHAPE, POWER).draw(torch.zeros(300, 3), draws_of(300, 2, CELLS, CELLS))
    ratio = spectrum_of(made) / POWER
    assert torch.allclose(ratio, torch.ones_like(POWER), atol=0.4)
    assert float(ratio.mean()) == pytest.approx(1, abs=0.08)


def test_untrained_it_gives_works_the_density_of_that_gaussian():
    basis = cosines(CELLS)
    x = basis.T @ (torch.randn(200, 2, CELLS, CELLS, generator=torch.Generator().manual_seed(1)) * POWER.sqrt()) @ basis
    seen = basis @ x @ basis.T
    truth = (-0.5 * seen.square() / POWER - 0.5 * (2 * math.pi * POWER).log()).flatten(1).sum(dim=1)
    found = -PixelCNN(SHAPE, POWER).nats(x, torch.zeros(200, 3)).sum(dim=1).detach()
    assert float((found - truth).mean()) / 32 == pytest.approx(0, abs=5e-4)  # ten logistic laws for each normal one
    assert torch.allclose(found, truth, atol=0.5)


def test_a_picture_does_not_depend_on_its_neighbours():
    network, draws = moved(PixelCNN(SHAPE, POWER)), draws_of(3, 2, CELLS, CELLS)
    style = torch.randn(3, 3, generator=torch.Generator().manual_seed(2))
    for guidance in (1.0, 2.0):
        together = network.draw(style, draws, guidance=guidance)
        alone = network.draw(style[:1], lambda turn: draws(turn)[:1], guidance=guidance)
        assert torch.equal(alone, together[:1])


def test_a_style_moves_what_is_drawn():
    coarse = torch.zeros(18, 3)
    coarse[0, 0] = 4.0
    network = PixelCNN(SHAPE, POWER, coarse)
    styles = torch.tensor([[1.0, 0, 0], [-1.0, 0, 0]]).repeat_interleave(40, dim=0)
    made = network.draw(styles, lambda turn: draws_of(40, 2, CELLS, CELLS)(turn).repeat(2, 1, 1, 1))[:, 0].mean(
        dim=(1, 2)
    )
    assert float((made[:40] - made[40:]).mean()) == pytest.approx(2.0, abs=0.05)  # an eighth of 4, four times, apart


def test_what_is_not_masked_is_kept():
    network = moved(PixelCNN(SHAPE, POWER))
    canvas = torch.randn(2, 2, CELLS, CELLS, generator=torch.Generator().manual_seed(3))
    masked = torch.zeros(CELLS, CELLS, dtype=torch.bool)
    masked[1:3, 1:3] = True
    made = network.draw(torch.zeros(2, 3), draws_of(2, 2, CELLS, CELLS), canvas=canvas, masked=masked)
    half = network.levels.width / 2
    assert torch.allclose(made[:, :, ~masked], canvas[:, :, ~masked], atol=half + 1e-6)
    assert (made - canvas)[:, :, masked].abs().max() > half
    other = canvas.clone()
    other[:, :, masked] = 5.0  # what is masked is not looked at
    again = network.draw(torch.zeros(2, 3), draws_of(2, 2, CELLS, CELLS), canvas=other, masked=masked)
    assert torch.equal(again, made)
