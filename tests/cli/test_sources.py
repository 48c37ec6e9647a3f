"""`sources` and `followers`: a table for people, JSON for machines, a page of pictures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from questions.conftest import graph as graph
from questions.conftest import run as run
from stylogeny.cli import main
from stylogeny.runs import Run


def test_the_table_the_json_and_the_page_agree(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "work 10", str(run.path), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [row["elder"] for row in said["sources"]] == ["w9", "w0"] and said["kind"] == "work"
    page = Path(said["page"]).read_text(encoding="utf-8")
    assert "Sources of &#34;Work 10&#34;" in page and page.count("<img") == 4 and "60\u202f%" in page
    assert main(["sources", "work 10", str(run.path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Sources of") and lines[1].split("  ")[1:3] == ["60 % (0-100)", "Work 9"]


def test_followers_are_of_the_same_kind(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["followers", "Artist 2 <b>", str(run.path), "-n", "2", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["kind"] == "artist" and len(said["followers"]) == 2
    assert main(["followers", "Other", str(run.path), "--style"]) == 0
    assert "School <i>" in capsys.readouterr().out


def test_what_is_documented_is_set_beside(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "known.csv"
    table.write_text("source,target\nArtist 1 <b>,Artist 2 <b>\n")
    assert main(["sources", "Artist 2 <b>", str(run.path), "--documented", str(table)]) == 0
    out = capsys.readouterr().out
    assert "not documented" in out and [line for line in out.splitlines() if line.rstrip().endswith("  documented")]


def test_a_misspelt_name_is_one_line_with_the_right_kind(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "Artst 2", str(run.path), "--artist"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "no such artist" in line and "'Artist 2 <b>'" in line
