"""Windows depend on their own pixels, and a repaint reaches only what is said."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stylogeny.errors import StylogenyError
from stylogeny.forensics.certificates.windows import Windows


def test_a_repaint_reaches_the_share_of_windows_that_geometry_says():
    """11 windows an axis of which 6 are reached, and 13 of which 4: (6 / 11)^2 and (4 / 13)^2."""
    for side, share in ((64, 36 / 121), (32, 16 / 169)):
        windows = Windows.over((224, 224), side=side)
        most = max((r.stop - r.start) * (c.stop - c.start) for r, c in windows.reached(windows.pixels(32)))
        assert most / len(windows) == pytest.approx(share)


@given(st.integers(40, 300), st.integers(40, 300), st.integers(1, 400), st.data())
def test_only_windows_of_a_rectangle_that_was_said_change_with_a_repaint(height, width, side, data):
    windows = Windows.over((height, width))
    picture = np.zeros((height, width, 3), np.uint8)
    tall, wide = min(side, height), min(side, width)
    y, x = data.draw(st.integers(0, height - tall)), data.draw(st.integers(0, width - wide))
    picture[y : y + tall, x : x + wide] = 1
    changed = np.array([window.any() for window in windows.cut(picture)]).reshape(len(windows.top), -1)
    reached = np.zeros((len(windows.reached(side)), *changed.shape), bool)
    for mask, (rows, columns) in zip(reached, windows.reached(side)):
        mask[rows, columns] = True
    assert (reached >= changed).all(axis=(1, 2)).any()


@given(st.integers(40, 300), st.integers(40, 300))
def test_windows_cover_the_whole_picture_and_nothing_else(height, width):
    windows = Windows.over((height, width))
    seen = np.zeros((height, width, 3), np.uint8)
    for window in windows.cut(seen):
        assert window.shape == (windows.height, windows.width, 3)
        window[:] = 1
    assert seen.all()


def test_a_picture_too_small_for_windows_is_refused():
    with pytest.raises(StylogenyError, match="too small for windows"):
        Windows.over((20, 24))
    with pytest.raises(StylogenyError, match="no farther apart"):
        Windows.over((200, 200), side=16, stride=32)
