from __future__ import annotations

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.style import Painter
from stylogeny.style.transfer.style_code import texture_code
from stylogeny.style.transfer.training import fit


@pytest.fixture(scope="module")
def painter(disc, looks):
    return fit([disc, disc[::-1].copy()], looks, steps=25, batch=2, size=128, width=8, blocks=1, beta=60)


def test_one_network_paints_each_style_it_is_given(tmp_path, painter, disc, looks):
    for own, other in (looks, looks[::-1]):
        made = painter.paint(disc, own, size=64)
        code = texture_code(made)
        assert made.shape == disc.shape
        assert np.linalg.norm(code - texture_code(own)) < np.linalg.norm(code - texture_code(other))
    painter.save(tmp_path / "p.safetensors")
    again = Painter.read(tmp_path / "p.safetensors").paint(disc, looks[0], size=64)
    assert np.array_equal(again, painter.paint(disc, looks[0], size=64))
    odd = painter.paint(disc[:50, :43], looks[0], size=50)
    assert odd.shape == (50, 43, 3)


def test_a_network_on_vectors_paints_points_where_no_picture_is(disc, looks):
    codes = np.array([[-1.0, 0.0], [1.0, 0.0]], dtype=np.float32)
    painter = fit([disc], looks, codes=codes, steps=10, batch=2, size=64, width=8, blocks=1)
    ends = [painter.paint(disc, c, size=64).astype(float) for c in codes]
    middle = painter.paint(disc, np.zeros(2, dtype=np.float32), size=64).astype(float)
    assert np.abs(ends[0] - ends[1]).mean() > 2
    assert max(np.abs(middle - x).mean() for x in ends) < np.abs(ends[0] - ends[1]).mean() * 1.5
    with pytest.raises(StylogenyError, match="2 finite numbers"):
        painter.paint(disc, np.zeros(3))
    with pytest.raises(StylogenyError, match="trained on style vectors"):
        painter.paint(disc, looks[0])
