"""Rows of JSON: lines, arrays however long, and what services wrap them in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ...errors import StylogenyError
from .columns import known
from .rows import TableRow
from .text_files import open_text

WHOLE = 64 << 20  # characters; a longer file is read piece by piece, and must be an array or begin with one
DEEPEST = 5  # how many objects may lie around the array of works
_SPLIT = {"columns", "data"}  # pandas' orient="split"


def lines(path: Path) -> Iterator[TableRow]:
    """The objects of a file with one per line; a line that is none is a row with a fault.

    Raises
    ------
    StylogenyError
        When no line is an object.
    """
    good, fault = 0, ""
    with open_text(path) as file:
        if _begins_an_array(file.read(1 << 10)):
            yield from document(path)
            return
        file.seek(0)
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                value = json.loads(line.replace("\0", ""))
            except (ValueError, RecursionError) as error:
                value, why = None, str(error)
            else:
                why = f"{type(value).__name__}, not an object"
            if isinstance(value, dict):
                good += 1
                yield TableRow(_bare(value))
            else:
                fault = fault or f"line {number} of {path}: {why}"
                yield TableRow(fault=f"damaged row (line {number} is no JSON object)")
    if fault and not good:
        raise StylogenyError("no line is a JSON object", got=fault)


def document(path: Path) -> Iterator[TableRow]:
    """The works of a JSON file: an array of objects, wherever it lies, or the one object that the file is.

    Raises
    ------
    StylogenyError
        For a file that is damaged, or has no object.
    """
    with open_text(path) as file:
        head = file.read(WHOLE + 1)
        if len(head) > WHOLE or _begins_an_array(head[: 1 << 10]):
            yield from _pieces(head, file, path)
            return
    try:
        value = json.loads(head)
    except RecursionError:
        raise StylogenyError("the JSON is nested too deeply", got=str(path)) from None
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":
            yield from lines(path)
            return
        raise StylogenyError("the JSON ends too early or is damaged", got=f"{path}: {error}") from None
    if not isinstance(value, dict):
        raise StylogenyError("the JSON holds no works", got=f"{path}: {type(value).__name__}")
    yield from (TableRow(_bare(work)) for work in _works(value))


def _begins_an_array(head: str) -> bool:
    return head.lstrip("\ufeff \t\r\n").startswith("[")


def _bare(work: dict[str, Any]) -> dict[str, Any]:
    """A work without an envelope: ``{"_id": 1, "_source": {...}}`` is what lies in it."""
    inner = [v for v in work.values() if isinstance(v, dict) and known(v) >= 2]
    return {**work, **inner[0]} if len(inner) == 1 and known(work) < 2 else work


def _works(value: dict[str, Any]) -> list[dict[str, Any]]:
    """The works within an object: its likeliest array of objects, a table by columns, or itself."""
    if value.keys() >= _SPLIT and all(isinstance(value[k], list) for k in _SPLIT):
        table = [row for row in value["data"] if isinstance(row, list)]
        if table:
            return [dict(zip(map(str, value["columns"]), row)) for row in table]
    columns = [v for k, v in value.items() if known([k]) and isinstance(v, dict | list)]
    if known(value) >= 2 and len(columns) == len(value) and len({len(c) for c in columns}) == 1:
        keys = list(columns[0]) if isinstance(columns[0], dict) else range(len(columns[0]))
        if all(isinstance(c, list) or list(c) == list(keys) for c in columns):
            return [{name: column[k] for name, column in value.items()} for k in keys]
    if known(value) >= 2:
        return [value]
    best: tuple[tuple[int, int], list[dict[str, Any]]] = ((-1, -1), [value])
    for works in _arrays(value, DEEPEST):
        score = (known(works[0]), len(works))
        best = max(best, (score, works), key=lambda b: b[0])
    if best[0] == (-1, -1):
        entries = list(value.values())
        if len(entries) > 1 and all(isinstance(e, dict) for e in entries) and known(entries[0]):
            return [{"id": key, **entry} for key, entry in value.items()]
    return best[1]


def _arrays(value: object, deep: int) -> Iterator[list[dict[str, Any]]]:
    """Every array of objects within a value, outermost first; those within works are not looked into."""
    if not deep:
        return
    if isinstance(value, list):
        objects = [v for v in value if isinstance(v, dict)]
        if objects:
            yield objects
            if known(objects[0]) < 2:
                for v in objects:
                    yield from _arrays(v, deep - 1)
    elif isinstance(value, dict):
        for v in value.values():
            yield from _arrays(v, deep - 1)


def _pieces(head: str, file: Any, path: Path) -> Iterator[TableRow]:
    """The objects of a long array, read piece by piece; an array of arrays is a table with its headings first."""
    start = _array(head)
    if start is None:
        raise StylogenyError(
            "the JSON is too long for one object", got=str(path), fix="save it as JSON lines or as an array"
        )
    decoder, buffer = json.JSONDecoder(), head[start:]
    header: list[str] | None = None
    while True:
        buffer = buffer.lstrip(" \t\r\n,")
        if buffer.startswith("]"):
            return
        try:
            value, end = decoder.raw_decode(buffer)
        except (json.JSONDecodeError, RecursionError) as error:
            more = file.read(1 << 20)
            if not more:
                raise StylogenyError("the JSON ends too early or is damaged", got=f"{path}: {error}") from None
            buffer += more
            continue
        if isinstance(value, dict):
            yield TableRow(_bare(value))
        elif isinstance(value, list) and header is None:
            header = [str(name) for name in value]
        elif isinstance(value, list):
            yield TableRow(zip(header or [], value))
        buffer = buffer[end:]


def _array(head: str) -> int | None:
    """Where the array begins of a file whose outermost value is one, or an object whose first value is one."""
    text = head.lstrip("\ufeff \t\r\n")
    offset = len(head) - len(text)
    if text.startswith("["):
        return offset + 1
    colon = text.find(":")
    if text.startswith("{") and colon > 0 and text[colon + 1 :].lstrip().startswith("["):
        return offset + text.index("[", colon) + 1
    return None
