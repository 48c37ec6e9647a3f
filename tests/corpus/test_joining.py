"""Shards put together: stand-ins for pictures, what is listed, what a spreadsheet may take for a formula."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PIL import Image

import stylogeny as sg
from helpers.pictures import corpus, noise
from stylogeny.corpus.joining import harmless
from stylogeny.corpus.loading import write_works
from stylogeny.corpus.sources import open_source

Rows = list[dict[str, str]]


def works(count: int, **same: str) -> Rows:
    rows = [
        {"title": f"T{n}", "artist": f"A{n}", "date": str(1800 + n), "file_name": f"images/{n}.jpg"}
        for n in range(count)
    ]
    return [{**row, **same} for row in rows]


def refused(folder: Path) -> list[bool]:
    return [status.startswith("refused: a stand-in") for status in sg.load(folder).table["status"]]


@pytest.mark.parametrize("blank", [False, True])
def test_one_picture_for_works_of_several_makers_is_set_aside(tmp_path: Path, blank: bool) -> None:
    folder = corpus(tmp_path / "c", works(6))
    picture = Image.new("RGB", (90, 70), (230, 230, 230)) if blank else noise(77)
    for number in (1, 2, 4):
        picture.save(folder / "images" / f"{number}.jpg", quality=90 - number)
    assert refused(folder) == [False, True, True, False, True, False]


@pytest.mark.parametrize(
    "rows",
    [
        works(4, artist="X", date="1800"),  # a series that one photograph shows
        works(4, title="Untitled", artist="", date="1800"),
        works(2),
    ],
)
def test_one_picture_that_may_be_of_one_work_stays(tmp_path: Path, rows: Rows) -> None:
    folder = corpus(tmp_path / "c", rows)
    for row in rows:
        noise(77).save(folder / row["file_name"])
    assert not any(refused(folder))


def test_what_is_not_dated_is_listed_and_the_first_are_named(tmp_path: Path) -> None:
    rows = works(8)
    rows[5]["title"] = "=HYPERLINK(1)"
    folder = corpus(tmp_path / "c", rows)
    for number in range(2, 7):
        (folder / "images" / f"{number}.jpg").unlink()
    summary = write_works(open_source(folder), tmp_path / "run")
    assert "no such file: images/2.jpg, images/3.jpg, images/4.jpg ..." in summary.text()
    with open(tmp_path / "run" / "load.csv", encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    assert [row["row"] for row in listed] == ["3", "4", "5", "6", "7"]
    assert listed[3]["title"] == "'=HYPERLINK(1)" and listed[3]["status"] == "refused: no such file"


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("-500", "-500"),
        ("+1.5", "+1.5"),
        ("-x", "'-x"),
        ("A=1", "A=1"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(cell: str, written: str) -> None:
    assert harmless(cell) == written
