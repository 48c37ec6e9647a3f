"""VQGAN: words add up to one, a law over them is learned down to its entropy, pictures are reconstructed."""

import itertools
import math

import pytest
import torch

from helpers.draws import draws_of
from stylogeny.generation.autoencoder import load
from stylogeny.generation.learned.autoregressive.codebook import Codebook
from stylogeny.generation.learned.autoregressive.vqgan import VQGAN
from stylogeny.generation.learned.batch import Batch
from stylogeny.generation.learned.network import NetworkConfig
from stylogeny.generation.learned.process_group import ProcessGroup

SHAPE = NetworkConfig(24, 1, 2, 10, 3, cells=4, near=8)


class Coins(VQGAN):
    """Of one channel, whose words are a few numbers far apart."""

    def __init__(self, count, cells):
        super().__init__(NetworkConfig(24, 2, 2, 1, 3, cells=cells, near=8))
        self.vocabulary = Codebook(count, 1)
        self.vocabulary.words = 4.0 * torch.arange(count)[:, None] - 2
        self.head, self.near = torch.nn.Linear(24, count), torch.nn.Linear(24, 2)


def pictures_of(words, rows, columns):
    """Latents that are written in these words, one picture for each row."""
    return 4.0 * torch.tensor(words).view(-1, 1, rows, columns) - 2


def test_probabilities_of_two_words_of_three_add_up_to_one():
    torch.manual_seed(0)
    network = Coins(3, 2)
    for part in (network.raster, network.head, network.near):
        for parameter in part.parameters():
            torch.nn.init.normal_(parameter, std=0.3)
    x = pictures_of(list(itertools.product(range(3), repeat=2)), 1, 2)
    assert float((-network.nats(x, torch.zeros(9, 3)).double().sum(dim=1)).exp().sum()) == pytest.approx(1, abs=1e-5)


def test_the_law_over_words_reaches_the_entropy_of_a_markov_chain():
    torch.manual_seed(0)
    network, stays = Coins(2, 8), 0.9
    generator = torch.Generator().manual_seed(0)
    turns = torch.rand(1400, 16, generator=generator) > stays
    turns[:, 0] = torch.rand(1400, generator=generator) > 0.5
    x = pictures_of((turns.cumsum(dim=1) % 2).tolist(), 1, 16)
    law = [*network.raster.parameters(), *network.head.parameters(), *network.near.parameters()]
    optimiser = torch.optim.Adam(law, lr=5e-3)
    for step in range(150):
        seen = x[step * 40 % 1000 :][:40]
        optimiser.zero_grad()
        network.nats(seen, torch.zeros(40, 3)).mean().backward()
        optimiser.step()
    truth = (1 + 15 * -(stays * math.log2(stays) + (1 - stays) * math.log2(1 - stays))) / 16
    with torch.no_grad():
        assert float(network.bits(x[1000:], torch.zeros(400, 3)).mean()) == pytest.approx(truth, abs=0.03)


@pytest.mark.parametrize("grid", [False, True])
def test_a_picture_does_not_depend_on_its_neighbours_and_is_written_in_words(grid):
    torch.manual_seed(0)
    network = VQGAN(SHAPE, grid=grid)
    draws = draws_of(3, 10, 4, 4)
    for parameter in network.parameters():
        parameter.data.add_(0.1 * torch.randn_like(parameter))
    style = torch.randn(3, 3)
    together = network.draw(style, draws, guidance=2.0)
    assert together.shape == (3, 10, 4, 4) and len({tuple(p.flatten().tolist()) for p in together}) == 3
    assert torch.equal(network.draw(style[:1], lambda turn: draws(turn)[:1], guidance=2.0), together[:1])


def test_untrained_latents_are_those_of_the_nearest_words():
    torch.manual_seed(0)
    network, x = VQGAN(SHAPE), torch.randn(2, 10, 4, 4)
    nearest = torch.cdist(x.permute(0, 2, 3, 1).reshape(-1, 10), network.vocabulary.words).argmin(dim=1)
    expected = network.vocabulary.words[nearest].view(2, 4, 4, 10).permute(0, 3, 1, 2)
    assert torch.allclose(network.reconstruct(x), expected, atol=1e-5)


def test_its_pixels_are_those_of_the_autoencoder():
    codec = load("linear")
    network = VQGAN(NetworkConfig(24, 1, 2, codec.channels, 3, cells=4, near=8))
    latents = 0.2 * torch.randn(1, codec.channels, 4, 4, generator=torch.Generator().manual_seed(0))
    shown = network.pixels(latents).mul(255).round().clamp(0, 255)[0].permute(1, 2, 0).numpy()
    assert abs(shown - codec.decode(latents)[0].astype(float)).max() <= 2  # it decodes in half precision


def batch(n=8):
    generator = torch.Generator().manual_seed(0)
    return Batch(
        clean=torch.randn(n, 10, 4, 4, generator=generator),
        style=torch.zeros(n, 3),
        dropped=torch.zeros(n, dtype=torch.bool),
        noise=torch.randn(n, 10, 4, 4, generator=generator),
        time=torch.rand(n, generator=generator),
        chance=torch.rand(n, generator=generator),
    )


def test_an_adversary_is_heard_only_after_a_while_and_learns_itself():
    torch.manual_seed(0)
    network, shown = VQGAN(SHAPE, adversarial=True), batch()
    network.loss(shown).backward()
    layers = list(network.adversary.parameters())
    assert all(p.grad is None for p in layers)
    network.steps += 10_000
    network.loss(shown).backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in layers if p.ndim > 1)


def test_the_codebook_follows_each_step():
    torch.manual_seed(0)
    network, shown = VQGAN(SHAPE), batch()
    before = network.vocabulary.words.clone()
    network.finish_step(ProcessGroup(), seed=0, step=0)
    assert torch.equal(network.vocabulary.words, before)  # nothing was seen
    network.loss(shown)
    network.finish_step(ProcessGroup(), seed=0, step=1)
    assert not torch.equal(network.vocabulary.words, before) and int(network.steps) == 2
