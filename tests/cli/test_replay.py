"""The command that replays: a page and figures, and bad years in one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpers.small_past import past as past
from helpers.traced_run import traced_run
from stylogeny.cli import main
from stylogeny.influence.graph import InfluenceGraph


@pytest.fixture
def run(past: InfluenceGraph, tmp_path: Path) -> Path:
    return traced_run(tmp_path / "run", past).path


def test_a_replay_leaves_a_page_and_figures(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    argv = [
        "replay",
        str(run),
        "--from",
        "1850",
        "--runs",
        "1",
        "--artists",
        "20",
        "--no-pictures",
        "--quiet",
        "--json",
    ]
    assert main(argv) == 0
    said = json.loads(capsys.readouterr().out)
    assert Path(said["page"]).read_text(encoding="utf-8").startswith("<!doctype html>")
    assert said["runs"] == 1 and (run / "replay" / "1850" / "replay.json").exists()
    assert list((run / "until" / "1850" / "replay").glob("*.safetensors"))  # a finished run is not played again


def test_commands_work_from_a_year_and_refuse_one_that_leaves_nothing(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    imagine = ["imagine", str(run), "--from", "1850", "-n", "2", "--no-pictures", "--quiet"]
    assert main([*imagine, "--json"]) == 0
    works = json.loads(capsys.readouterr().out)["works"]
    assert all(w["year"] > 1840 for w in works) and (run / "until" / "1850" / "futures").exists()
    for year, says in (("1705", "too few works"), ("1950", "nothing came after")):
        assert main(["imagine", str(run), "--from", year, "--no-pictures", "--quiet"]) == 2
        assert main(["replay", str(run), "--from", year, "--no-pictures", "--quiet"]) == 2
        said = capsys.readouterr().err.strip().splitlines()
        assert len(said) == 2 and all(says in line for line in said)
