"""The Museum of Modern Art: ``Artworks.csv`` or ``Artworks.json`` of github.com/MuseumofModernArt/collection.

``BeginDate`` and ``EndDate`` are the artist's life, not the work's date; the only date is the text in ``Date``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...records import Record
from ..cells import text, year

FILES = ("Artworks.csv", "Artworks.json")
SIGNATURES = (frozenset({"ObjectID", "ConstituentID", "Date", "Classification"}),)


def record(row: Mapping[str, Any]) -> Record:
    """A row of the csv or an object of the JSON."""
    artist = row.get("Artist")
    return Record(
        id=text(row.get("ObjectID")),
        title=text(row.get("Title")),
        artist=text(artist[0] if isinstance(artist, list) and artist else artist) if artist else "",
        date_text=text(row.get("Date")),
        genre=text(row.get("Classification")),
        medium=text(row.get("Medium")),
        picture=text(row.get("ImageURL")) or text(row.get("ThumbnailURL")),
        birth=_life(row.get("BeginDate")),
        death=_life(row.get("EndDate")),
    )


def _life(value: object) -> int | None:
    """The year of a birth or death, 0 in the export where there is none; of a group, its first person's."""
    return year(value[0] if isinstance(value, list) and value else value) or None
