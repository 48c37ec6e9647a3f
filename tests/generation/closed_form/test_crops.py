import numpy as np

from stylogeny.generation.closed_form.crops import Crop
from stylogeny.streams import stream

from ..conftest import painting


def test_a_crop_that_does_nothing_is_the_picture_and_a_mirrored_one_its_mirror():
    still = np.zeros((4, 4, 2), dtype=np.float32)
    picture = painting(0)
    assert np.array_equal(Crop(0, (0, 0), (1, 1), False, still).apply(picture, (64, 80)), picture)
    assert np.array_equal(Crop(0, (0, 0), (1, 1), True, still).apply(picture, (64, 80)), picture[:, ::-1])


def test_a_crop_keeps_within_the_work_and_near_its_proportions():
    for k in range(50):
        crop = Crop.of(3, (60, 200), (128, 128), stream(0, k))
        for corner, part in zip(crop.corner, crop.part):
            assert corner >= 0
            assert corner + part <= 1 + 1e-9
        stretch = crop.part[1] * 200 / (crop.part[0] * 60)
        assert 1 / 1.31 < stretch < 1.31
