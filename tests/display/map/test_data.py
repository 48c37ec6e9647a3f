"""What a browser is sent: every work, where it belongs, and its heaviest parents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load
from scipy import sparse

from stylogeny.display.map.data import IN_TIME, REFUSED, UNDATED, MapData, map_data
from stylogeny.errors import StylogenyError

N = 12


def given(**changed: Any) -> dict[str, Any]:
    """Twelve works: the last three undated, the last of them refused, though its year is known."""
    rng = np.random.default_rng(0)
    names = np.array([f"w{k}" for k in range(N)], dtype=object)
    parents = sparse.lil_array((N, N))
    for k in range(1, 9):
        parents[k, : min(k, 7)] = np.linspace(0.01, 0.4, min(k, 7)) / 2
    whole = {
        "columns": {
            "id": names,
            "title": names,
            "date": names,
            "artist": np.array(["b", "a", ""] * 4, dtype=object),
            "style": np.array(["s"] * N, dtype=object),
        },
        "years": np.array([1500.0 + 10 * k for k in range(9)] + [np.nan, np.nan, 1540]),
        "lane": np.array([IN_TIME] * 9 + [UNDATED, UNDATED, REFUSED]),
        "vectors": rng.normal(size=(N, 4)).astype(np.float32),
        "parents": parents.tocsr(),
        "importance": np.arange(N)[::-1],
    }
    return {**whole, **changed}


@pytest.fixture(scope="module")
def data() -> MapData:
    return map_data(**given())


def test_it_reads_back_as_it_was_written(data: MapData, tmp_path: Path) -> None:
    data.save(tmp_path)
    again = MapData.read(tmp_path)
    assert again.words == data.words and len(again) == N
    for name, values in data.numbers.items():
        np.testing.assert_array_equal(again.numbers[name], values)
        np.testing.assert_array_equal(load(data.to_bytes())[name], values)
        assert values.dtype in (np.float32, np.uint8, np.uint16, np.uint32)  # what the browser reads


def test_a_damaged_file_is_refused(data: MapData, tmp_path: Path) -> None:
    data.save(tmp_path)
    file = tmp_path / "numbers.safetensors"
    file.write_bytes(file.read_bytes()[:-1] + b"\x7f")
    with pytest.raises(StylogenyError, match="map-numbers"):
        MapData.read(tmp_path)


def test_time_runs_across(data: MapData) -> None:
    assert np.all(np.diff(data.x[:9]) > 0) and data.x[0] == 0 and data.x[8] == 1


def test_works_outside_time_have_lanes_below(data: MapData) -> None:
    assert data.down[:9].max() < 1 < data.down[9:11].min() <= data.down[9:11].max() < data.down[11]
    assert data.x[11] == pytest.approx(data.x[4])  # refused for its picture: its year still says where
    assert sorted(data.x[9:11]) == pytest.approx([0.25, 0.75])


def test_parents_are_the_heaviest_first(data: MapData) -> None:
    span = slice(int(data.start[8]), int(data.start[9]))
    assert data.parent[span].tolist() == [6, 5, 4, 3, 2]
    assert data.share[span].tolist() == [20, 17, 14, 10, 7]
    assert data.start[-1] == len(data.parent) == len(data.share)


def test_names_are_told_by_number(data: MapData) -> None:
    assert data.words["artists"] == ["", "a", "b"] and data.artist[:3].tolist() == [2, 1, 0]
    assert data.order.tolist() == list(range(N))


def test_many_names_have_wider_numbers() -> None:
    rng, n = np.random.default_rng(0), 300
    names = np.array([f"n{k}" for k in range(n)], dtype=object)
    columns = dict.fromkeys(("id", "title", "date", "artist", "style"), names)
    many = map_data(
        columns, years=np.arange(n, dtype=float), lane=np.zeros(n), vectors=rng.normal(size=(n, 3)),
        parents=sparse.csr_array((n, n)), importance=np.zeros(n),
    )  # fmt: skip
    assert many.artist.dtype == np.uint16 and len(set(many.artist.tolist())) == n


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"columns": {"id": np.array([])}}, "lacks columns"), ({"years": np.full(N, np.nan)}, "no year")],
)
def test_what_cannot_be_drawn_is_refused(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(StylogenyError, match=said):
        map_data(**given(**changed))
