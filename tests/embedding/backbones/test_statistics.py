"""Measured statistics: finite for any picture, and each about what it says."""

import numpy as np
import pytest

from stylogeny.embedding.backbones.statistics import WIDTH, describe


def _picture(height=60, width=80, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.mark.parametrize(
    "picture",
    [
        _picture(),
        np.zeros((40, 40, 3), np.uint8),
        np.full((5, 300, 3), 255, np.uint8),
        np.full((300, 3, 3), 128, np.uint8),
        _picture(1, 1),
        np.repeat(_picture()[..., :1], 3, axis=2),
    ],
    ids=["noise", "black", "wide", "tall", "one pixel", "grey"],
)
def test_any_picture_has_finite_statistics_of_one_length(picture):
    found = describe(picture)
    assert found.dtype == np.float32 and np.isfinite(found).all()
    assert found.shape == (WIDTH,)


def test_the_same_bytes_wherever_a_picture_lies_in_memory():
    picture = _picture()
    buffer, found = np.empty(picture.size + 64, np.uint8), describe(picture)
    for offset in range(1, 64, 9):
        elsewhere = buffer[offset : offset + picture.size].reshape(picture.shape)
        elsewhere[:] = picture
        np.testing.assert_array_equal(describe(elsewhere), found)


def test_statistics_tell_colour_and_texture_apart():
    """A warmer copy and a blurred copy change different parts; a copy twice as large changes little."""
    import cv2

    base = cv2.GaussianBlur(_picture(150, 200), (0, 0), 1.5)
    noise = np.std([describe(cv2.GaussianBlur(_picture(150, 200, s), (0, 0), 1.5)) for s in range(4)], axis=0) + 0.05
    step = lambda other: np.abs(describe(other) - describe(base)) / noise  # noqa: E731
    warm = np.clip(base * [1.2, 1.0, 0.8], 0, 255).astype(np.uint8)
    blurred = cv2.GaussianBlur(base, (0, 0), 2.0)
    assert step(warm)[:195].mean() > step(warm)[300:].mean()
    assert step(blurred)[300:].mean() > step(blurred)[:195].mean() * 0.5
    assert np.median(step(base.copy())) == 0
