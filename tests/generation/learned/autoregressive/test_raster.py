"""The network reads a picture in order: nothing looks ahead, and drawing sees what reading sees."""

import torch

from stylogeny.generation.learned.autoregressive.raster import RasterTransformer
from stylogeny.generation.learned.network import NetworkConfig


def network():
    torch.manual_seed(0)
    made = RasterTransformer(NetworkConfig(24, 2, 2, 2, 3, cells=3, near=8), 2)
    for parameter in made.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    return made


def test_a_place_depends_on_all_before_it_and_on_none_from_it_on():
    made, canvas = network(), torch.randn(1, 2, 3, 3, requires_grad=True)
    condition = made.condition(torch.randn(1, 3))
    summary = made(canvas, condition)
    for place in range(9):
        (slope,) = torch.autograd.grad(summary[0, place].sum(), canvas, retain_graph=True)
        seen = slope.abs().sum(dim=(0, 1)).flatten() > 0
        assert not seen[place:].any()
        assert seen[:place].all()


def test_drawing_place_after_place_sees_what_reading_the_whole_does():
    made, canvas = network(), torch.randn(2, 2, 3, 4)
    condition = made.condition(torch.randn(2, 3))
    memories = made.memories(12)
    steps = [made.step(canvas, divmod(place, 4), condition, memories) for place in range(12)]
    assert torch.allclose(torch.stack(steps, dim=1), made(canvas, condition), atol=1e-5)


def test_a_dropped_style_is_not_seen():
    made, style = network(), torch.randn(2, 3)
    told = made.condition(style, torch.tensor([True, False]))
    assert torch.equal(told[0], made.null_condition) and torch.allclose(told[1], made.condition(style)[1])
