from __future__ import annotations

import numpy as np
import pytest
import torch

from stylogeny.errors import StylogenyError
from stylogeny.style import AestheticHead


def test_aesthetic_heads_of_each_format(tmp_path):
    g = torch.Generator().manual_seed(0)
    x = np.random.default_rng(0).normal(size=(3, 24)).astype(np.float32)
    u = torch.nn.functional.normalize(torch.from_numpy(x), dim=1)
    linear = torch.nn.Linear(24, 1)
    torch.save(linear.state_dict(), tmp_path / "sa_0_4_linear.pth")
    torch.save({f"linear.{k}": v for k, v in linear.state_dict().items()}, tmp_path / "sac.pth")
    stack = torch.nn.Sequential(
        torch.nn.Linear(24, 9), torch.nn.Dropout(0.2), torch.nn.Linear(9, 4), torch.nn.Linear(4, 1)
    ).eval()
    torch.save({f"layers.{k}": v for k, v in stack.state_dict().items()}, tmp_path / "mlp.pth")
    with torch.no_grad():
        expected = {"sa_0_4_linear": linear(u), "sac": linear(u * 24**0.5), "mlp": stack(u)}
    for name, value in expected.items():
        head = AestheticHead.read(tmp_path / f"{name}.pth")
        np.testing.assert_allclose(head.score(x), value.numpy()[:, 0], atol=1e-5)
        with pytest.raises(StylogenyError, match="width 24"):
            head.score(np.ones((1, 5)))
    torch.save({"a": torch.randn(2, generator=g)}, tmp_path / "no.pth")
    with pytest.raises(StylogenyError, match="not an aesthetic head"):
        AestheticHead.read(tmp_path / "no.pth")
