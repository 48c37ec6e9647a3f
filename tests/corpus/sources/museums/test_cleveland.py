"""The Cleveland Museum's export."""

from __future__ import annotations

import json
from pathlib import Path

from helpers.museum_exports import read
from stylogeny.corpus.records import Record
from stylogeny.corpus.sources.museums import cleveland


def test_cleveland(tmp_path: Path) -> None:
    thing = {
        "id": 94979,
        "accession_number": "1915.534",
        "title": "Nathaniel Hurd",
        "creation_date": "c. 1765",
        "creation_date_earliest": 1760,
        "creation_date_latest": 1770,
        "creators": [{"description": "John Singleton Copley (American, 1738-1815)", "role": "artist"}],
        "culture": ["America, 18th century"],
        "technique": "oil on canvas",
        "type": "Painting",
        "images": {"web": {"url": "https://openaccess-cdn.clevelandart.org/1915.534/1915.534_web.jpg"}},
    }
    (tmp_path / "data.json").write_text(json.dumps([thing]))
    wanted = Record(
        "94979",
        "Nathaniel Hurd",
        "John Singleton Copley",
        "c. 1765",
        1760,
        1770,
        "America, 18th century",
        "Painting",
        "oil on canvas",
        thing["images"]["web"]["url"],
    )  # type: ignore[index]
    assert read(tmp_path) == [wanted]
    flat = {
        **thing,
        "creators": "John Singleton Copley (American, 1738-1815), artist",
        "culture": "America, 18th century",
        "images": "",
        "image_web": wanted.picture,
    }
    assert cleveland.record(flat) == wanted
