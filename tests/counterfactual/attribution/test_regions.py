"""The mixture over places: as many keypoints are found as the picture's own rate, and silence follows the rest."""

import numpy as np
import pytest

from stylogeny.corpus.copies.keypoints import Keypoints
from stylogeny.corpus.copies.matching import Matches
from stylogeny.counterfactual.attribution.regions import regions_of, sources_of


def matches_of(rate: float, *, right: float = 0.0, seed: int = 0) -> Matches:
    """600 keypoints over a square picture, found in work 7 at a rate in its left half and in work 9 in its right."""
    rng = np.random.default_rng(seed)
    frames = np.zeros((600, 4), dtype=np.float32)
    frames[:, :2] = rng.uniform(0, 256, (600, 2))
    left = frames[:, 0] < 128
    found = rng.random(600) < np.where(left, rate, right)
    at = np.flatnonzero(found)
    keypoints = Keypoints(frames, np.zeros((600, 128), np.float32), (256, 256))
    work = np.where(left[at], 7, 9)
    return Matches(
        keypoints, at, work, np.zeros(len(at), bool), frames[at], np.full(len(at), 4), np.zeros(len(at), bool)
    )


@pytest.mark.parametrize("rate", [0.9, 0.4, 0.12])
def test_half_a_picture_from_a_work_is_half_its_share(rate):
    regions = regions_of(matches_of(rate), np.array([7]))
    share = regions.shares[..., 0]
    assert share.mean() == pytest.approx(0.5, abs=0.12)
    assert share[:, :6].mean() > 0.85 and share[:, -6:].mean() < 0.15
    assert np.allclose(regions.shares.sum(axis=-1), 1)


def test_two_halves_of_different_works():
    regions = regions_of(matches_of(0.5, right=0.3), np.array([7, 9]))
    assert regions.shares.mean(axis=(0, 1)) == pytest.approx([0.5, 0.5, 0.0], abs=0.06)


def test_a_few_chance_matches_make_no_source():
    some = matches_of(0.9)
    parts = (some.keypoint, some.work, some.mirrored, some.frames, some.support, some.common)
    few = Matches(some.keypoints, *(part[:3] for part in parts))
    assert len(sources_of(few)[0]) == 0 and sources_of(some)[0].tolist() == [7]


def test_a_picture_without_keypoints_follows_its_prior():
    none = Matches(
        Keypoints(np.zeros((0, 4), np.float32), np.zeros((0, 128), np.float32), (64, 64)),
        *(np.zeros(0, dtype=np.int64) for _ in range(2)), np.zeros(0, bool), np.zeros((0, 4), np.float32),
        np.zeros(0, dtype=np.int64), np.zeros(0, bool),
    )  # fmt: skip
    assert regions_of(none, np.zeros(0, dtype=np.int64)).shares.shape == (4, 4, 1)
