"""MoMA's export."""

from __future__ import annotations

import json
from pathlib import Path

from helpers.museum_exports import MOMA_COLUMNS, read, table
from stylogeny.corpus.records import Record
from stylogeny.corpus.sources.museums import moma


def test_moma(tmp_path: Path) -> None:
    row = {
        "Title": "The Starry Night",
        "Artist": "Vincent van Gogh",
        "ConstituentID": "2206",
        "BeginDate": "1853",
        "EndDate": "1890",
        "Date": "June 1889",
        "Medium": "Oil on canvas",
        "Classification": "Painting",
        "ObjectID": "79802",
        "ImageURL": "https://www.moma.org/media/x.jpg",
    }
    wanted = Record(
        "79802",
        "The Starry Night",
        "Vincent van Gogh",
        "June 1889",
        None,
        None,
        "",
        "Painting",
        "Oil on canvas",
        row["ImageURL"],
        birth=1853,
        death=1890,
    )
    assert read(table(tmp_path / "Artworks.csv", MOMA_COLUMNS, row)) == [wanted]
    (tmp_path / "json").mkdir()
    (tmp_path / "json" / "Artworks.json").write_text(
        json.dumps([{**row, "Artist": ["Vincent van Gogh"], "ObjectID": 79802}])
    )
    assert read(tmp_path / "json") == [wanted]
    assert moma.SIGNATURES[0] <= set(MOMA_COLUMNS)
