"""The bulges command: what it lists, draws and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from helpers.small_history import make_works
from stylogeny.cli import main
from stylogeny.corpus.works import Works
from stylogeny.embedding.space import Embedding
from stylogeny.runs import Run


@pytest.fixture()
def run(tmp_path: Path) -> Path:
    """Works that look like their time, and three at the end that look a little like every time."""
    rng = np.random.default_rng(0)
    year = np.sort(rng.uniform(1500, 1900, 240))
    vectors = 3.0 * np.eye(9)[((year - 1500) // 50).astype(int)] + 0.5 * rng.normal(size=(240, 9))
    vectors[-3:] = 1.5 + 0.1 * rng.normal(size=(3, 9))
    Image.new("RGB", (40, 30), (200, 80, 60)).save(tmp_path / "red.png")
    table = make_works(year).table.assign(picture="red.png")
    table.loc[5, "picture"] = "gone.png"
    space = Embedding(Works(table, tmp_path), vectors, np.zeros(9))
    folder = Run(tmp_path / "run", create=True)

    def work() -> None:
        space.works.save(folder.path / "works.parquet")
        space.save(folder)

    folder.step("embed", work, parameters={}, outputs=["works.parquet", "embedding.safetensors"])
    return folder.path


def test_the_works_near_most_periods_are_listed_and_drawn(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "bulges.png"
    assert main(["bulges", str(run), "--max", "2", "-o", str(sheet), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["works"] == 240 and 2 <= said["bulges"] <= 6 and len(said["first"]) == 2
    last = set(Embedding.read(run).works.ids[-3:])
    assert {line["id"] for line in said["first"]} <= last
    assert Image.open(sheet).width > Image.open(sheet).height
    assert main(["bulges", str(run)]) == 0
    assert "near more of the 12 periods than chance allows" in capsys.readouterr().out


def test_a_run_without_a_space_is_told_what_is_missing(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (run / "embedding.safetensors").unlink()
    assert main(["bulges", str(run)]) == 2
    assert "stylogeny embed" in capsys.readouterr().err
