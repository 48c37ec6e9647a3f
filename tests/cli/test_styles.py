"""Naming styles from the command line, and using their names elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpers.captioned_run import captioned_run
from helpers.planted_history import graph as graph
from helpers.traced_run import traced_run
from stylogeny.cli import main
from stylogeny.influence.graph import InfluenceGraph


def test_named_styles_are_listed_drawn_renamed_and_forgotten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = str(captioned_run(tmp_path)[0].path)
    sheet = tmp_path / "s.png"
    argv = ["styles", run, "--quiet", "--json"]
    assert main([*argv, "--clusters", "2", "--size", "32", "-o", str(sheet)]) == 0
    first = json.loads(capsys.readouterr().out)
    names = [style["name"] for style in first["named"]]
    assert len(names) == 2 and first["styles"] == ["Impressionism", "Cubism"] and sheet.exists()
    assert main([*argv, "--rename", names[0], "My own"]) == 0
    assert [s["name"] for s in json.loads(capsys.readouterr().out)["named"]] == ["My own", names[1]]
    drawn = ["render", "my own - 0.5*Cubism", run, "-n", "2", "--size", "32", "--quiet", "-o", str(tmp_path / "r.png")]
    assert main(drawn) == 0 and (tmp_path / "r.png").exists()
    assert main([*argv, "--forget", "My own", names[1]]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["named"] == []
    assert main(drawn) == 2 and "my own" in capsys.readouterr().err
    assert main([*argv, "-o", "s.txt"]) == 2 and "name a .png file" in capsys.readouterr().err


def test_works_of_a_future_are_styles(
    graph: InfluenceGraph, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = str(traced_run(tmp_path / "run", graph).path)
    assert main(["imagine", run, "-n", "3", "--name", "next", "--no-pictures", "--quiet", "--json"]) == 0
    capsys.readouterr()
    assert main(["styles", run, "--future", "next", "--quiet", "--json"]) == 0
    named = json.loads(capsys.readouterr().out)["named"]
    assert len(named) == 3 and {style["kind"] for style in named} == {"work"}
    assert all(style["source"] == "future next" and len(style["works"]) == 5 for style in named)
    assert main(["styles", run, "--future", "nowhere", "--quiet"]) == 2
    assert "imagine or simulate one first" in capsys.readouterr().err
