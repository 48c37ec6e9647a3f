from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from stylogeny.errors import StylogenyError
from stylogeny.generation.saved_pictures import PictureRecord, paths_of, read_record, save_picture

PICTURE = np.arange(48 * 32 * 3, dtype=np.uint8).reshape(48, 32, 3)
RECORD = PictureRecord(
    "Кубизм", 7, 3, (48, 32), prompt="a ship", sources=[{"id": "w1", "title": "Snow", "artist": "A", "share": 0.6}]
)


def test_a_picture_is_itself_and_says_how_it_was_made(tmp_path):
    path = save_picture(tmp_path / "x.png", PICTURE, RECORD)
    with Image.open(path) as image:
        assert np.array_equal(np.asarray(image), PICTURE)
        assert image.text["Title"] == "a ship in the style of Кубизм" and image.text["Source"] == "Snow, A"
        assert "Seed: 7" in image.text["parameters"] and "licence" in image.text["Copyright"]
    assert read_record(path) == RECORD


def test_other_pictures_say_nothing(tmp_path):
    Image.fromarray(PICTURE).save(tmp_path / "plain.png")
    assert read_record(tmp_path / "plain.png") is None
    (tmp_path / "no.png").write_bytes(b"x")
    with pytest.raises(StylogenyError, match="not a readable picture"):
        read_record(tmp_path / "no.png")
    with pytest.raises(StylogenyError, match=r"\.png"):
        save_picture(tmp_path / "x.jpg", PICTURE, RECORD)


def test_one_picture_is_a_file_and_several_are_numbered():
    assert [str(p) for p in paths_of("a.png", 1)] == ["a.png"]
    assert [str(p) for p in paths_of("a.png", 2)] == ["a-1.png", "a-2.png"]
    assert [str(p) for p in paths_of("folder", 2)] == ["folder/01.png", "folder/02.png"]
