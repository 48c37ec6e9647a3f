import torch

from stylogeny.style.steering.outputs import slerp


def test_the_arc_keeps_lengths_and_meets_its_ends():
    a, b = torch.randn(2, 5, 7, generator=torch.Generator().manual_seed(0))
    middle = slerp(a, b, 0.5)
    assert torch.allclose(middle.norm(dim=-1), (a.norm(dim=-1) + b.norm(dim=-1)) / 2, rtol=1e-5)
    assert torch.allclose(slerp(a, b, 0.0), a, atol=1e-5) and torch.allclose(slerp(a, b, 1.0), b, atol=1e-5)
    assert torch.allclose(slerp(a, a, 0.3), a, atol=1e-5)  # no arc: the chord
