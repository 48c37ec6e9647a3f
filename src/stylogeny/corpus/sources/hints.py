"""What the columns of a table are that their headings do not say: the makers' lives, or fields under other names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .cells import ends, text
from .columns import plain
from .paths import is_picture

# names that a table may give to the years of a work as well as to those of its maker
_OF_EITHER = {
    "begindate",
    "enddate",
    "beginyear",
    "endyear",
    "startyear",
    "yearstart",
    "yearend",
    "datestart",
    "dateend",
}
LIVED = 15  # years from birth to death, at the least


def with_lives(
    columns: dict[str, str], rows: Sequence[Mapping[str, Any]], dates: Iterable[tuple[int, int] | None]
) -> dict[str, str]:
    """The columns, with begin and end years that are the makers' lives as birth and death.

    Parameters
    ----------
    columns : dict
        Field to column.
    rows : sequence
        The first rows of the table.
    dates : iterable
        What the date text of each of them says.
    """
    first, last = columns.get("earliest", ""), columns.get("latest", "")
    if not all(plain(c).replace("_", "") in _OF_EITHER for c in (first, last)) or "date" not in columns:
        return columns
    lives = works = 0
    for row, said in zip(rows, dates):
        low, high = ends(row.get(first), row.get(last))
        if said is None or low is None or high is None:
            continue
        wide = high - low >= LIVED and said[1] - said[0] < (high - low) / 2
        lives, works = lives + wide, works + (not wide)
    if lives <= works:
        return columns
    kept = {field: column for field, column in columns.items() if field not in ("earliest", "latest")}
    return {**kept, "birth": first, "death": last}


def suggestions(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], dated: Sequence[str]) -> list[str]:
    """``--map`` arguments that would read columns which are not read, by what lies in them.

    Parameters
    ----------
    rows : sequence
        The first rows of the table.
    columns : mapping
        Field to column, of those that are read.
    dated : sequence of str
        The columns whose texts are dates.
    """
    unread = [c for c in (rows[0] if rows else ()) if c and c not in columns.values()]
    values = {c: [v for row in rows if (v := text(row.get(c)))] for c in unread}
    found: dict[str, str] = {}
    for field in ("picture", "date", "artist", "title"):
        if field in columns or (field == "date" and "earliest" in columns):
            continue
        free = [c for c in unread if c not in found.values() and values[c]]
        column = next((c for c in free if (c in dated if field == "date" else _looks_like(field, values[c]))), None)
        if column:
            found[field] = column
    return [f"--map {_quoted(f'{field}={column}')}" for field, column in found.items()]


def _looks_like(field: str, values: list[str]) -> bool:
    """Whether most cells of a column are names of pictures, words that recur, or words that do not."""
    most, different = len(values) / 2, len(set(values))
    if field == "picture":
        return sum(is_picture(v) for v in values) > most
    words = sum(any(c.isalpha() for c in v) for v in values) > most and not any(map(is_picture, values))
    if field == "artist":
        return words and different < len(values) and max(map(len, values)) < 80
    return words and different > most


def _quoted(argument: str) -> str:
    return argument if re.fullmatch(r"[\w=.-]+", argument) else f"'{argument}'"


def writes_decades(date: str) -> bool:
    """Whether a date text names a decade that is no century: where "1910s" is written, "1900s" is a decade too."""
    return re.search(r"(?<!\d)\d\d[1-9]0'?s\b", date) is not None
