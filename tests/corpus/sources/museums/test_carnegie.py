"""The Carnegie Museum's export."""

from __future__ import annotations

import json
from pathlib import Path

from helpers.museum_exports import read
from stylogeny.corpus.records import Record
from stylogeny.corpus.sources.museums import carnegie


def test_carnegie(tmp_path: Path) -> None:
    thing = {
        "title": "Textile fragment",
        "creation_date": "16th century",
        "creation_date_earliest": "1499-12-23",
        "creation_date_latest": "1599-01-01",
        "medium": "velvet",
        "id": "cmoa:things/00078d13",
        "classification": "Textiles",
        "images": [{"image_url": "http://collection.cmoa.org/1.jpg"}],
        "creator": [{"full_name": "unknown Austrian"}],
    }
    (tmp_path / "cmoa.json").write_text(
        json.dumps({"things": [thing, {**thing, "id": "cmoa:things/2", "images": [], "creator": []}]})
    )
    first, second = read(tmp_path)
    assert first == Record(
        "00078d13",
        "Textile fragment",
        "unknown Austrian",
        "16th century",
        1500,
        1599,
        "",
        "Textiles",
        "velvet",
        "http://collection.cmoa.org/1.jpg",
    )
    assert second.artist == second.picture == ""
    assert [carnegie.day_year(d) for d in ("1850-01-01", "0899-12-28", "-0206-01-01", "1920-12-25", "", None)] == [
        1850,
        900,
        -205,
        1920,
        None,
        None,
    ]
