"""What a repainter holds is what is written, and what it cannot paint is said."""

from __future__ import annotations

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.style.hands.network import HandDecoder, HandShape, LayoutEncoder
from stylogeny.style.hands.repainter import Repainter, read_encoder, read_hand, save_networks

SHAPE = HandShape(code=4, width=8, blocks=1)


def test_written_networks_paint_the_same(tmp_path):
    encoder, common, hand = LayoutEncoder(SHAPE).eval(), HandDecoder(SHAPE).eval(), HandDecoder(SHAPE).eval()
    save_networks(tmp_path / "encoder.safetensors", {"encoder": encoder, "common": common}, SHAPE)
    save_networks(tmp_path / "hand.safetensors", {"hand": hand}, SHAPE)
    first = Repainter(encoder, common, {"A": hand}, SHAPE)
    read = read_encoder(tmp_path / "encoder.safetensors")
    again = Repainter(read[0], read[1], {"A": read_hand(tmp_path / "hand.safetensors")}, read[2])
    picture = np.random.default_rng(0).integers(0, 256, (32, 48, 3), dtype=np.uint8)
    assert np.array_equal(first.paint(picture, "A", size=48), again.paint(picture, "A", size=48))
    recoloured = (picture // 2 + 60).astype(np.uint8)  # the encoder sees no palette
    near = first.paint(recoloured, "A", size=48).astype(int) - first.paint(picture, "A", size=48)
    assert np.abs(near).mean() < 2
    for name, line in [("B", "not learned"), ({"A": -1.0}, "positive")]:
        with pytest.raises(StylogenyError, match=line):
            first.paint(picture, name)
    (tmp_path / "hand.safetensors").write_bytes(b"broken")
    with pytest.raises(StylogenyError, match="damaged"):
        read_hand(tmp_path / "hand.safetensors")
