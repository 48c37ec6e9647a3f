"""A training that was stopped goes on and ends with the same weights."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from stylogeny.errors import StylogenyError
from stylogeny.style.hands.descent import descend


def _line() -> nn.Linear:
    net = nn.Linear(2, 1)
    nn.init.ones_(net.weight)
    nn.init.zeros_(net.bias)
    return net


def test_a_stopped_training_ends_with_the_same_weights(tmp_path):
    def run(net: nn.Linear, stop: int | None = None) -> None:
        steps = iter(range(1000))

        def loss(luck: torch.Generator) -> torch.Tensor:
            if next(steps) == stop:
                raise KeyboardInterrupt
            x = torch.randn(8, 2, generator=luck)
            return ((net(x) - x.sum(1, keepdim=True) * 3) ** 2).mean()

        descend(net, loss, steps=250, rate=0.05, seed=0, what="line", kept=tmp_path / "part.safetensors", mark="a")

    whole, broken = _line(), _line()
    run(whole)
    with pytest.raises(KeyboardInterrupt):
        run(broken, stop=130)
    assert (tmp_path / "part.safetensors").exists()
    resumed = _line()
    run(resumed)
    assert torch.equal(whole.weight, resumed.weight) and not (tmp_path / "part.safetensors").exists()
    assert torch.allclose(whole.weight, torch.full((1, 2), 3.0), atol=0.1)


def test_a_loss_that_is_no_number_is_an_error():
    net = _line()
    with pytest.raises(StylogenyError, match="diverged"):
        descend(net, lambda luck: net.weight.sum() * torch.nan, steps=2, rate=0.1, seed=0, what="line")
