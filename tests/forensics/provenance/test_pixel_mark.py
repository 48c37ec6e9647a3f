from __future__ import annotations

import io
import math

import numpy as np
import pytest
from PIL import Image

from stylogeny.errors import StylogenyError
from stylogeny.forensics.provenance.pixel_mark import FALSE_ALARM, detect, embed, encoded, false_alarm, new_id

from .conftest import jpeg

KEY = bytes(range(32))


def psnr(a: np.ndarray, b: np.ndarray) -> float:
    return 10 * math.log10(255**2 / np.square(a.astype(float) - b).mean())


def decoded(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def halved(picture: np.ndarray) -> np.ndarray:
    image = Image.fromarray(picture)
    small = image.resize((image.width // 2, image.height // 2), Image.LANCZOS)
    return np.asarray(small.resize(image.size, Image.BICUBIC))


@pytest.fixture(scope="module")
def marked(picture) -> np.ndarray:
    return embed(picture, KEY, "0badcafe")


def test_a_mark_is_not_seen_and_is_read(picture, marked):
    assert psnr(picture, marked) > 39.5 and np.array_equal(picture, picture)
    found = detect(marked, KEY)
    assert found.id == "0badcafe" and found.errors == 0 and found.offset == (0, 0) and found.tiles == 6


@pytest.mark.parametrize("change", [lambda p: decoded(jpeg(p, 95)), lambda p: decoded(jpeg(p, 50)), halved])
def test_a_mark_outlives(change, marked):
    assert detect(change(marked), KEY, shifted=False).id == "0badcafe"


def test_a_cut_out_with_a_whole_tile_keeps_its_mark_and_says_where_it_was_cut(marked):
    cut = decoded(jpeg(marked[21:, 13:190], 80))
    assert detect(cut, KEY, shifted=False) is None
    found = detect(cut, KEY)
    assert found.id == "0badcafe" and found.offset == (64 - 21, 64 - 13) and found.false_alarm < FALSE_ALARM


def test_without_a_mark_or_with_another_key_there_is_none(picture, marked):
    assert detect(picture, KEY) is None
    assert detect(marked, bytes(32)) is None
    for grey in (0, 127, 255):
        assert detect(np.full((128, 128, 3), grey, np.uint8), KEY) is None


def test_a_flat_picture_carries_a_mark_too():
    flat = np.full((128, 128, 3), 120, np.uint8)
    assert detect(embed(flat, KEY, "00000000"), KEY).id == "00000000"


def test_false_alarms_are_what_random_bits_give():
    """Of all words of 123 bits, those within e errors of a code word; against a count of the ball's volume."""
    assert false_alarm(0) == 2.0 ** (32 - 123)
    assert false_alarm(1) == 124 * 2.0 ** (32 - 123)
    assert false_alarm(15) < 1e-8 and false_alarm(15, places=4096) > FALSE_ALARM
    assert false_alarm(123) == 1.0


def test_code_words_lie_far_apart():
    words = [encoded(f"{k:08x}") for k in (0, 1, 2, 3, 0x80000000, 0xFFFFFFFF)]
    for a in range(len(words)):
        for b in range(a):
            assert np.abs(words[a] - words[b]).sum() >= 31


def test_marks_belong_to_pictures_and_keys(picture):
    mark = new_id(KEY, picture)
    assert len(mark) == 8 and mark == new_id(KEY, picture.copy())
    assert mark not in (new_id(KEY, picture[:, ::-1]), new_id(bytes(32), picture), new_id(KEY, picture, turn=1))


def test_what_cannot_be_marked_is_said(picture):
    with pytest.raises(StylogenyError, match="at least 64 x 64"):
        embed(picture[:60], KEY, "0badcafe")
    with pytest.raises(StylogenyError, match="eight hexadecimal"):
        embed(picture, KEY, "xyz")
    assert detect(picture[:60], KEY) is None
