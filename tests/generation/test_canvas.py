import cv2
import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.generation.canvas import blur, canvas_size, check_content, crop_to, scale_to_area

from .conftest import painting


def test_sizes_are_one_side_or_two():
    assert canvas_size(64, 8) == (64, 64)
    assert canvas_size((64, 96), 8) == (64, 96)


@pytest.mark.parametrize("size", [100, 16, 2048, (64, 70)])
def test_bad_sizes(size):
    with pytest.raises(StylogenyError, match="sizes are multiples of 8"):
        canvas_size(size, 8)


@pytest.mark.parametrize("size", [64.0, (64, 64, 3), (64.5, 64)])
def test_what_is_no_size(size):
    with pytest.raises(StylogenyError, match="one number of pixels"):
        canvas_size(size, 8)


def test_content_has_the_size_and_type_asked_for():
    check_content(None, (64, 64))
    check_content(np.zeros((64, 64, 3), np.uint8), (64, 64))
    with pytest.raises(StylogenyError, match="size asked for"):
        check_content(np.zeros((32, 64, 3), np.uint8), (64, 64))
    with pytest.raises(StylogenyError, match="uint8"):
        check_content(np.zeros((64, 64, 3)), (64, 64))


def test_a_picture_scaled_to_an_area_keeps_its_aspect():
    scaled = scale_to_area(painting(0), 256, 8)
    assert scaled.shape[0] % 8 == scaled.shape[1] % 8 == 0
    assert scaled.shape[0] * scaled.shape[1] == pytest.approx(256**2, rel=0.05)
    assert scaled.shape[1] / scaled.shape[0] == pytest.approx(80 / 64, rel=0.05)
    assert scale_to_area(painting(0), 256, 8, enlarge=False).shape == painting(0).shape


def test_the_middle_of_a_picture_is_cut_not_squeezed():
    disc = np.zeros((60, 200, 3), np.uint8)
    disc[:, 70:130] = 255
    cut = crop_to(disc, (64, 64))
    assert cut.shape == (64, 64, 3)
    assert (cut == 255).all()


def test_a_blur_keeps_size_and_tones_and_takes_detail():
    picture = cv2.resize(painting(3), (128, 128), interpolation=cv2.INTER_CUBIC)
    seen = blur(picture, 16)
    assert seen.shape == picture.shape
    assert np.abs(seen.mean(axis=(0, 1)) - picture.mean(axis=(0, 1))).max() < 2
    assert (
        np.abs(np.diff(seen.astype(float), axis=0)).mean() < 0.6 * np.abs(np.diff(picture.astype(float), axis=0)).mean()
    )
