from __future__ import annotations

import numpy as np
import pytest
import torch

from stylogeny.embedding.backbones.patches import respond
from stylogeny.errors import StylogenyError
from stylogeny.style import BuiltInFeatures, EyeFeatures, HuggingFaceFeatures, NetworkFeatures, stylise
from stylogeny.style.transfer.losses import gram, style_loss


def test_other_features(tiny, disc, looks):
    torch.manual_seed(0)
    layers = [torch.nn.Conv2d(3, 8, 3, padding=1), torch.nn.ReLU(), torch.nn.Conv2d(8, 8, 3, 2, 1), torch.nn.ReLU()]
    network = NetworkFeatures(torch.nn.Sequential(*layers), style=["1", "3"], content=["3"])
    for features in (network, HuggingFaceFeatures(tiny / "clip")):
        start, end = (stylise(disc, looks[0], size=48, steps=k, features=features, beta=100) for k in (1, 6))
        assert end.style < start.style
    with pytest.raises(StylogenyError, match="name modules"):
        NetworkFeatures(network.network, style=["17"], content=["1"])
    with pytest.raises(StylogenyError, match="no such model folder"):
        HuggingFaceFeatures("/nowhere")


def test_the_built_in_encoder_as_features(disc, looks):
    rng = np.random.default_rng(0)
    picture = np.repeat(np.repeat(rng.integers(0, 255, (40, 32, 3)), 4, 0), 4, 1).astype(np.uint8)  # of the finer scale
    x = torch.from_numpy(picture.astype(np.float32) / 255).permute(2, 0, 1)[None]
    fine = BuiltInFeatures().responses(x)[0].flatten(2)[0].double()
    measured = np.concatenate([fine.mean(1).sqrt(), (fine.std(1, unbiased=False) + 0.05).log()])
    np.testing.assert_allclose(measured, respond(picture)[: len(measured)], atol=2e-3)
    start, end = (stylise(disc, looks[0], size=64, steps=k, features=BuiltInFeatures(), beta=100) for k in (1, 12))
    assert end.style < 0.6 * start.style


def test_the_eye_as_features(disc, looks):
    net = EyeFeatures()
    x = torch.rand(1, 3, 49, 64, requires_grad=True)  # an odd side too
    maps = net.style(x)
    assert [m.shape[1] for m in maps] == [32, 24, 40, 80, 112, 6]
    style_loss(maps, [gram(m)[0].detach() + 1 for m in maps]).backward()
    assert x.grad is not None and float(x.grad.abs().sum()) > 0
    plain, painted = (stylise(disc, looks[0], features=net, size=48, beta=b, steps=6) for b in (0.0, 1000.0))
    assert painted.style < plain.style
