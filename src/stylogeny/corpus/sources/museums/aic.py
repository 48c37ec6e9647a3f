"""The Art Institute of Chicago: ``allArtworks.jsonl`` or ``json/artworks`` of its API data (api.artic.edu)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...records import Record
from ..cells import text, year

FILES = ("allArtworks.jsonl", "getting-started/allArtworks.jsonl", "json/artworks")
SIGNATURES = (frozenset({"main_reference_number", "date_display", "artist_display"}),)
PICTURE = "https://www.artic.edu/iiif/2/{}/full/843,/0/default.jpg"


def record(row: Mapping[str, Any]) -> Record:
    """An artwork of the data dump."""
    image = text(row.get("image_id"))
    return Record(
        id=text(row.get("id")),
        title=text(row.get("title")),
        artist=text(row.get("artist_title")) or text(row.get("artist_display")).split("\n")[0],
        date_text=text(row.get("date_display")),
        earliest=year(row.get("date_start")),
        latest=year(row.get("date_end")),
        style=text(row.get("style_title")),
        genre=text(row.get("classification_title")) or text(row.get("artwork_type_title")),
        medium=text(row.get("medium_display")),
        picture=PICTURE.format(image) if image else "",
    )
