"""What notebooks show: thumbnails as data, everything escaped."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import numpy as np
from PIL import Image

from stylogeny.display.html import block, strip, table, thumbnail


def test_a_thumbnail_is_a_small_jpeg_of_an_array_or_a_file(tmp_path: Path) -> None:
    picture = np.zeros((300, 600, 3), dtype=np.uint8)
    picture[:, :, 0] = 200
    Image.fromarray(picture).save(tmp_path / "a.png")
    for source in (picture, tmp_path / "a.png"):
        address = thumbnail(source, 100)
        assert address is not None and address.startswith("data:image/jpeg;base64,")
        image = Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2])))
        assert image.size == (100, 50) and np.asarray(image)[25, 50, 0] > 180


def test_what_is_no_picture_has_no_thumbnail(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_text("no picture")
    assert thumbnail(None) is None and thumbnail(tmp_path / "a.jpg") is None and thumbnail(tmp_path / "b.jpg") is None


def test_words_are_escaped() -> None:
    hostile = "<script>alert(1)</script>"
    page = block(hostile, strip([(None, (hostile, hostile))]), table((hostile,), [(hostile,)]))
    assert "<script" not in page and page.count("&lt;script&gt;") == 5
