"""The losses are the published ones."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from stylogeny.style import RandomFilters
from stylogeny.style.transfer.losses import content_loss, gram, style_loss, style_target
from stylogeny.style.transfer.pictures import picture_tensor


def test_gram_and_losses_are_the_published_ones():
    maps = torch.randn(2, 5, 4, 3, generator=torch.Generator().manual_seed(0))
    expected = np.einsum("bchw,bdhw->bcd", maps.numpy(), maps.numpy()) / 12
    np.testing.assert_allclose(gram(maps).numpy(), expected, rtol=1e-5)
    one, two = maps[:1], maps[1:]
    target = [gram(one)[0]]
    assert float(style_loss([one], target)) == pytest.approx(0, abs=1e-10)
    difference = ((gram(two)[0] - gram(one)[0]) ** 2).sum() / (gram(one) ** 2).sum()
    assert float(style_loss([two], target)) == pytest.approx(float(difference), rel=1e-5)
    assert float(content_loss([one], [one])) == 0
    flat = one.mean((2, 3), keepdim=True).expand_as(one)
    assert float(content_loss([flat], [one])) == pytest.approx(1, rel=1e-5)  # nothing of the layout left: 1


def test_mixtures_are_weighted_means_of_grams(looks):
    net = RandomFilters(channels=4)
    a, b = (picture_tensor(p, 64) for p in looks)
    mixed = style_target(net, [a, b], [1.0, 3.0])
    for m, x, y in zip(mixed, style_target(net, [a], [1]), style_target(net, [b], [1]), strict=True):
        torch.testing.assert_close(m, 0.25 * x + 0.75 * y)
