"""Pairing by optimal transport: the least sum of squares, and straighter paths."""

from itertools import permutations

import torch

from stylogeny.generation.learned.batch import Batch
from stylogeny.generation.learned.families import flow, transport


def test_the_pairing_is_the_cheapest_of_all():
    clean, noise = torch.randn(2, 5, 3, generator=torch.Generator().manual_seed(0))

    def cost(order):
        return float((clean - noise[list(order)]).square().sum())

    found = transport.pairing(clean, noise).tolist()
    assert cost(found) <= min(cost(order) for order in permutations(range(5))) + 1e-5


def test_the_loss_is_that_of_the_flow_between_pairs():
    generator = torch.Generator().manual_seed(1)
    clean, noise = torch.randn(2, 8, 3, generator=generator)
    batch = Batch(
        clean=clean,
        style=torch.zeros(8, 1),
        dropped=torch.zeros(8, dtype=torch.bool),
        noise=noise,
        time=torch.rand(8, generator=generator),
        chance=torch.rand(8, generator=generator),
    )
    paired = noise[transport.pairing(clean, noise)]
    assert transport.loss(lambda x, t, s, d: clean - paired, batch) == 0

    def at_rest(x, t, s, d):
        return torch.zeros_like(x)

    assert transport.loss(at_rest, batch) < flow.loss(at_rest, batch)  # shorter ways
