"""Rows of tables, one at a time: csv, tsv, jsonl, parquet, a JSON array however long, a folder of JSON files."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ...errors import StylogenyError

SUFFIXES = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet")
Row = dict[str, Any]


def rows(path: Path) -> Iterator[Row]:
    """The rows of a table, or of every ``*.json`` file below a folder in the order of their paths.

    Raises
    ------
    StylogenyError
        For a suffix that is not a table's, and for a line that is not JSON.
    """
    suffix = path.suffix.lower()
    if path.is_dir():
        for file in sorted(path.rglob("*.json")):
            yield from _objects(file)
    elif suffix in (".csv", ".tsv"):
        csv.field_size_limit(1 << 24)
        with open(path, encoding="utf-8-sig", errors="replace", newline="") as f:
            yield from csv.DictReader(_without_nul(f), delimiter="\t" if suffix == ".tsv" else ",")
    elif suffix in (".jsonl", ".ndjson"):
        with open(path, encoding="utf-8-sig") as f:
            for number, line in enumerate(f, 1):
                if line.strip():
                    yield _json(line, f"line {number} of {path}")
    elif suffix == ".json":
        yield from _objects(path)
    elif suffix == ".parquet":
        import pyarrow.parquet as pq

        for batch in pq.ParquetFile(path).iter_batches(batch_size=4096):
            yield from batch.to_pylist()
    else:
        raise StylogenyError("not a table", got=str(path), fix=f"use one of {', '.join(SUFFIXES)}")


def columns(path: Path) -> frozenset[str]:
    """The columns of a table's first row, or of a folder's first JSON file; none when empty or unreadable."""
    try:
        first = next(rows(next(path.rglob("*.json"), path) if path.is_dir() else path), None)
    except (StylogenyError, OSError):
        return frozenset()
    return frozenset(str(c) for c in first) if first else frozenset()


def _without_nul(lines: Iterator[str]) -> Iterator[str]:
    return (line.replace("\0", "") for line in lines)


def _json(text: str, where: str) -> Row:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise StylogenyError(f"{where} is not JSON", got=str(error)) from None
    if not isinstance(value, dict):
        raise StylogenyError(f"{where} is not a JSON object", got=type(value).__name__)
    return value


def _objects(path: Path) -> Iterator[Row]:
    """The objects of a JSON file: itself, or those of its (first) array, read piece by piece."""
    with open(path, encoding="utf-8-sig") as f:
        buffer = f.read(1 << 16)
        start = _array(buffer)
        if start is None:
            yield _json(buffer + f.read(), str(path))
            return
        decoder, buffer = json.JSONDecoder(), buffer[start:]
        while True:
            buffer = buffer.lstrip(" \t\r\n,")
            if buffer.startswith("]"):
                return
            try:
                value, end = decoder.raw_decode(buffer)
            except json.JSONDecodeError as error:
                more = f.read(1 << 20)
                if not more:
                    raise StylogenyError("the JSON ends too early or is damaged", got=f"{path}: {error}") from None
                buffer += more
                continue
            if isinstance(value, dict):
                yield value
            buffer = buffer[end:]


def _array(head: str) -> int | None:
    """Where the array of a file begins whose outermost value is an array, or an object whose first value is one."""
    text = head.lstrip()
    offset = len(head) - len(text)
    if text.startswith("["):
        return offset + 1
    colon = text.find(":")
    if text.startswith("{") and colon > 0 and text[colon + 1 :].lstrip().startswith("["):
        inside = text[text.index("[", colon) + 1 :].lstrip()
        return offset + text.index("[", colon) + 1 if inside.startswith("{") else None
    return None
