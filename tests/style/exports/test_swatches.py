from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from stylogeny.style.exports.sources import StyleSource, StyleSources
from stylogeny.style.exports.swatches import Swatches, thumbnail


def source(folder: Path, name: str, colour: tuple[int, int, int], share: float) -> StyleSource:
    Image.new("RGB", (40, 30), colour).save(folder / f"{name}.png")
    return StyleSource(name, "", "", "", "", "", share, folder / f"{name}.png")


def test_colours_come_by_their_shares(tmp_path):
    works = [source(tmp_path, "red", (200, 20, 20), 0.75), source(tmp_path, "blue", (20, 20, 200), 0.25)]
    swatches = Swatches.of(StyleSources("two", works, ""))
    assert swatches.shares == pytest.approx([0.75, 0.25], abs=0.01)
    np.testing.assert_allclose(swatches.colours, [[200, 20, 20], [20, 20, 200]], atol=2)
    strip = swatches.strip()
    assert strip.shape == (120, 720, 3) and tuple(strip[0, 0]) == tuple(swatches.colours[0])
    assert swatches.save(tmp_path, "Two", "two") == ["two.gpl", "two.palette.json", "two.palette.png"]
    lines = (tmp_path / "two.gpl").read_text().splitlines()
    assert lines[0] == "GIMP Palette" and len(lines) == 4 + 2
    kept = json.loads((tmp_path / "two.palette.json").read_text())["colours"]
    assert [c["hex"] for c in kept] == swatches.hexes


def test_a_thumbnail_is_the_middle_square():
    wide = np.zeros((10, 30, 3), np.uint8)
    wide[:, 10:20] = 255
    assert (thumbnail(wide, 8) == 255).all()
