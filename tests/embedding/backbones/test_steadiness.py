"""What a re-saving does is taken out of the built-in description, and hardly anything else."""

import cv2
import numpy as np

from stylogeny.artifacts import read_tensors
from stylogeny.embedding.backbones.backbone import CombinedBackbone, eye, seen
from stylogeny.embedding.backbones.efficientnet import NetworkBlocks
from stylogeny.embedding.backbones.steadiness import FORMAT, WEIGHTS, SteadyBlocks, shipped
from training.backbone import pictures


def test_directions_ship_with_the_package_and_belong_to_the_eye():
    assert WEIGHTS.stat().st_size < 2_000_000
    plain = CombinedBackbone("eye", eye())
    assert read_tensors(WEIGHTS, FORMAT)[1]["edition"] == plain.edition
    assert seen().widths == plain.blocks
    for block, width in enumerate(plain.blocks):
        directions = shipped()[f"directions.{block}"]
        assert directions.shape[1] == width
        np.testing.assert_allclose(directions @ directions.T, np.eye(len(directions)), atol=1e-4)


def test_a_blurred_picture_stays_where_it_was_and_others_stay_apart():
    one, _, other, _ = pictures(4, seed=9)  # painted works that the directions were not learned on
    seen = [one, other, cv2.GaussianBlur(one, (0, 0), 0.8)]

    early = slice(0, NetworkBlocks.widths[0])  # where a re-saving shows most

    def apart(found):
        """Of the blurred picture from its original, as a share of the distance between two pictures."""
        units = ((found - found[0]) / shipped()["scale"])[:, early]
        return np.linalg.norm(units[2]) / np.linalg.norm(units[1])

    steady, plain = SteadyBlocks(eye()), CombinedBackbone("eye", eye())
    found = steady.describe(seen)
    assert apart(found) < 0.7 * apart(plain.features(seen))
    np.testing.assert_array_equal(steady.describe(seen[1:])[0], found[1])
