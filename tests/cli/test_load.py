"""``stylogeny load`` and ``stylogeny info``: the table, JSON, skipping what is done, one-line errors."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from stylogeny.cli import main


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "c").mkdir()
    for number in range(3):
        pixels = np.random.default_rng(number).integers(0, 255, (40, 40, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(tmp_path / "c" / f"{number}.png")
    (tmp_path / "c" / "3.png").write_bytes(b"")
    lines = [
        "file_name,title,YearCreated",
        *(f"{n}.png,T{n},{when}" for n, when in enumerate(["1503", "c. 1600", "n.d.", "1700"])),
    ]
    (tmp_path / "c" / "metadata.csv").write_text("\n".join(lines))
    return tmp_path / "c"


def test_load_ends_with_what_was_read_marked_and_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["load", str(folder), "--out", str(tmp_path / "run"), "--map", "date=YearCreated"]
    assert main(command) == 0
    table = capsys.readouterr().out
    rows = [line.split() for line in table.splitlines()]
    assert ["works", "4"] in rows and ["dated", "2"] in rows and ["undated", "1"] in rows and ["refused", "1"] in rows
    assert "the work is not dated" in table and "empty file" in table
    before = (tmp_path / "run" / "works.parquet").stat().st_mtime_ns
    assert main([*command, "--json"]) == 0
    assert (tmp_path / "run" / "works.parquet").stat().st_mtime_ns == before
    assert json.loads(capsys.readouterr().out)["statuses"] == {
        "dated": 2, "undated: the work is not dated": 1, "refused: empty file": 1,
    }  # fmt: skip


def test_info_says_what_a_run_holds(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["load", str(folder), "--out", str(tmp_path / "run"), "--map", "date=YearCreated"])
    capsys.readouterr()
    assert main(["info", str(tmp_path / "run"), "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["works"] == {
        "rows": 4,
        "dated": 2,
        "undated": 1,
        "refused": 1,
        "artists": 1,
        "styles": 0,
        "years": [1503, 1600],
    }
    assert set(facts["files"]) == {"load.csv", "manifest.json", "works.parquet"}
    corpus = facts["steps"]["load"]["provenance"]["parameters"]["corpus"]  # as seen from the run
    assert not Path(corpus).is_absolute() and (tmp_path / "run" / corpus).resolve() == folder.resolve()
    assert main(["info", str(tmp_path / "run")]) == 0
    assert "4 works, 2 dated, 1 undated, 1 refused" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["load", "{0}/none", "--out", "{0}/run"], "no such file or folder"),
        (["load", "{0}/c", "--out", "{0}/run", "--map", "date"], "--map takes FIELD=COLUMN"),
        (["load", "{0}/c", "--out", "{0}/run", "--kind", "louvre"], "no such kind"),
        (["info", "{0}"], "not a run folder"),
    ],
)
def test_known_errors_are_one_line(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main([a.format(tmp_path) for a in arguments]) == 2
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1


def test_what_an_earlier_load_was_told_is_kept(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["load", str(folder), "--out", str(tmp_path / "run")]
    assert main([*command, "--map", "date=YearCreated"]) == 0
    before = (tmp_path / "run" / "works.parquet").stat().st_mtime_ns
    capsys.readouterr()
    assert main(command) == 0
    said = capsys.readouterr()
    assert "--map date=YearCreated, which is kept" in said.err and "date=YearCreated" in said.out
    assert (tmp_path / "run" / "works.parquet").stat().st_mtime_ns == before
    assert main([*command, "--force"]) == 0
    assert (tmp_path / "run" / "works.parquet").stat().st_mtime_ns > before


def test_a_picture_that_went_is_noticed(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["load", str(folder), "--out", str(tmp_path / "run"), "--json"]
    main(command)
    (folder / "0.png").unlink()
    capsys.readouterr()
    assert main(command) == 0
    assert json.loads(capsys.readouterr().out)["examples"]["refused: no such file"] == ["0.png"]


def test_load_says_what_it_read_and_what_would_read_more(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (folder / "metadata.csv").read_text().replace("YearCreated", "Entstanden im")
    (folder / "metadata.csv").write_text(text)
    assert main(["load", str(folder), "--out", str(tmp_path / "run")]) == 0
    said = capsys.readouterr().out
    assert "metadata.csv" in said and "picture=file_name, title=title" in said
    assert "not read          Entstanden im" in said and "--map 'date=Entstanden im'" in said
    assert "empty file: 3.png" in said and "load.csv" in said


def test_workers_look_at_rows_as_this_process_does(folder: Path, tmp_path: Path) -> None:
    runs = []
    for how in ([], ["--executor", "process", "--workers", "2"]):
        runs.append(tmp_path / f"run{len(runs)}")
        assert main(["load", str(folder), "--out", str(runs[-1]), "--map", "date=YearCreated", "--quiet", *how]) == 0
    assert (runs[0] / "works.parquet").read_bytes() == (runs[1] / "works.parquet").read_bytes()
    assert (runs[0] / "manifest.json").read_bytes() == (runs[1] / "manifest.json").read_bytes()
    assert main(["load", str(folder), "--out", str(tmp_path / "x"), "--address", "ray://nowhere:1"]) == 2
