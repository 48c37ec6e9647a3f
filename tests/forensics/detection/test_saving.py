"""Pictures saved alike."""

import numpy as np
import pytest

from helpers.pictures import noise
from stylogeny.forensics.detection.saving import SHRINK, Saving, jpeg, resized, savings


def grid(picture: np.ndarray) -> float:
    """How much larger steps are across the edges of 8-pixel blocks than beside them."""
    steps = np.abs(np.diff(picture.astype(float), axis=1)).mean(axis=(0, 2))
    return steps[7::8].mean() / np.delete(steps, np.arange(7, len(steps), 8)).mean()


def test_the_grid_of_an_earlier_compression_is_gone():
    coarse = jpeg(np.asarray(noise(0, side=160)), 20)
    assert grid(coarse) > 1.5
    assert grid(resized(coarse, SHRINK)) == pytest.approx(1.0, abs=0.15)


def test_a_picture_is_never_made_larger_and_a_longer_one_is_made_to_fit():
    picture = np.asarray(noise(1, side=96))
    assert Saving(200).of(picture).shape == (96, 96, 3)
    assert Saving(48, 75).of(picture).shape == (48, 48, 3)
    assert [str(s) for s in savings([64], [0, 90])] == ["64 px, no JPEG", "64 px, JPEG 90"]
