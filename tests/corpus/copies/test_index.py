"""The index of a run finds a work by its keypoints, is kept, and is made again when pictures change."""

import os

import numpy as np
import pytest

from stylogeny.corpus.copies.index import FILE, KeypointIndex
from stylogeny.corpus.copies.keypoints import Keypoints
from stylogeny.corpus.pictures import read
from stylogeny.corpus.works import Works
from stylogeny.errors import StylogenyError


def test_each_works_keypoints_are_its_own_nearest(gallery):
    works, index = gallery
    for row in (0, 7, 19):
        keypoints = Keypoints.of(read(works.picture(row)), count=100)
        near = index.search(keypoints.descriptors, 5)
        assert (near.work[:, 0] == row).mean() > 0.9
        own = near.work[:, 0] == row
        assert np.abs(near.frames[own, 0, :2] - keypoints.frames[own, :2]).mean() < 1.0
        assert (np.diff(near.distance, axis=1) >= 0).all()


def test_hashes_know_a_work_and_its_mirror_image(gallery):
    works, index = gallery
    picture = read(works.picture(11))
    assert index.alike(picture)[0] == (11, False)
    assert (11, True) in index.alike(np.ascontiguousarray(picture[:, ::-1]))


def test_the_index_is_kept_and_made_again_when_a_picture_changes(gallery, tmp_path):
    works, index = gallery
    first = KeypointIndex.open(tmp_path, works)
    assert (tmp_path / FILE).exists() and os.listdir(tmp_path) == [FILE]
    written = (tmp_path / FILE).stat().st_mtime_ns
    again = KeypointIndex.open(tmp_path, works)
    assert np.array_equal(again.codes, index.codes) and np.array_equal(first.owner, again.owner)
    assert (tmp_path / FILE).stat().st_mtime_ns == written
    fewer = works.select(np.arange(12))
    assert KeypointIndex.open(tmp_path, fewer).owner.max() < 12
    (tmp_path / FILE).write_bytes(b"damaged")
    assert len(KeypointIndex.open(tmp_path, fewer)) > 0


def test_the_same_pictures_elsewhere_make_the_same_bytes(gallery, tmp_path):
    works, _ = gallery
    few = works.select(np.arange(4))
    there = few.table.copy()
    for row in range(4):
        copied = tmp_path / f"of-another-time-{row}.png"
        copied.write_bytes(few.picture(row).read_bytes())
        os.utime(copied, (1_000_000, 1_000_000))
        there.loc[there.index[row], "picture"] = str(copied)
    made = []
    for folder, mine in ((tmp_path / "a", few), (tmp_path / "b", Works(there))):
        folder.mkdir()
        KeypointIndex.open(folder, mine)
        made.append((folder / FILE).read_bytes())
    assert made[0] == made[1]


def test_works_without_pictures_are_refused(gallery):
    works, _ = gallery
    with pytest.raises(StylogenyError, match="no work has a picture"):
        KeypointIndex.of(Works(works.table.assign(picture="")))
