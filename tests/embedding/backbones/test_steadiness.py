"""What a re-saving does is taken out of the built-in description, and hardly anything else."""

import cv2
import numpy as np

from helpers.stripes import stripes
from stylogeny.artifacts import read_tensors
from stylogeny.embedding.backbones.backbone import CombinedBackbone, backbone, eye
from stylogeny.embedding.backbones.steadiness import FORMAT, WEIGHTS, SteadyBlocks, shipped


def test_directions_ship_with_the_package_and_belong_to_the_eye():
    assert WEIGHTS.stat().st_size < 2_000_000
    plain = CombinedBackbone("eye", eye())
    assert read_tensors(WEIGHTS, FORMAT)[1]["edition"] == plain.edition
    assert backbone("built-in").blocks == plain.blocks
    for block, width in enumerate(plain.blocks):
        directions = shipped()[f"directions.{block}"]
        assert directions.shape[1] == width
        np.testing.assert_allclose(directions @ directions.T, np.eye(len(directions)), atol=1e-4)


def test_a_blurred_picture_stays_where_it_was_and_others_stay_apart():
    pictures = [stripes(year, slant, seed, side=160) for seed, (year, slant) in enumerate([(1520, 0.3), (1850, 2.0)])]
    pictures += [cv2.GaussianBlur(pictures[0], (0, 0), 0.8)]

    def apart(found):
        """Of the blurred picture from its original, as a share of the distance between two pictures."""
        units = (found - found[0]) / shipped()["scale"]
        return np.linalg.norm(units[2]) / np.linalg.norm(units[1])

    steady, plain = SteadyBlocks(eye()), CombinedBackbone("eye", eye())
    found = steady.describe(pictures)
    assert apart(found) < 0.7 * apart(plain.features(pictures))
    np.testing.assert_array_equal(steady.describe(pictures[1:])[0], found[1])
