"""Tate: ``artwork_data.csv`` or the folder ``artworks/`` of JSON files of github.com/tategallery/collection.

The csv's ``year`` is only the beginning of Tate's own reading, so there the text is read; the JSON has both ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...dates import parse_date
from ...records import Record
from ..cells import text, year

FILES = ("artwork_data.csv", "artworks")
SIGNATURES = (frozenset({"accession_number", "dateText", "thumbnailUrl"}), frozenset({"acno", "dateText", "dateRange"}))


def record(row: Mapping[str, Any]) -> Record:
    """A row of the csv or the object of a JSON file."""
    span = row.get("dateRange") or {}
    date = text(row.get("dateText"))
    movements = row.get("movements") or []
    return Record(
        id=text(row.get("accession_number") or row.get("acno")),
        title=text(row.get("title")),
        artist=turned(text(row.get("artist") or row.get("all_artists"))),
        date_text=date if "dateRange" in row or _readable(date) else text(row.get("year")),
        earliest=year(span.get("startYear")),
        latest=year(span.get("endYear")),
        style=text(movements[0].get("name")) if movements else "",
        genre=text(row.get("classification")),
        medium=text(row.get("medium")),
        picture=text(row.get("thumbnailUrl")),
    )


def turned(name: str) -> str:
    """ "Blake, Robert" as "Robert Blake"."""
    last, comma, first = name.partition(", ")
    return f"{first} {last}" if comma and ", " not in first else name


def _readable(date: str) -> bool:
    try:
        parse_date(date)
    except ValueError:
        return False
    return True
