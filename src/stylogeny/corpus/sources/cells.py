"""What a cell of a table says: text, a year, a picture, whatever it is wrapped in."""

from __future__ import annotations

import ast
import base64
import binascii
import datetime
import json
import math
import re
from collections.abc import Mapping
from typing import Any

from ..dates import ungrouped

_EMPTY = "nan NaN NaT <NA> None null NULL N/A n/a #N/A \\N 0000-00-00 0001-01-01 0001-01-01T00:00:00 01/01/0001"
EMPTY = frozenset(_EMPTY.split())
SENTINELS = frozenset({-9999, 9999, 99999, -99999})  # what stands for "unknown" wherever years are numbers
MAYBE = frozenset({-1, 0})  # what does so unless the other end of the interval is near
NEAR = 1000  # years
# the entry of an object that says what the object is, best first
_NAMES = (
    "name", "full_name", "fullName", "display_name", "displayName", "display", "label", "title", "value", "text",
    "content", "@value", "#text", "_", "description", "preferredLabel", "prefLabel", "term", "en", "id",
)  # fmt: skip
_ADDRESSES = ("bytes", "path", "url", "src", "href", "file_name", "filename", "web", "full", "baseimageurl", "value")
# the entries of an object that is an interval of time
_BEGINS = ("begin", "start", "from", "earliest", "first", "begin_of_the_begin", "gte")
_ENDS = ("end", "to", "until", "latest", "last", "end_of_the_end", "lte")
_DATED = re.compile(r"-?\d")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?")
_LITERAL = re.compile(r"\s*(?:\[\s*[\"'{]|\{\s*[\"'])")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_MAKERS = re.compile(r"artist|painter|maker|creator|author|sculptor|künstler|peintre|kunstenaar|artista", re.I)


def text(value: object) -> str:
    """A cell as text.

    None and NaN are empty, 1503.0 is "1503"; of a list its items with commas between them, of an object its name; what
    no file can hold (half a surrogate pair, control characters) becomes a space or U+FFFD.
    """
    if value is None:
        return ""
    if isinstance(value, float):
        return "" if math.isnan(value) else str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, str):
        parsed = _parsed(value)
        return clean(value) if parsed is None else text(parsed)
    if isinstance(value, Mapping):
        return text(_name(value))
    if isinstance(value, list | tuple | set):
        parts = list(dict.fromkeys(part for item in _makers(list(value)) if (part := text(item))))
        return ("; " if any("," in part for part in parts) else ", ").join(parts)
    if isinstance(value, bytes):
        return clean(value.decode("utf-8", "replace"))
    if isinstance(value, datetime.date):
        # a column of times says a day as its midnight, and a year as that of 1 January
        return value.isoformat().removesuffix("-01-01T00:00:00").removesuffix("T00:00:00")
    return clean(str(value))


def clean(value: str) -> str:
    """A text that every file can hold."""
    if not value.isascii():
        value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    value = _UNPRINTABLE.sub(" ", value.replace("\0", "")).strip()
    return "" if value in EMPTY else value


def number(value: object) -> float | None:
    """A cell as a year or, with a fraction, a moment in years; None when it is no number of at most five digits."""
    try:
        parsed = float(ungrouped(text(value).replace("−", "-")))
    except ValueError:
        return None
    return parsed if math.isfinite(parsed) and abs(parsed) < 100_000 else None


def year(value: object) -> int | None:
    """A cell as a year, or None when it is not a whole number of at most five digits."""
    if isinstance(value, datetime.date):
        return value.year
    parsed = number(value)
    return int(parsed) if parsed is not None and parsed.is_integer() else None


def ends(earliest: object, latest: object) -> tuple[float | None, float | None]:
    """The two ends of an interval, None for what stands for "unknown": 9999, and -1 and 0 when the other is far off."""
    low, high = number(earliest), number(latest)
    return _known(low, high), _known(high, low)


def is_unknown(value: str) -> bool:
    """Whether a date text is but a number that stands for "unknown"."""
    return number(value) in SENTINELS | MAYBE


def _known(this: float | None, other: float | None) -> float | None:
    if this is None or this in SENTINELS:
        return None
    if this in MAYBE and (other is None or other in SENTINELS | MAYBE or abs(this - other) > NEAR):
        return None
    return this


def picture(value: object) -> str | bytes:
    """A cell that holds a picture or says where one is: bytes, a path or an address, also within lists and objects."""
    if isinstance(value, bytes | bytearray):
        return bytes(value)
    if isinstance(value, str):
        parsed = _parsed(value)
        if parsed is not None:
            return picture(parsed)
        if value.startswith("data:image/") and ";base64," in value[:80]:
            try:
                return base64.b64decode(value.split(",", 1)[1], validate=False)
            except (binascii.Error, ValueError):
                return ""
        return clean(value)
    if isinstance(value, list | tuple):
        return next((found for item in value if (found := picture(item))), "")
    if isinstance(value, Mapping):
        entries = [value[name] for name in _ADDRESSES if value.get(name)]
        return next((found for entry in entries if (found := picture(entry))), "")
    return text(value)


def _parsed(value: str) -> Any:
    """The list or object that a text spells out, as Python and JSON print them; None for any other text."""
    if not _LITERAL.match(value) or len(value) > 100_000:
        return None
    try:
        parsed = json.loads(value)
    except (ValueError, RecursionError):
        try:
            parsed = ast.literal_eval(value.strip())
        except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
            return None
    return parsed if isinstance(parsed, list | dict) else None


def _name(value: Mapping[Any, Any]) -> object:
    """What an object is called; a text in several languages in English, else in the first; a Wikidata time."""
    if isinstance(value.get("time"), str):
        return f"{value['time']}/{value['precision']}" if "precision" in value else value["time"]
    if value and all(isinstance(k, str) and _LANGUAGE.fullmatch(k) for k in value) and "id" not in value:
        return next((value[k] for k in value if k.startswith("en") and value[k]), next(iter(value.values())))
    for name in _NAMES:
        if value.get(name) not in (None, "", [], {}):
            return value[name]
    if times := [said for names in (_BEGINS, _ENDS) if (said := _time(value, names))]:
        return " - ".join(dict.fromkeys(times))
    return next((v for v in value.values() if isinstance(v, str)), "")


def _time(value: Mapping[Any, Any], names: tuple[str, ...]) -> str:
    """The first of these entries that is a time, empty for none; of a moment its year."""
    said = next((text(value[name]) for name in names if value.get(name) not in (None, "")), "")
    return re.sub(r"(?<=\d{4})-\d\d-\d\dT.*", "", said) if _DATED.match(said) else ""


def _makers(items: list[Any]) -> list[Any]:
    """Of people with roles, those who made the work; of any other list, all."""
    roles = [text(i.get("role")) if isinstance(i, Mapping) and i.get("role") else "" for i in items]
    return [item for item, role in zip(items, roles) if _MAKERS.search(role)] or items
