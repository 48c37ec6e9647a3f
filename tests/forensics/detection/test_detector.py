"""A detector taught on pictures that were made larger by a machine, and what it says of others."""

import numpy as np
import pytest

from helpers.pictures import noise
from stylogeny.errors import StylogenyError
from stylogeny.forensics.detection.detector import (
    CANNOT,
    DRAWN,
    Detection,
    DetectionExample,
    Detector,
    Taught,
    generated,
)
from stylogeny.forensics.detection.saving import Saving, resized

KINDS = ("residue", "spectrum")  # the network is not needed to see these


def grained(seed: int, side: int = 96) -> np.ndarray:
    """A smooth picture with the grain of a camera."""
    smooth = np.asarray(noise(seed, side=side)).astype(float)
    return np.clip(smooth + np.random.default_rng(seed).normal(0, 12, smooth.shape), 0, 255).astype(np.uint8)


def doubled(seed: int) -> np.ndarray:
    """A picture that was drawn at half the size."""
    return resized(grained(seed, side=48), 2.0)


@pytest.fixture(scope="module")
def examples() -> list[DetectionExample]:
    real = [DetectionExample(grained(k), False, f"r{k}", "camera") for k in range(45)]
    return [*real, *(DetectionExample(doubled(100 + k), True, f"d{k}", "doubled") for k in range(45))]


@pytest.fixture(scope="module")
def detector(examples) -> Detector:
    return Detector.fit(examples, sides=(72,), qualities=(0, 90), kinds=KINDS)


def test_new_pictures_are_told_with_the_rate_at_which_it_errs(detector):
    drawn = [generated(doubled(500 + k), detector) for k in range(8)]
    real = [generated(grained(600 + k), detector) for k in range(8)]
    assert sum(d.said == DRAWN for d in drawn) >= 7 and sum(d.said == DRAWN for d in real) <= 1
    assert drawn[0].false_alarm <= 0.05 and drawn[0].power > 0.9
    assert drawn[0].to_json()["said"] == DRAWN


def test_of_one_colour_or_of_a_stamp_nothing_is_said(detector):
    for picture in (np.full((200, 200, 3), 90, np.uint8), grained(3, side=40)):
        answer = generated(picture, detector)
        assert answer.said == CANNOT and answer.false_alarm == 1.0 and answer.to_json()["score"] is None


def test_a_detector_is_the_same_when_it_is_read_again(detector, tmp_path):
    detector.save(tmp_path / "detector.safetensors")
    again = Detector.read(tmp_path / "detector.safetensors")
    picture = grained(9)
    assert generated(picture, again) == generated(picture, detector)
    assert again.generators == ("doubled",) and isinstance(generated(picture, again), Detection)


def test_a_detector_taught_on_unlike_files_learns_the_files():
    """Real pictures as JPEG, drawn ones as PNG, and nothing else between them: that is what it learns."""
    from stylogeny.forensics.detection.saving import jpeg

    same = [DetectionExample(jpeg(grained(k), 60), False, f"r{k}", "camera") for k in range(45)]
    same += [DetectionExample(grained(200 + k), True, f"d{k}", "nothing") for k in range(45)]
    way = [Saving(96)]
    unlike = Taught.of(same, ways=way, kinds=KINDS, alike=False).probe()
    assert unlike.power(0.05) > 0.9


def test_a_few_pictures_teach_nothing(examples):
    with pytest.raises(StylogenyError, match="taught on 40 pictures"):
        Detector.fit(examples[:60], sides=(72,), qualities=(0,), kinds=KINDS)
