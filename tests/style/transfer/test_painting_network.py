from __future__ import annotations

import numpy as np
import torch

from stylogeny.style.transfer.painting_network import colours, whitened


def test_colours_are_taken_out_and_given_back():
    rng = torch.Generator().manual_seed(0)
    x = torch.rand(2, 3, 24, 20, generator=rng) * torch.tensor([1.0, 0.5, 0.2])[:, None, None]
    plain = whitened(x).flatten(2)
    np.testing.assert_allclose(plain.mean(2), 0, atol=1e-5)
    np.testing.assert_allclose(plain @ plain.transpose(1, 2) / 480, torch.eye(3).expand(2, 3, 3), atol=0.3)  # the ridge
    root, mean = colours(x)[:, :9].view(2, 3, 3), colours(x)[:, 9:]
    torch.testing.assert_close((root @ plain + mean[..., None]).view_as(x), x, atol=1e-4, rtol=1e-3)
    grey = torch.full((1, 3, 8, 8), 0.4)
    assert torch.isfinite(whitened(grey)).all() and torch.isfinite(colours(grey)).all()
