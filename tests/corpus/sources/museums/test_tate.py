"""Tate's export."""

from __future__ import annotations

import json
from pathlib import Path

from helpers.museum_exports import TATE_COLUMNS, read, table
from stylogeny.corpus.records import Record
from stylogeny.corpus.sources.museums import tate


def test_tate(tmp_path: Path) -> None:
    row = {
        "id": "1035",
        "accession_number": "A00001",
        "artist": "Blake, Robert",
        "title": "A Figure",
        "dateText": "c.1830–41",
        "medium": "Watercolour",
        "year": "1830",
        "thumbnailUrl": "http://www.tate.org.uk/art/images/work/A/A00/A00001_8.jpg",
    }
    (csv_row,) = read(table(tmp_path / "artwork_data.csv", TATE_COLUMNS, row))
    assert csv_row == Record(
        "A00001", "A Figure", "Robert Blake", "c.1830–41", None, None, "", "", "Watercolour", row["thumbnailUrl"]
    )
    thing = {
        "acno": "A00001",
        "all_artists": "Robert Blake",
        "title": "A Figure",
        "dateText": "c.1830–41",
        "classification": "on paper, unique",
        "dateRange": {"startYear": 1830, "endYear": 1841, "text": "c.1830–41"},
        "medium": "Watercolour",
        "id": 1035,
        "movements": [{"era": {"id": 8}, "id": 293, "name": "Romanticism"}],
        "thumbnailUrl": None,
    }
    folder = tmp_path / "collection" / "artworks" / "a" / "000"
    folder.mkdir(parents=True)
    (folder / "a00001-1035.json").write_text(json.dumps(thing))
    (json_row,) = read(tmp_path / "collection")
    assert (json_row.earliest, json_row.latest, json_row.style, json_row.genre) == (
        1830,
        1841,
        "Romanticism",
        "on paper, unique",
    )
    assert tate.record({**thing, "dateRange": None}).earliest is None
