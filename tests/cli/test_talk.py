"""The command that talks with an artist of a simulated history on disk."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from helpers.simulated_history import saved_run
from stylogeny.cli import main
from stylogeny.society.events import read_events


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return saved_run(tmp_path)


def test_one_shot_talk_is_grounded_and_recorded_only_when_asked(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["talk", "Bo Lind", str(run), "--say", "Who taught you?", "--say", "I love your pictures", "--json"]) == 0
    )
    value = json.loads(capsys.readouterr().out)
    assert "Ada Berg" in value["turns"][0]["answer"] and value["events"] == value["fallbacks"] == []
    assert [(turn["message"], turn["about"]) for turn in value["turns"]] == [
        ("Who taught you?", "answer teacher"), ("I love your pictures", "answer praise"),
    ]  # fmt: skip
    folder = run / "futures" / "society"
    assert read_events(folder) == []
    assert (
        main(["talk", "Bo Lind", str(run), "--say", "I love your pictures", "--record-events", "--year", "1990"]) == 0
    )
    assert "1 audience event" in capsys.readouterr().out
    assert [(e["year"], e["artist"], e["kind"]) for e in read_events(folder)] == [(1990, "a1", "praise")]


def test_a_conversation_ends_with_an_empty_line(
    run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Hello\nAnd Piece 1?\n\nnot heard\n"))
    assert main(["talk", "Ada Berg", str(run)]) == 0
    lines = capsys.readouterr().out.strip().splitlines()
    assert len(lines) == 2 and "“Piece 1”" in lines[1]


def test_a_dead_endpoint_is_marked_in_one_line(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["talk", "Bo Lind", str(run), "--say", "Hello", "--writer", "http://127.0.0.1:9/v1", "--model", "tiny"]
    assert main(words) == 0
    assert "1 text fell back on the grammar" in capsys.readouterr().out


def test_bad_questions_are_one_line(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words, said in (
        (["talk", "Nobody", str(run), "--say", "x"], "no such artist"),
        (["talk", "Bo Lind", str(run), "--future", "other", "--say", "x"], "there are society"),
        (["talk", "Bo Lind", str(run), "--say", "x", "--writer", "http://127.0.0.1:9/v1"], "--model"),
        (["talk", "Bo Lind", str(run), "--say", " "], "nothing to answer"),
        (["talk", "Bo Lind", str(run), "--say", "Bravo", "--say", "", "--record-events"], "nothing to answer"),
        (["talk", "Bo Lind", str(run), "--say", "Bravo", "--record-events", "--year", "1949"], "it is 1950"),
        (["talk", "Bo Lind", str(run), "--say", "Bravo", "--record-events", "--year", "0"], "it is 1950"),
    ):
        assert main(words) == 2
        line = capsys.readouterr().err.strip()
        assert said in line and "\n" not in line
    assert read_events(run / "futures" / "society") == []  # what could not be answered was not kept
    for picture in (run / "futures" / "society" / "pictures").iterdir():
        picture.write_bytes(picture.read_bytes()[:90])
    assert main(["talk", "Bo Lind", str(run), "--say", "Hello"]) == 2
    assert "not a usable picture" in capsys.readouterr().err
