"""Backbones by name: what they are made of, and what stands in where the network's weights are gone."""

import numpy as np
import pytest

from stylogeny.embedding.backbones.backbone import STATISTICS, CombinedBackbone, WeightsWarning, backbone
from stylogeny.embedding.backbones.efficientnet import PACKAGE, NetworkBlocks


def picture(height=60, width=80, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.mark.parametrize("name", ["built-in", "statistics"])
def test_a_picture_is_described_alike_whatever_stands_beside_it(name):
    body = backbone(name)
    both = body.features([picture(seed=0), picture(seed=1)])
    assert both.shape == (2, sum(body.blocks)) and both.dtype == np.float32
    np.testing.assert_array_equal(backbone(name).features([picture(seed=1)])[0], both[1])


def test_the_built_in_one_sees_and_measures():
    body = backbone("built-in")
    assert body.name == "built-in" and body.blocks[:4] == NetworkBlocks.widths and len(body.blocks) == 6
    assert NetworkBlocks.edition in body.edition


def test_without_weights_what_is_left_is_used_and_named(tmp_path, monkeypatch):
    (tmp_path / PACKAGE.replace("-", "_")).mkdir()
    (tmp_path / PACKAGE.replace("-", "_") / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.warns(WeightsWarning, match=r"'statistics' alone.*pip install") as said:
        body = backbone("built-in")
    assert len(said) == 1 and "\n" not in str(said[0].message)
    assert body.name == STATISTICS and body.edition == backbone(STATISTICS).edition


def test_an_object_is_a_backbone_as_it_is():
    body = CombinedBackbone("own", [])
    assert backbone(body) is body
