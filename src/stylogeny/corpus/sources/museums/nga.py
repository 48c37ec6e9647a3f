"""The National Gallery of Art, Washington: ``data/objects.csv`` of github.com/NationalGalleryOfArt/opendata.

Picture addresses (IIIF) are in ``published_images.csv`` and styles in ``objects_terms.csv`` beside it; both are
optional.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...records import Record
from ..cells import text, year
from ..export import ToRecord
from ..tables import rows

FILES = ("objects.csv", "data/objects.csv")
SIGNATURES = (frozenset({"objectid", "displaydate", "beginyear", "attribution"}),)
SIZE = "/full/!512,512/0/default.jpg"


def record(
    row: Mapping[str, Any], pictures: Mapping[str, str] | None = None, styles: Mapping[str, str] | None = None
) -> Record:
    """A row of objects.csv, with the picture address and the style of its id."""
    ident = text(row.get("objectid"))
    return Record(
        id=ident,
        title=text(row.get("title")),
        artist=text(row.get("attribution")),
        date_text=text(row.get("displaydate")),
        earliest=year(row.get("beginyear")),
        latest=year(row.get("endyear")),
        style=(styles or {}).get(ident, ""),
        genre=text(row.get("classification")),
        medium=text(row.get("medium")),
        picture=(pictures or {}).get(ident, ""),
    )


def mapping(path: Path) -> ToRecord:
    """The mapping of this export's rows, with what the tables beside it say."""
    images, terms = path.parent / "published_images.csv", path.parent / "objects_terms.csv"
    pictures: dict[str, str] = {}
    styles: dict[str, str] = {}
    if images.exists():
        for row in rows(images):
            if row.get("viewtype") == "primary" and row.get("iiifurl"):
                pictures.setdefault(text(row.get("depictstmsobjectid")), row["iiifurl"] + SIZE)
    if terms.exists():
        for row in rows(terms):
            if row.get("termtype") == "Style":
                styles.setdefault(text(row.get("objectid")), text(row.get("term")))
    return lambda row: record(row, pictures, styles)
