"""Records of results: digests of parts, and comparisons that tell a change from another name."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image
from safetensors.numpy import save_file

from verification.common.records import compare, record


def results(folder: Path, *, column: str = "net", weight: float = 1.0, picture: str = "a.png") -> Path:
    """A folder of one file of each kind."""
    folder.mkdir()
    pd.DataFrame({"id": ["w0", "w1"], column: [0.5, 1.5]}).to_parquet(folder / "lineage.parquet")
    save_file({"vectors": np.full((2, 2), weight, np.float32)}, folder / "space.safetensors")
    Image.fromarray(np.zeros((4, 4, 3), np.uint8)).save(folder / picture)
    (folder / "answer.json").write_text(json.dumps({"point": 1.0, "where": str(folder)}))
    (folder / "index.html").write_text("<p>page</p>")
    return folder


def test_the_same_results_in_another_folder_are_the_same(tmp_path: Path) -> None:
    comparison = compare(record(results(tmp_path / "a")), record(results(tmp_path / "b")))
    assert not comparison.differs and comparison.lines() == ["5 files are the same"]


def test_names_that_changed_are_no_differences(tmp_path: Path) -> None:
    before = record(results(tmp_path / "a"))
    after = record(results(tmp_path / "b", column="displacement", picture="b.png"))
    comparison = compare(before, after)
    assert not comparison.differs and comparison.moved == [("a.png", "b.png")]
    assert comparison.lines()[1] == "renamed lineage.parquet: renamed: net -> displacement"


def test_a_tensor_that_changed_is_named(tmp_path: Path) -> None:
    comparison = compare(record(results(tmp_path / "a")), record(results(tmp_path / "b", weight=2.0)))
    assert comparison.differs
    assert comparison.lines() == ["differs space.safetensors: changed: vectors", "4 files are the same"]


def test_a_file_that_is_gone_is_a_difference(tmp_path: Path) -> None:
    before, after = record(results(tmp_path / "a")), record(results(tmp_path / "b"))
    del after["index.html"]
    comparison = compare(before, after)
    assert comparison.differs and comparison.gone == ["index.html"]
