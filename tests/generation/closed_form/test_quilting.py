import numpy as np
import pytest

from stylogeny.generation.closed_form.quilting import quilt

from ..conftest import painting


def test_whole_copies_come_out_of_the_quilt_whole_and_a_ground_keeps_its_tones():
    picture = painting(2)
    whole = quilt(np.arange(80).reshape(8, 10), [(8, 10)], [picture], factor=8)
    assert np.abs(whole - picture).mean() < 3
    ground = np.full((64, 80, 3), (10, 200, 90), dtype=np.uint8)
    laid = quilt(np.arange(80).reshape(8, 10), [(8, 10)], [picture], factor=8, ground=ground)
    assert laid.mean(axis=(0, 1)) == pytest.approx([10, 200, 90], abs=3)
