from __future__ import annotations

import numpy as np
import pytest
import torch

from stylogeny.embedding.backbones.patches import respond
from stylogeny.errors import StylogenyError
from stylogeny.style import BuiltInFeatures, HuggingFaceFeatures, NetworkFeatures, stylise


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
