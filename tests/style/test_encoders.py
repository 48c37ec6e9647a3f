from __future__ import annotations

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.style import ClipEncoder
from stylogeny.style.encoders import as_encoder, check_encoder, prepare, read, unit


def test_a_picture_is_an_array_an_image_or_a_file(tmp_path):
    from PIL import Image

    picture = np.random.default_rng(0).integers(0, 255, (20, 30, 3)).astype(np.uint8)
    Image.fromarray(picture).save(tmp_path / "a.png")
    for form in (picture, Image.fromarray(picture), tmp_path / "a.png", str(tmp_path / "a.png")):
        assert np.array_equal(read(form), picture)
    assert prepare(picture, 16).shape == (3, 16, 16)


def test_an_encoder_is_a_clip_in_memory_or_on_disk(tiny, clip):
    assert as_encoder(clip) is clip
    assert isinstance(as_encoder(clip.model), ClipEncoder)
    assert as_encoder(tiny / "clip").name == "clip"
    with pytest.raises(StylogenyError, match="not an encoder"):
        as_encoder(object())


def test_what_says_nothing_of_its_encoder_is_not_checked():
    check_encoder("", 0, encoder="clip", width=24)
    check_encoder("clip", 24)
    with pytest.raises(StylogenyError, match="belongs to encoder 'clip'"):
        check_encoder("clip", 24, encoder="other")


def test_a_zero_row_stays_zero():
    assert np.array_equal(unit(np.array([[3.0, 4.0], [0.0, 0.0]])), [[0.6, 0.8], [0.0, 0.0]])
