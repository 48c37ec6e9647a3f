"""Guidance, where the law that it should lead to is known."""

from __future__ import annotations

import math

import pytest
import torch
from torch.nn import functional

from helpers.draws import draws_of
from helpers.gaussian_flow import MEAN, STD, gaussian_field
from stylogeny.generation.learned.families import flow
from stylogeny.generation.learned.families.family import Field
from stylogeny.generation.learned.families.straight import across
from stylogeny.generation.learned.guidance.guided import guided

APART, WIDE = 2.0, 0.5  # two Gaussians at -2 and 2


def power(variance: float):
    return lambda height, width: torch.full((1, height, width), variance)


def drawn(field: Field, n: int = 4000) -> torch.Tensor:
    return flow.sample(field, draws_of(n, 1, 1, 1), 60).flatten()


def two_gaussians(x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
    """E[clean - noise | x_t] for clean from either of two Gaussians."""
    at = across(t, x)
    variance = at.square() * WIDE**2 + (1 - at).square()
    side = torch.tanh(x * at * APART / variance)  # P(right) - P(left)
    clean_minus = (at * WIDE**2 - (1 - at)) / variance
    return sum((1 + s * side) / 2 * (s * APART + clean_minus * (x - at * s * APART)) for s in (-1, 1))


@pytest.mark.parametrize("weight", [0.0, 1.0, 3.0])
def test_a_gaussian_under_a_linear_value_moves_by_its_variance_and_keeps_it(weight: float) -> None:
    def value(clean: torch.Tensor) -> torch.Tensor:
        return 2.0 * clean.flatten(1).sum(dim=1)

    ends = drawn(guided(gaussian_field, value, power(STD**2), weight=weight))
    assert float(ends.mean()) == pytest.approx(MEAN + 2 * weight * STD**2, abs=0.03)
    assert float(ends.std()) == pytest.approx(STD, abs=0.02)


def test_between_two_styles_ambiguity_leaves_the_middle() -> None:
    def value(clean: torch.Tensor) -> torch.Tensor:
        logits = 2 * APART / WIDE**2 * clean.flatten(1)  # of the right style, as it is
        return (functional.logsigmoid(logits) + functional.logsigmoid(-logits)).sum(dim=1) / 2 + math.log(2)

    free, led = (drawn(guided(two_gaussians, value, power(APART**2 + WIDE**2), weight=w), n=1000) for w in (0.0, 10.0))
    assert (free.abs() < 0.5).float().mean() < 0.05 and (free > 0).float().mean() == pytest.approx(0.5, abs=0.06)
    assert (led.abs() < 0.5).float().mean() > 0.9


def test_a_picture_is_led_by_its_own_value_alone() -> None:
    def value(clean: torch.Tensor) -> torch.Tensor:
        return -clean.flatten(1).square().sum(dim=1)

    field = guided(gaussian_field, value, power(1.0), weight=0.5)
    x, t = torch.randn(3, 1, 2, 2, generator=torch.Generator().manual_seed(0)), torch.tensor([0.2, 0.5, 0.9])
    with torch.inference_mode():
        together = field(x, t)
        assert torch.allclose(together, torch.cat([field(x[[k]], t[[k]]) for k in range(3)]), atol=1e-6)
    assert torch.equal(guided(gaussian_field, value, power(1.0), weight=0.0)(x, t), gaussian_field(x, t))
