"""What the network may see."""

from __future__ import annotations

import pytest
import torch

from stylogeny.text.learned.network import TextNetwork, TextShape


def trained(causal: bool) -> TextNetwork:
    torch.manual_seed(0)
    network = TextNetwork(TextShape(pieces=9, conditions=2, longest=6, width=16, causal=causal)).eval()
    torch.nn.init.normal_(network.out.weight)
    return network


def test_untrained_it_is_uniform() -> None:
    network = TextNetwork(TextShape(pieces=9, conditions=2, longest=6, width=16))
    logits = network(torch.randint(9, (2, 6)), torch.rand(2, 2), torch.tensor([6, 3]))
    assert torch.equal(logits, torch.zeros(2, 6, 9))


@pytest.mark.parametrize("causal", [True, False])
def test_a_causal_network_sees_only_what_stands_before(causal: bool) -> None:
    network, context, lengths = trained(causal), torch.zeros(1, 2), torch.tensor([6])
    rows = torch.tensor([[1, 2, 3, 4, 5, 6]])
    changed = rows.clone()
    changed[0, 3] = 8
    same = (network(rows, context, lengths) == network(changed, context, lengths)).all(dim=-1)[0]
    assert same.tolist() == [causal] * 3 + [False] * 3


def test_what_follows_the_end_does_not_matter() -> None:
    network, context = trained(False), torch.tensor([[1.0, 0.0]])
    short = network(torch.tensor([[1, 2, 3]]), context, torch.tensor([3]))
    padded = network(torch.tensor([[1, 2, 3, 7, 7]]), context, torch.tensor([3]))
    assert torch.allclose(short[0], padded[0, :3], atol=1e-6)
    other = network(torch.tensor([[1, 2, 3]]), 1 - context, torch.tensor([3]))
    assert not torch.allclose(short, other)
