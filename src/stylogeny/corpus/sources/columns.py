"""Which column of a table is which field: found by alias, or said with a map."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from ...errors import StylogenyError
from ..records import Record

ALIASES: dict[str, tuple[str, ...]] = {
    field: tuple(names.split())
    for field, names in {
        "id": "id work_id object_id objectid artwork_id accession_number identifier uuid",
        "title": "title work_title artwork_title artwork painting work name",
        "artist": "artist artist_name author creator painter maker artist_display_name artist_display",
        "date": """
            date_text date date_display display_date object_date dated creation_date created year_created date_created
            completion_date completition_year completion_year
            """,
        "earliest": """
            earliest year year_start date_start begin_year begin_date start_year object_begin_date date_earliest
            from_year
            """,
        "latest": "latest year_end date_end end_year end_date object_end_date date_latest to_year",
        "style": "style movement art_style period_style style_name school",
        "genre": "genre classification subject type",
        "medium": "medium technique materials media material",
        "picture": """
            file_name filename picture image image_file image_path img file path filepath image_url img_url primaryimage
            thumbnail_url url
            """,
    }.items()
}
FIELDS = tuple(ALIASES)


def _plain(name: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in name.strip().lstrip("\ufeff").casefold()).strip("_")


def find_columns(columns: Iterable[str], *, map: Mapping[str, str] | None = None) -> dict[str, str]:
    """Field name to column name.

    Parameters
    ----------
    columns : iterable of str
        The table's columns.
    map : mapping, optional
        What the person said, e.g. ``{"date": "YearCreated"}``; it wins over the aliases.

    Raises
    ------
    StylogenyError
        For a map that names an unknown field or a column that is not there.
    """
    columns = list(columns)
    by_plain: dict[str, str] = {}
    for column in columns:
        by_plain.setdefault(_plain(column), column)
        by_plain.setdefault(_plain(column).replace("_", ""), column)
    found: dict[str, str] = {}
    for field, column in (map or {}).items():
        if field not in ALIASES:
            raise StylogenyError("no such field to map", got=field, fix=f"fields are {', '.join(FIELDS)}")
        if column not in columns:
            raise StylogenyError("no such column to map", got=column, fix=f"columns are {', '.join(columns[:30])}")
        found[field] = column
    taken = set(found.values())
    for field, names in ALIASES.items():
        if field in found:
            continue
        for name in names:
            column_found = by_plain.get(name) or by_plain.get(name.replace("_", ""))
            if column_found and column_found not in taken:
                found[field] = column_found
                taken.add(column_found)
                break
    return found


def text(value: object) -> str:
    """A cell as text: None and NaN are empty, 1503.0 is "1503"."""
    if value is None:
        return ""
    if isinstance(value, float):
        return "" if math.isnan(value) else str(int(value)) if value.is_integer() else str(value)
    return str(value).strip()


def number(value: object) -> float | None:
    """A cell as a year or, with a fraction, a moment in years; None when it is no number of at most five digits."""
    try:
        parsed = float(text(value))
    except ValueError:
        return None
    return parsed if abs(parsed) < 100_000 else None


def year(value: object) -> int | None:
    """A cell as a year, or None when it is not a whole number of at most five digits."""
    parsed = number(value)
    return int(parsed) if parsed is not None and parsed.is_integer() else None


def _between(earliest: object, latest: object) -> str:
    """A date text of two cells, ``1885-06-12/1885-07-01``; the first alone where the second says nothing."""
    first, last = (text(c).replace(" ", "T") if isinstance(c, date) else text(c) for c in (earliest, latest))
    return f"{first}/{last}" if first and last and number(last) is None else first


def to_record(row: Mapping[str, Any], columns: Mapping[str, str]) -> Record:
    """One row of a table as a record. A column that holds bare years is read as the source's own reading."""
    cell = {field: row.get(column) for field, column in columns.items()}
    earliest, latest = number(cell.get("earliest")), number(cell.get("latest"))
    if earliest is None and isinstance(cell.get("date"), float):
        earliest = number(cell["date"])
    when = text(cell.get("date")) or _between(cell.get("earliest"), cell.get("latest"))
    picture = cell.get("picture")
    return Record(
        id=text(cell.get("id")),
        title=text(cell.get("title")),
        artist=text(cell.get("artist")),
        date_text=when,
        earliest=earliest,
        latest=latest if latest is not None else earliest,
        style=text(cell.get("style")),
        genre=text(cell.get("genre")),
        medium=text(cell.get("medium")),
        picture=picture if isinstance(picture, bytes) else text(picture),
    )
