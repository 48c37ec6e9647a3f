"""The refine command: what it writes, and what it says when no round helps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpers.small_history import simulate
from stylogeny.cli import main
from stylogeny.runs import Run


@pytest.fixture()
def run(tmp_path: Path) -> Path:
    space = simulate(n=120, d=5, seed=3).space
    folder = Run(tmp_path / "run", create=True)
    space.works.save(folder.path / "works.parquet")
    space.save(folder)
    assert main(["trace", str(folder.path), "--quiet"]) == 0
    return folder.path


def test_a_better_space_is_a_run_of_its_own_and_nothing_is_written_otherwise(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    out = tmp_path / "refined"
    assert main(["refine", str(run), "--out", str(out), "--rounds", "1", "--json", "--quiet"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert len(said["predictive_gain"]) == 2 and said["reason"]
    if said["rounds"]:
        assert said["run"] == str(out) and "refine" in Run(out).manifest["steps"]
        assert main(["trace", str(out), "--quiet"]) == 0
    else:
        assert said["run"] is None and not out.exists()


def test_a_run_is_not_refined_in_place_nor_before_it_is_traced(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["refine", str(run), "--out", str(run)]) == 2
    assert "folder of its own" in capsys.readouterr().err
    (run / "influence.parquet").unlink()
    assert main(["refine", str(run), "--out", str(run.parent / "other")]) == 2
    assert "stylogeny trace" in capsys.readouterr().err
