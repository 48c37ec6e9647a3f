"""Every schedule reads the one network: what it says is the clean latents and the noise of any mixture of them."""

import math

import torch

from stylogeny.generation.learned.families.diffusion import schedule
from stylogeny.generation.learned.families.straight import log_normal, parts


def test_a_field_that_knows_both_parts_splits_them():
    clean, noise = torch.randn(2, 6, 3, generator=torch.Generator().manual_seed(2)).double()
    a, s = schedule(torch.linspace(0.05, 0.95, 6).double())
    x = a[:, None] * clean + s[:, None] * noise
    found = parts(lambda x, t: clean - noise, x, a, s)
    assert torch.allclose(found[0], clean) and torch.allclose(found[1], noise)


def test_one_level_for_all_is_asked_in_single_precision():
    seen = []

    def field(x, t):
        seen.append((x.dtype, t.dtype, t.tolist()))
        return torch.zeros_like(x)

    parts(field, torch.ones(2, 3, dtype=torch.float64), torch.tensor(1.0), torch.tensor(3.0))
    assert seen == [(torch.float32, torch.float32, [0.25, 0.25])]


def test_the_normal_density():
    found = log_normal(torch.tensor([[0.0, 0.0], [1.0, 2.0]]))
    assert torch.allclose(found, torch.tensor([0.0, -2.5]) - math.log(2 * math.pi))
