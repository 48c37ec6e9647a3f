"""The refine command: what it writes, what it says when no round helps, and that it is not done twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import stylogeny as sg
from helpers.small_history import simulate
from helpers.traced_run import traced_run
from stylogeny.cli import main
from stylogeny.runs import Run


@pytest.fixture()
def run(tmp_path: Path) -> Path:
    graph = sg.trace(simulate(n=120, d=5, seed=3).space, fits=1)
    return traced_run(tmp_path / "run", graph).path


def test_a_better_space_is_a_run_of_its_own_and_nothing_is_written_otherwise(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    command = ["refine", str(run), "--rounds", "1", "--json", "--quiet"]
    assert main(command) == 0
    said = json.loads(capsys.readouterr().out)
    assert len(said["predictive_gain"]) == 2 and len(said["lower_bound"]) == 1 and said["reason"]
    refined = run / "refined"
    if said["rounds"]:
        assert said["run"] == str(refined) and "refine" in Run(refined).manifest["steps"]
        assert main(["trace", str(refined), "--fits", "1", "--quiet"]) == 0
    else:
        assert said["run"] is None and not refined.exists()
    assert not (run / "rounds").exists()
    written = (run / "refine.json").stat().st_mtime_ns
    capsys.readouterr()
    assert main(command) == 0
    assert json.loads(capsys.readouterr().out) == said and (run / "refine.json").stat().st_mtime_ns == written


def test_a_run_is_not_refined_in_place_nor_before_it_is_traced(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["refine", str(run), "--out", str(run)]) == 2
    assert "folder of its own" in capsys.readouterr().err
    (run / "influence.parquet").unlink()
    assert main(["refine", str(run)]) == 2
    assert "stylogeny trace" in capsys.readouterr().err
