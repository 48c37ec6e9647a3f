"""Pictures as tensors."""

from __future__ import annotations

import numpy as np
import pytest

import stylogeny as sg
from stylogeny.style import stylise
from stylogeny.style.transfer.pictures import NARROWEST, picture_tensor


@pytest.mark.parametrize("shape", [(8, 6000), (6000, 8), (100, 6000), (15, 48)])
def test_a_strip_is_refused_in_one_line(shape: tuple[int, int]) -> None:
    with pytest.raises(sg.StylogenyError, match="a strip") as caught:
        picture_tensor(np.zeros((*shape, 3), np.uint8), 48)
    assert "\n" not in str(caught.value)


def test_the_narrowest_picture_is_painted() -> None:
    strip = np.random.default_rng(0).integers(0, 255, (NARROWEST, 48, 3), dtype=np.uint8)
    assert stylise(strip, strip, size=48, steps=2).picture.shape == strip.shape
