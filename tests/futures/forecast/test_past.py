"""The coordinates of a past."""

from __future__ import annotations

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.futures.forecast.past import Past


def test_coordinates_have_unit_variance_and_place_agrees() -> None:
    rng = np.random.default_rng(1)
    x = rng.standard_normal((300, 5)) * [3, 2, 1, 1, 0.5] + 4
    past = Past.of(x, np.arange(300.0), np.full(300, "", dtype=object), variance=1.0)
    assert np.allclose(past.vectors.std(axis=0), 1, atol=0.01)
    assert np.allclose(past.place(x), past.vectors)
    with pytest.raises(StylogenyError):
        Past.of(x[:10], np.arange(10.0), np.full(10, "", dtype=object))
