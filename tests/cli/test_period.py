"""`period`, `timeline`, `artist` and `similar` as commands: lines for people, JSON for machines, a page of pictures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from questions.conftest import graph as graph
from questions.conftest import run as run
from stylogeny.cli import main
from stylogeny.runs import Run


def answer(argv: list[str], capsys: pytest.CaptureFixture[str]) -> dict:
    assert main([*argv, "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert Path(value["page"]).read_text(encoding="utf-8").count("<img") > 1
    return value


def test_a_period(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    said = answer(["period", "1550", "1599", str(run.path)], capsys)
    assert said["works_made"] == 10 and said["works"][0]["id"] == "w10" and said["began"][0]["name"] == "Artist 2 <b>"
    assert main(["period", "1550", "1599", str(run.path)]) == 0
    assert "Who mattered: Artist" in capsys.readouterr().out
    assert main(["period", "100", "200", str(run.path)]) == 2
    assert "they are of 1500" in capsys.readouterr().err


def test_works_in_time(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    said = answer(["timeline", str(run.path), "--every", "50", "--from", "1550"], capsys)
    assert [row["works"] for row in said["periods"]] == [10, 10, 9]
    assert main(["timeline", str(run.path), "--every", "50"]) == 0
    assert capsys.readouterr().out.startswith("1500-1549  10 works")


def test_an_artist(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    said = answer(["artist", "artist 2", str(run.path)], capsys)
    assert said["artist"] == "Artist 2 <b>" and len(said["works"]) == 5 and said["sources"] and said["followers"]
    assert main(["artist", "artist 2", str(run.path)]) == 0
    assert capsys.readouterr().out.startswith("Artist 2 <b>: 5 works, 1550 to 1570")


def test_what_is_similar(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    said = answer(["similar", "w10", str(run.path), "-n", "3"], capsys)
    assert len(said["similar"]) == 3 and said["similar"][0]["distance"] <= said["similar"][2]["distance"]
    assert main(["similar", "Other", str(run.path), "--style"]) == 0
    assert "School <i>" in capsys.readouterr().out
