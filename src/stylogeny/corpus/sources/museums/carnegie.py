"""Carnegie Museum of Art: ``cmoa.csv``, ``cmoa.json`` or the folder ``cmoa/`` of github.com/cmoa/collection.

Its dates are whole days, and those before the Gregorian calendar came out some days early ("1499-12-23" for 1500), so a
day after 20 December before 1583 counts to the next year. It pads "c." by five years or more; the text is not padded
here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ...records import Record
from ..cells import text

FILES = ("cmoa.csv", "cmoa.json", "cmoa")
SIGNATURES = (
    frozenset({"creation_date", "creation_date_earliest", "medium", "full_name"}),
    frozenset({"creation_date", "creation_date_earliest", "medium", "creator"}),
)


def record(row: Mapping[str, Any]) -> Record:
    """A row of the csv or an object of the JSON."""
    creators, images = row.get("creator") or [], row.get("images") or []
    artist = text(creators[0].get("full_name")) if creators else text(row.get("full_name"))
    picture = text(images[0].get("image_url")) if images else text(row.get("image_url"))
    return Record(
        id=text(row.get("id")).rsplit("/", 1)[-1],
        title=text(row.get("title")),
        artist=artist.split("|")[0].strip(),
        date_text=text(row.get("creation_date")),
        earliest=day_year(row.get("creation_date_earliest")),
        latest=day_year(row.get("creation_date_latest")),
        genre=text(row.get("classification")),
        medium=text(row.get("medium")),
        picture=picture.split("|")[0].strip(),
    )


def day_year(value: object) -> int | None:
    """The year of a day such as ``1499-12-23`` or ``-0206-01-01``, the calendar's shift undone."""
    match = re.fullmatch(r"(-?\d{1,5})-(\d\d)-(\d\d)(?:T.*)?", text(value))
    if not match:
        return None
    year, month, day = (int(g) for g in match.groups())
    return year + 1 if (year < 1583 and month == 12 and day > 20) or year < 0 else year
