"""Features kept in shards: an interrupted run loses at most one, a corpus that was moved none."""

import shutil

import numpy as np
import pytest
from PIL import Image

from helpers.works import dated_works
from stylogeny.corpus.works import Works
from stylogeny.embedding.backbones.backbone import backbone
from stylogeny.embedding.backbones.features import SHARD, features
from stylogeny.errors import StylogenyError
from stylogeny.executors import Execution


class MeanColour:
    """A backbone that counts the pictures of each call, and can be told to stop at one."""

    name, edition, side = "mean colours", "1", None

    def __init__(self, stop_at: int | None = None) -> None:
        self.calls: list[int] = []
        self.stop_at = stop_at

    def features(self, pictures):
        self.calls.append(len(pictures))
        if len(self.calls) == self.stop_at:
            raise KeyboardInterrupt
        return np.stack([p.mean((0, 1)) for p in pictures])


def test_a_stopped_run_loses_at_most_a_shard(tmp_path):
    count = 2 * SHARD + 40
    for k in range(count):
        Image.fromarray(np.full((8, 8, 3), k % 256, np.uint8)).save(tmp_path / f"{k}.png")
    works = dated_works(np.full(count, 1900), root=tmp_path, picture=[f"{k}.png" for k in range(count)])
    with pytest.raises(KeyboardInterrupt):
        features(works, MeanColour(stop_at=2), cache=tmp_path / "cache")
    body = MeanColour()
    again = features(works, body, cache=tmp_path / "cache")
    assert body.calls == [SHARD, 40]  # the first was kept, the second is made again
    np.testing.assert_array_equal(again, features(works, MeanColour()))
    np.testing.assert_array_equal(again[:, 0], np.arange(count) % 256)


def test_features_are_kept_by_what_the_pictures_are_wherever_and_whenever_they_were_written(stripe_works, tmp_path):
    body = MeanColour()
    before = features(stripe_works, body, cache=tmp_path / "cache")
    root = tmp_path / "elsewhere"
    shutil.copytree(stripe_works.root, root, copy_function=shutil.copyfile)  # other times of writing
    moved = Works(stripe_works.table, root)
    np.testing.assert_array_equal(features(moved, body, cache=tmp_path / "cache"), before)
    assert sum(body.calls) == len(stripe_works)
    shutil.copyfile(root / stripe_works.column("picture")[1], root / stripe_works.column("picture")[0])
    assert (features(moved, body, cache=tmp_path / "cache")[0] == before[1]).all()


def test_a_picture_that_a_worker_does_not_see_is_named_with_what_to_do(stripe_works, tmp_path):
    elsewhere = Works(stripe_works.table, tmp_path)
    with pytest.raises(StylogenyError, match=r"no such file \(got .*png\); where workers are other machines"):
        features(elsewhere, MeanColour())


def test_worker_processes_describe_pictures_as_this_one_does(stripe_works, tmp_path):
    body = backbone("statistics")
    here = features(stripe_works, body, cache=tmp_path / "here", executor="serial")
    there = features(stripe_works, body, cache=tmp_path / "there", executor=Execution("process", workers=2))
    np.testing.assert_array_equal(here, there)
    kept = [{f.name: f.read_bytes() for f in (tmp_path / name).iterdir()} for name in ("here", "there")]
    assert kept[0] == kept[1] != {}
