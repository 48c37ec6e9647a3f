from __future__ import annotations

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.style import AestheticEmbedding
from stylogeny.style.prompts.text_tower import TextTower


def test_aesthetic_gradients_on_the_tower(library):
    e = library.learn([k for k in range(120) if (k // 3) % 2 == 1][:10])
    plain = library.tower.texts(["harbour"])[0]
    half, full = (library.tower.steer("harbour", e, strength=s) for s in (0.5, 1.0))
    assert plain @ e.vector < half @ e.vector < full @ e.vector
    assert np.array_equal(library.tower.texts(["harbour"])[0], plain)  # the tower is as before
    cubist = [
        (np.arange(120) // 3 % 2 == 1) @ s.weights
        for s in (library.style("harbour"), library.style("harbour", e=e, lr=3e-3))
    ]
    assert cubist[1] > cubist[0]
    with pytest.raises(StylogenyError, match="belongs to encoder 'clip'"):
        library.tower.steer("harbour", AestheticEmbedding(np.ones(128), "clip"))


def test_file_round_trip(library, tmp_path):
    library.tower.save(tmp_path / "t.safetensors")
    back = TextTower.read(tmp_path / "t.safetensors")
    assert back.name == library.tower.name and back.provenance == library.tower.provenance
    assert np.array_equal(back.texts(["snow"]), library.tower.texts(["snow"]))
    (tmp_path / "t.safetensors").write_bytes(b"no")
    with pytest.raises(StylogenyError, match=r"damaged.*trained again"):
        TextTower.read(tmp_path / "t.safetensors")
