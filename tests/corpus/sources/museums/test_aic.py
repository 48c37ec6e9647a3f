"""The Art Institute of Chicago's export."""

from __future__ import annotations

import json
from pathlib import Path

from helpers.museum_exports import read
from stylogeny.corpus.records import Record
from stylogeny.corpus.sources.museums import aic


def test_aic(tmp_path: Path) -> None:
    thing = {
        "id": 11,
        "title": "Self-Portrait",
        "main_reference_number": "1887.234",
        "date_start": 1878,
        "date_end": 1878,
        "date_display": "1878",
        "artist_display": "Walter Shirlaw\nAmerican, 1838–1909",
        "artist_title": "Walter Shirlaw",
        "medium_display": "Oil on canvas",
        "style_title": None,
        "classification_title": "painting",
        "image_id": "7b7a6f39",
    }
    folder = tmp_path / "json" / "artworks"
    folder.mkdir(parents=True)
    (folder / "11.json").write_text(json.dumps(thing))
    wanted = Record(
        "11",
        "Self-Portrait",
        "Walter Shirlaw",
        "1878",
        1878,
        1878,
        "",
        "painting",
        "Oil on canvas",
        aic.PICTURE.format("7b7a6f39"),
    )
    assert read(tmp_path) == [wanted]
    (tmp_path / "allArtworks.jsonl").write_text(json.dumps(thing))
    assert read(tmp_path / "allArtworks.jsonl") == [wanted]
