"""The command that writes the catalogue of a simulated history on disk, and what goes with it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from helpers.simulated_history import saved_run
from stylogeny.cli import main
from stylogeny.runs import slug


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return saved_run(tmp_path)


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


def test_a_dead_endpoint_is_marked_in_one_line(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["catalogue", str(run), "--rooms", "1", "--lives", "0", "--writer", "http://127.0.0.1:9/v1", "--model", "m"]
    assert main([*words, "--quiet"]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "grammar" in line]
    assert re.match(r"\d+ texts fell back on the grammar \(.+\); run again", line)
    assert main([*words, "--quiet", "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert len(value["fallbacks"]) == value["texts"] > 5


def test_what_is_wrong_is_one_line(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    for words, message in ((["catalogue", str(tmp_path / "empty")], "no simulated future"),):
        assert main(words) == 2
        line = capsys.readouterr().err.strip()
        assert message in line and "\n" not in line
    for picture in (run / "futures" / "society" / "pictures").iterdir():
        picture.write_bytes(picture.read_bytes()[:90])
    assert main(["catalogue", str(run)]) == 2 and "not a usable picture" in capsys.readouterr().err
    (run / "futures" / "society" / "parents.parquet").write_bytes(b"half")
    assert main(["catalogue", str(run)]) == 2 and "run `stylogeny simulate` again" in capsys.readouterr().err
