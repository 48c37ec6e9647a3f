"""The Metropolitan Museum's export and API."""

from __future__ import annotations

import json
from pathlib import Path

import stylogeny as sg
from helpers.museum_exports import MET_COLUMNS, read, table
from helpers.pictures import noise
from stylogeny.corpus.records import Record


def test_met_csv(tmp_path: Path) -> None:
    row = {
        "Object ID": "437980",
        "Title": "Cypresses",
        "Artist Display Name": "Vincent van Gogh",
        "Object Date": "1889",
        "Object Begin Date": "1889",
        "Object End Date": "1889",
        "Medium": "Oil on canvas",
        "Classification": "Paintings",
        "Artist Begin Date": "1853",
        "Period": "",
    }
    unread = {
        **row,
        "Object ID": "1",
        "Object Date": "ca. 1353–1336 B.C.",
        "Object Begin Date": "0",
        "Object End Date": "0",
    }
    table(tmp_path / "MetObjects.csv", MET_COLUMNS, row, unread)
    (tmp_path / "images").mkdir()
    noise(1).save(tmp_path / "images" / "437980.jpg")
    first, second = read(tmp_path)
    assert first == Record(
        "437980",
        "Cypresses",
        "Vincent van Gogh",
        "1889",
        1889,
        1889,
        "",
        "Paintings",
        "Oil on canvas",
        "images/437980.jpg",
    )
    assert (second.earliest, second.latest, second.picture) == (None, None, "")
    works = sg.load(tmp_path, pictures=False)
    assert list(zip(works.earliest, works.latest)) == [(1889, 1890), (-1352, -1334)]


def test_met_api(tmp_path: Path) -> None:
    thing = {
        "objectID": 436121,
        "title": "Dancers",
        "artistDisplayName": "Edgar Degas",
        "objectDate": "ca. 1886–88",
        "objectBeginDate": 1886,
        "objectEndDate": 1888,
        "medium": "Pastel",
        "classification": "Drawings",
        "primaryImageSmall": "https://x/y.jpg",
    }
    (tmp_path / "met.jsonl").write_text(json.dumps(thing) + "\n")
    assert read(tmp_path / "met.jsonl") == [
        Record(
            "436121", "Dancers", "Edgar Degas", "ca. 1886–88", 1886, 1888, "", "Drawings", "Pastel", "https://x/y.jpg"
        )
    ]
