"""The grid of a decoder in a picture that was cropped."""

import numpy as np
import pytest

from helpers.pictures import noise
from stylogeny.errors import StylogenyError
from stylogeny.forensics.detection.decoder_trace import decoder_trace, phase_errors
from stylogeny.forensics.detection.saving import jpeg
from stylogeny.generation.autoencoder import load


@pytest.fixture(scope="module")
def grained() -> np.ndarray:
    smooth = np.asarray(noise(0, side=128)).astype(float)
    return np.clip(smooth + np.random.default_rng(0).normal(0, 10, smooth.shape), 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def decoded(grained) -> np.ndarray:
    model = load()
    return model.decode(model.encode(grained[None]))[0]


@pytest.mark.parametrize("crop", [(0, 0), (3, 5)])
def test_the_phase_of_a_decoders_grid_is_found_after_a_crop(decoded, crop):
    found = decoder_trace(decoded[crop[0] :, crop[1] :])
    assert found.phase == (-crop[0] % 8, -crop[1] % 8) and found.false_alarm <= 0.02


def test_jpeg_has_such_a_grid_too_and_is_not_taken_for_it(grained, decoded):
    coarse = jpeg(grained, 50)[2:, 3:]
    linear = phase_errors(coarse, load("linear"))
    assert np.unravel_index(linear.argmin(), (8, 8)) == (6, 5)  # its grid is there
    assert decoder_trace(coarse).score < 0.2 * decoder_trace(decoded).score
    assert decoder_trace(grained).false_alarm > 0.05


def test_of_another_autoencoder_the_rate_is_that_among_scores_that_are_given(decoded):
    linear = load("linear")
    assert np.isnan(decoder_trace(decoded[:100]).false_alarm)  # smaller than what was measured
    assert np.isnan(decoder_trace(decoded, linear).false_alarm)
    assert decoder_trace(decoded, linear, null=[0.0] * 9).false_alarm == pytest.approx(0.1)


def test_of_one_colour_or_of_a_stamp_nothing_is_said(grained):
    for picture in (np.full((90, 90, 3), 7, np.uint8), grained[:30, :30]):
        assert decoder_trace(picture).false_alarm == 1.0 and np.isnan(decoder_trace(picture).score)
    with pytest.raises(StylogenyError, match="a picture is uint8"):
        decoder_trace(grained.astype(float))
