"""Sheets of thumbnails hold what they were given, in every size, and are made once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from stylogeny.artifacts import read_tensors
from stylogeny.display.map.atlas import CELLS, FORMAT, PER_SHEET, SIDE, AtlasFolder, sheet_of


def thumbnail(k: int) -> np.ndarray | None:
    """A smooth picture of a size and tint of its own; every seventh work has none."""
    if k % 7 == 3:
        return None
    high, wide = (64, 40 + k % 25) if k % 2 else (30 + k % 35, 64)
    tint = np.array([k % 256, (k * 7) % 256, (k * 13) % 256])
    ramp = np.linspace(0, 40, wide)[None, :, None]
    return np.clip(tint + ramp * np.ones((high, 1, 3)), 0, 255).astype(np.uint8)


def cell_of(atlas: AtlasFolder, k: int, cell: int) -> np.ndarray:
    """Where the page's script looks for a thumbnail."""
    across = SIDE // cell
    sheet, at = divmod(k, across * across)
    y, x = divmod(at, across)
    picture = np.asarray(Image.open(atlas.sheet(cell, sheet)).convert("RGB"))
    return picture[y * cell : (y + 1) * cell, x * cell : (x + 1) * cell]


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> AtlasFolder:
    made = AtlasFolder(tmp_path_factory.mktemp("atlas"), PER_SHEET + 70)
    made.build(thumbnail)
    return made


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("k", [0, 5, PER_SHEET - 1, PER_SHEET + 69])
def test_a_cell_is_the_thumbnail(atlas: AtlasFolder, k: int, cell: int) -> None:
    truth, times = thumbnail(k), CELLS[0] // cell
    assert truth is not None
    high, wide = truth.shape[0] // times, truth.shape[1] // times
    whole = truth[: high * times, : wide * times].reshape(high, times, wide, times, 3).mean(axis=(1, 3))
    got = cell_of(atlas, k, cell)[:high, :wide].astype(float)
    assert np.abs(got - whole).mean() < 6  # JPEG, which halves the colours' resolution


def test_sizes_and_colours_stand_beside(atlas: AtlasFolder) -> None:
    cells, _ = read_tensors(atlas.cells(1), FORMAT)
    for k in (0, 1, 2):
        truth = thumbnail(PER_SHEET + k)
        size = [0, 0] if truth is None else [truth.shape[1], truth.shape[0]]
        assert cells["sizes"][k].tolist() == size
        if truth is not None:
            np.testing.assert_allclose(cells["colours"][k], truth.mean(axis=(0, 1)), atol=1)


def test_nothing_foreign_lies_beside_a_thumbnail() -> None:
    small = np.full((20, 30, 3), 200, dtype=np.uint8)
    assert (sheet_of([small, None]).picture[:64, :64] == 200).all()


def test_what_is_there_is_not_made_again(atlas: AtlasFolder) -> None:
    asked: list[int] = []

    def asking(k: int) -> np.ndarray | None:
        asked.append(k)
        return thumbnail(k)

    assert atlas.done
    atlas.cells(1).write_bytes(b"half of a file")
    atlas.build(asking)
    assert asked == list(range(PER_SHEET, atlas.n)) and atlas.done


def test_it_stops_when_it_is_told_and_goes_on_from_there(tmp_path: Path) -> None:
    atlas, asked = AtlasFolder(tmp_path, PER_SHEET + 5), []

    def asking(k: int) -> None:
        asked.append(k)

    atlas.build(asking, stopped=lambda: len(asked) > PER_SHEET)
    assert atlas.ready() == {64: 1, 32: 0, 16: 0} and not atlas.done
    asked.clear()
    atlas.build(asking)
    assert asked == list(range(PER_SHEET, PER_SHEET + 5)) and atlas.done


def test_an_atlas_of_nothing_is_done(tmp_path: Path) -> None:
    AtlasFolder(tmp_path, 0).build(thumbnail)
    assert AtlasFolder(tmp_path, 0).done
