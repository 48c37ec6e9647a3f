import numpy as np
import pytest

from stylogeny.generation.sampling import sample_rows, top_rows
from stylogeny.streams import stream


def test_the_heaviest_rows_and_none_of_no_weight():
    assert top_rows(np.array([0.0, 3.0, 1.0, 2.0]), 2).tolist() == [1, 3]
    assert top_rows(np.array([0.0, 3.0, 0.0]), 5).tolist() == [1]


def test_rows_are_drawn_by_weight():
    weights = np.array([3.0, 1.0, 0.0])
    drawn = np.concatenate([sample_rows(weights, 1, stream(0, "draw", i)) for i in range(3000)])
    assert np.bincount(drawn, minlength=3) / 3000 == pytest.approx([0.75, 0.25, 0], abs=0.03)


def test_a_row_of_no_weight_moves_no_other():
    weights = np.arange(1.0, 9.0)
    without = np.where(np.arange(8) == 3, 0.0, weights)
    for i in range(50):
        rows = sample_rows(weights, 4, stream(0, "draw", i))
        left = sample_rows(without, 4, stream(0, "draw", i))
        assert set(rows.tolist()) - {3} <= set(left.tolist())


def test_a_weight_too_small_to_divide_is_no_warning(recwarn):
    assert sample_rows(np.array([1e-320, 1e-320, 1.0]), 2, stream(0, "draw")).tolist()[-1] == 2
    assert not [w for w in recwarn if issubclass(w.category, RuntimeWarning)]
