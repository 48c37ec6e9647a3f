"""The Metropolitan Museum of Art: ``MetObjects.csv`` of github.com/metmuseum/openaccess, or its API's objects.

The csv has no picture addresses; the API's ``primaryImageSmall`` is one. ``Object Begin Date`` and ``Object End Date``
are the museum's own reading of ``Object Date``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...records import Record
from ..cells import text, year

FILES = ("MetObjects.csv",)
SIGNATURES = (
    frozenset({"Object ID", "Object Date", "Object Begin Date"}),
    frozenset({"objectID", "objectDate", "objectBeginDate"}),
)


def record(row: Mapping[str, Any]) -> Record:
    """A row of the csv or an object of the API."""
    if "objectID" in row:
        names = ("objectID", "title", "artistDisplayName", "objectDate", "period", "classification", "medium")
        ident, title, artist, date, style, genre, medium = (text(row.get(n)) for n in names)
        begin, end = year(row.get("objectBeginDate")), year(row.get("objectEndDate"))
        picture = text(row.get("primaryImageSmall")) or text(row.get("primaryImage"))
    else:
        names = ("Object ID", "Title", "Artist Display Name", "Object Date", "Period", "Classification", "Medium")
        ident, title, artist, date, style, genre, medium = (text(row.get(n)) for n in names)
        begin, end, picture = year(row.get("Object Begin Date")), year(row.get("Object End Date")), ""
    if not date or (begin, end) == (0, 0):  # the export writes 0 where there is no reading
        begin = end = None
    return Record(
        id=ident,
        title=title,
        artist=artist.split("|")[0],
        date_text=date,
        earliest=begin,
        latest=end,
        style=style,
        genre=genre,
        medium=medium,
        picture=picture,
    )
