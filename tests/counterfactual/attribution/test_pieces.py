"""Pieces of works in a picture: copied outright or only recognised, and the work itself."""

import cv2
import numpy as np
import pytest

from stylogeny.corpus.copies.index import KeypointIndex
from stylogeny.corpus.pictures import read
from stylogeny.counterfactual.attribution.pieces import FoundPieces


@pytest.fixture(scope="module")
def index(painted) -> KeypointIndex:
    """The keypoints of the painted world."""
    return KeypointIndex.of(painted[2].works)


def test_a_grey_mirrored_crop_is_copied_from_its_work(painted, index):
    works = painted[2].works
    picture = read(works.picture(30))[:, ::-1]
    high, wide = picture.shape[:2]
    part = cv2.cvtColor(np.ascontiguousarray(picture[high // 8 :, : wide - wide // 8]), cv2.COLOR_RGB2GRAY)
    pieces = FoundPieces.of(np.repeat(part[..., None], 3, axis=2), works, index)
    copied, mixed = pieces.totals(pieces.regions())
    assert copied.sum() + mixed.sum() == pytest.approx(1.0)
    assert copied[pieces.sources.tolist().index(30)] > 0.6
    assert pieces.copies[0].row == 30 and pieces.copies[0].mirrored and pieces.work is None


def test_the_work_itself_is_named_and_can_be_passed_over(painted, index):
    works = painted[2].works
    picture = read(works.picture(12))
    assert FoundPieces.of(picture, works, index).work == 12
    without = FoundPieces.of(picture, works, index, skip=np.array([12]))
    assert without.work is None and 12 not in without.sources


def test_a_blank_picture_has_no_pieces(painted, index):
    pieces = FoundPieces.of(np.full((96, 96, 3), 180, np.uint8), painted[2].works, index)
    copied, mixed = pieces.totals(pieces.regions())
    assert len(pieces.sources) == 0 and copied.sum() == 0 and mixed == pytest.approx([1.0])
