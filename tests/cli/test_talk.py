"""The commands that find words: catalogue and talk, on a simulated history on disk."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import jsonschema
import pandas as pd
import pytest

from helpers.simulated_history import made
from stylogeny.cli import main
from stylogeny.histories.simulation import Simulation
from stylogeny.provenance import Provenance
from stylogeny.runs import slug
from stylogeny.society.events import read_events


@pytest.fixture
def run(tmp_path: Path) -> Path:
    told = made()
    film = pd.DataFrame({"year": [1950], "artists": [6], "made": [1], "shown": [1], "spread": [0.0], "gini": [0.0]})
    history = Simulation(
        told.works,
        told.vectors,
        told.parents,
        told.artists,
        told.movements,
        film,
        start=1949,
        years=60,
        pictures=told.pictures,
        provenance=Provenance({"seed": 3}),
    )
    history.save(tmp_path / "run" / "futures" / "society")
    return tmp_path / "run"


def test_the_catalogue_is_written_beside_the_future(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalogue", str(run), "--personas", "2", "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    folder = run / "futures" / "society"
    assert (
        value["rooms"] == ["The Slate Circle", "The Bone Room"] and value["fallbacks"] == [] and value["film"] is None
    )
    page = (folder / "catalogue.html").read_bytes()
    assert main(["catalogue", str(folder)]) == 0 and (folder / "catalogue.html").read_bytes() == page
    assert "made by stylogeny with seed 3" in (folder / "catalogue.md").read_text(encoding="utf-8")  # the history's
    for link in (folder / "catalogue.md").read_text(encoding="utf-8").split("](")[1:]:
        assert (folder / link.split(")")[0]).exists()
    said = set(re.split(r"(?<=[.!?:]) +|\n+", (folder / "catalogue.md").read_text(encoding="utf-8")))
    schema = json.loads((folder / "personas" / "persona.schema.json").read_text())
    for pack in value["personas"]:
        value_of = json.loads(Path(pack).read_text(encoding="utf-8"))
        assert value_of["provenance"]["seed"] == 3
        jsonschema.validate(value_of, schema)
        assert all((folder / w["picture"]).exists() for w in value_of["works"] if "picture" in w)
        for text in (value_of["biography"], value_of["esthetic"]):  # no sentence of the book is said again
            assert text and not said & set(re.split(r"(?<=[.!?:]) +", text))


def test_sheets_careers_and_a_film_where_asked(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalogue", str(run), "--film", "1", "--json", "--quiet"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert Path(value["careers"]).name == "careers.html" and Path(value["careers"]).exists()
    assert [Path(p).name for p in value["sheets"]] == [
        f"{slug(name)}.png" for name in ("The Slate Circle", "The Bone Room")
    ]
    film = Path(value["film"])
    assert film.name == "film.mp4" and film.read_bytes()[4:8] == b"ftyp"
    # a future apart from the run that it grew from cannot be painted on: one line says so
    assert main(["catalogue", str(run), "--paint", "3", "--quiet"]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_one_shot_talk_is_grounded_and_affects_only_when_asked(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["talk", "Bo Lind", str(run), "--say", "Who taught you?", "--say", "I love your pictures", "--json"]) == 0
    )
    value = json.loads(capsys.readouterr().out)
    assert "Ada Berg" in value["turns"][0]["answer"] and value["events"] == []
    folder = run / "futures" / "society"
    assert read_events(folder) == []
    assert main(["talk", "Bo Lind", str(run), "--say", "I love your pictures", "--affect", "--year", "1990"]) == 0
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


def test_bad_questions_are_one_line(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    for words, said in (
        (["talk", "Nobody", str(run), "--say", "x"], "no such artist"),
        (["talk", "Bo Lind", str(run), "--future", "other", "--say", "x"], "there are society"),
        (["catalogue", str(tmp_path / "empty")], "no simulated future"),
        (["catalogue", str(run), "--rooms", "-1"], "not negative"),
        (["talk", "Bo Lind", str(run), "--say", "x", "--writer", "http://127.0.0.1:9/v1"], "--model"),
        (["talk", "Bo Lind", str(run), "--say", " "], "nothing to answer"),
        (["talk", "Bo Lind", str(run), "--say", "Bravo", "--say", "", "--affect"], "nothing to answer"),
        (["talk", "Bo Lind", str(run), "--say", "Bravo", "--affect", "--year", "1949"], "it is 1950"),
        (["talk", "Bo Lind", str(run), "--say", "Bravo", "--affect", "--year", "0"], "it is 1950"),
        (["talk", "Bo Lind", str(run), "--say", "x", "--budget", "-1"], "not negative"),
        (["catalogue", str(run), "--budget", "-1"], "not negative"),
    ):
        assert main(words) == 2
        line = capsys.readouterr().err.strip()
        assert said in line and "\n" not in line
    assert read_events(run / "futures" / "society") == []  # what could not be answered was not kept
    for picture in (run / "futures" / "society" / "pictures").iterdir():
        picture.write_bytes(picture.read_bytes()[:90])
    for words in (["catalogue", str(run)], ["talk", "Bo Lind", str(run), "--say", "Hello"]):
        assert main(words) == 2 and "not a usable picture" in capsys.readouterr().err
    (run / "futures" / "society" / "parents.parquet").write_bytes(b"half")
    assert main(["catalogue", str(run)]) == 2 and "run `stylogeny simulate` again" in capsys.readouterr().err
