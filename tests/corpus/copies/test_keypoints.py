"""A mirrored picture's keypoints are those of the picture, in the other hand."""

import numpy as np

from stylogeny.corpus.copies.keypoints import SIDE, Keypoints, at_side
from stylogeny.corpus.pictures import read


def test_mirrored_keypoints_are_those_of_the_mirrored_picture(gallery):
    works, _ = gallery
    picture = read(works.picture(3))
    ours, theirs = Keypoints.of(picture).mirrored, Keypoints.of(np.ascontiguousarray(picture[:, ::-1]))
    distance = np.square(ours.descriptors[:, None] - theirs.descriptors[None]).sum(axis=2)
    nearest = distance.argmin(axis=1)
    same = distance.min(axis=1) < 0.02
    assert same.mean() > 0.8
    assert np.abs(ours.frames[same, :2] - theirs.frames[nearest[same], :2]).max() < 2.0


def test_mirroring_twice_changes_nothing(gallery):
    works, _ = gallery
    once = Keypoints.of(read(works.picture(4)))
    twice = once.mirrored.mirrored
    assert np.allclose(once.frames, twice.frames, atol=1e-3) and np.array_equal(once.descriptors, twice.descriptors)


def test_a_blank_picture_has_none():
    assert len(Keypoints.of(np.full((80, 60, 3), 200, np.uint8))) == 0
    assert at_side(np.zeros((80, 60, 3), np.uint8)).shape == (SIDE, 192)
