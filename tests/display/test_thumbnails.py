"""What `load` would refuse is not opened for a thumbnail either."""

import numpy as np
import pytest
from PIL import Image

from stylogeny.display.html import thumbnail
from stylogeny.display.thumbnails import thumbnail_of
from stylogeny.errors import StylogenyError
from stylogeny.generation.saved_pictures import read_record


def test_a_picture_is_small_and_in_colour(tmp_path):
    Image.new("L", (400, 100), 7).save(tmp_path / "a.jpg")
    for picture in (tmp_path / "a.jpg", np.full((100, 400), 7, np.uint8)):
        assert thumbnail_of(picture, 112).size == (112, 28) and thumbnail_of(picture, 112).mode == "RGB"


def test_a_file_of_another_format_is_not_opened_whatever_its_name(tmp_path):
    file = tmp_path / "a.jpg"
    Image.new("RGB", (8, 8)).save(file, format="PPM")
    with pytest.raises(OSError, match="cannot identify"):
        thumbnail_of(file, 112)
    assert thumbnail(file) is None
    with pytest.raises(StylogenyError, match="not a readable picture"):
        read_record(file)
