"""Matches that bear one another out are those of the work that a piece came from."""

import cv2
import numpy as np

from stylogeny.corpus.copies.keypoints import Keypoints
from stylogeny.corpus.copies.matching import match
from stylogeny.corpus.pictures import read


def test_a_bent_mirrored_crop_is_found_and_its_hand_known(gallery):
    works, index = gallery
    picture = read(works.picture(8))[:, ::-1][20:170, 30:180]
    y, x = np.mgrid[0:150, 0:150].astype(np.float32)
    bent = cv2.remap(np.ascontiguousarray(picture), x + 3 * np.sin(y / 30), y + 3 * np.sin(x / 25), cv2.INTER_CUBIC)
    grey = np.repeat(cv2.cvtColor(bent, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)
    found = match(Keypoints.of(grey), index)
    work, count = found.borne_out(2).works()
    assert work[0] == 8 and count[0] > 10 and count[0] > 4 * count[1:2].sum()
    assert found.is_mirrored(8)
    assert 8 not in match(Keypoints.of(grey), index, skip=np.array([8])).work


def test_noise_is_found_nowhere(gallery):
    _, index = gallery
    noise = np.random.default_rng(0).integers(0, 255, (160, 160, 3)).astype(np.uint8)
    _, count = match(Keypoints.of(cv2.GaussianBlur(noise, (0, 0), 1.5)), index).borne_out(3).works()
    assert len(count) == 0 or count[0] < 3
