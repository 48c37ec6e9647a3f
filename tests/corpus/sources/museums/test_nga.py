"""The National Gallery of Art's export."""

from __future__ import annotations

from pathlib import Path

from helpers.museum_exports import NGA_COLUMNS, read, table
from stylogeny.corpus.records import Record
from stylogeny.corpus.sources.museums import nga


def test_nga(tmp_path: Path) -> None:
    row = {
        "objectid": "1102",
        "title": "Blue Vase",
        "displaydate": "c. 1890",
        "beginyear": "1890",
        "endyear": "1895",
        "medium": "oil on canvas",
        "attribution": "Paul Cezanne",
        "classification": "Painting",
    }
    table(tmp_path / "data" / "objects.csv", NGA_COLUMNS, row, {**row, "objectid": "2"})
    table(
        tmp_path / "data" / "published_images.csv",
        ["uuid", "iiifurl", "viewtype", "depictstmsobjectid"],
        {"iiifurl": "https://api.nga.gov/iiif/u1", "viewtype": "primary", "depictstmsobjectid": "1102"},
        {"iiifurl": "https://api.nga.gov/iiif/u2", "viewtype": "alternate", "depictstmsobjectid": "2"},
    )
    table(
        tmp_path / "data" / "objects_terms.csv",
        ["termid", "objectid", "termtype", "term"],
        {"objectid": "1102", "termtype": "Style", "term": "Post-Impressionist"},
    )
    first, second = read(tmp_path)
    assert first == Record(
        "1102",
        "Blue Vase",
        "Paul Cezanne",
        "c. 1890",
        1890,
        1895,
        "Post-Impressionist",
        "Painting",
        "oil on canvas",
        "https://api.nga.gov/iiif/u1" + nga.SIZE,
    )
    assert second.picture == "" and second.style == ""
