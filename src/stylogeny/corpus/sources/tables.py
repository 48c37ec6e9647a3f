"""Rows of tables, one at a time: csv, tsv, Excel, jsonl, JSON, parquet, a folder of JSON files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from ...errors import StylogenyError
from . import delimited, documents
from .rows import TableRow
from .text_files import refuse_pointer

SUFFIXES = (".csv", ".tsv", ".tab", ".jsonl", ".ndjson", ".json", ".parquet", ".xlsx", ".xlsm")
SAMPLE = 200  # rows from which the columns are told
# what people have in place of a table, and what to do with it
OTHERS = {
    **dict.fromkeys((".xls", ".ods", ".numbers", ".xlsb", ".fods"), "save it as .xlsx or .csv"),
    **dict.fromkeys((".zip", ".tar", ".gz", ".tgz", ".7z", ".rar", ".bz2", ".xz"), "unpack it, and give the folder"),
    **dict.fromkeys((".arrow", ".feather", ".db", ".sqlite", ".sqlite3", ".xml", ".rdf", ".ttl"), "export it as .csv"),
    **dict.fromkeys((".yaml", ".yml", ".toml"), "save it as .json or .csv"),
}


def rows(path: Path) -> Iterator[TableRow]:
    """The rows of a table, or of every ``*.json`` file below a folder in the order of their paths.

    Raises
    ------
    StylogenyError
        For a suffix that is not a table's, and for a file that is none.
    """
    suffix = path.suffix.lower()
    if path.is_dir():
        for file in sorted(path.rglob("*.json")):
            yield from documents.document(file)
        return
    refuse_pointer(path)
    if suffix in (".csv", ".tsv", ".tab"):
        yield from delimited.rows(path)
    elif suffix in (".jsonl", ".ndjson"):
        yield from documents.lines(path)
    elif suffix == ".json":
        yield from documents.document(path)
    elif suffix == ".parquet":
        yield from _parquet(path)
    elif suffix in (".xlsx", ".xlsm"):
        yield from _sheet(path)
    else:
        fix = OTHERS.get(suffix, f"use one of {', '.join(SUFFIXES)}")
        raise StylogenyError("not a table that is read", got=str(path), fix=fix)


def columns(path: Path) -> frozenset[str]:
    """The columns of a table's first rows, or of a folder's first JSON file; none when empty or unreadable."""
    try:
        file = next(path.rglob("*.json"), path) if path.is_dir() else path
        return frozenset(str(c) for row in head(file) for c in row)
    except (StylogenyError, OSError):
        return frozenset()


def head(path: Path) -> list[TableRow]:
    """The first rows of a table."""
    stat = path.stat()
    return _head(path, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=16)
def _head(path: Path, size: int, written: int) -> list[TableRow]:
    return list(islice(rows(path), SAMPLE))


def described(path: Path) -> str:
    """How a table is written, where it is not in the plainest way: "semicolons, Windows-1252"; its sheet."""
    if path.suffix.lower() in (".csv", ".tsv", ".tab"):
        return delimited.described(path)
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        sheet, others = _sheets(path)
        return f"sheet {sheet!r}" + (f", not {', '.join(map(repr, others))}" if others else "")
    return ""


def _parquet(path: Path) -> Iterator[TableRow]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
        labels = _labels((file.schema_arrow.metadata or {}).get(b"huggingface"))
        for batch in file.iter_batches(batch_size=256 if _holds_pictures(file) else 4096):
            for row in batch.to_pylist():
                for column, names in labels.items():
                    if isinstance(row.get(column), int) and 0 <= row[column] < len(names):
                        row[column] = names[row[column]]
                yield TableRow(row)
    except (pa.ArrowException, OSError) as error:
        why = str(error).splitlines()[0][:160]
        raise StylogenyError("not a parquet file, or a damaged one", got=f"{path}: {why}") from None


def _holds_pictures(file: Any) -> bool:
    return any(str(field.type).startswith(("struct", "binary", "list")) for field in file.schema_arrow)


def _labels(said: bytes | None) -> dict[str, list[str]]:
    """The names of numbered labels, as Hugging Face's datasets leave them in a parquet file."""
    try:
        features = json.loads(said or b"{}").get("info", {}).get("features", {})
        return {c: f["names"] for c, f in features.items() if isinstance(f, dict) and isinstance(f.get("names"), list)}
    except (ValueError, AttributeError):
        return {}


def _workbook(path: Path) -> Any:
    import openpyxl

    try:
        return openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # zipfile, XML and openpyxl each have errors of their own
        raise StylogenyError("not an Excel table, or a damaged one", got=f"{path}: {error}") from None


def _sheets(path: Path) -> tuple[str, list[str]]:
    """The first sheet with rows, and the names of the others."""
    book = _workbook(path)
    names = [sheet.title for sheet in book.worksheets]
    full = next((s.title for s in book.worksheets if any(any(c is not None for c in r) for r in s.values)), None)
    book.close()
    if full is None:
        raise StylogenyError("the Excel table is empty", got=str(path))
    return full, [name for name in names if name != full]


def _sheet(path: Path) -> Iterator[TableRow]:
    """The rows of the first sheet that has any; the headings are the first row with two cells or more."""
    name, _ = _sheets(path)
    book = _workbook(path)
    header: list[str] | None = None
    for cells in book[name].values:
        filled = sum(c is not None for c in cells)
        if header is None:
            if filled > 1 or (filled and len(cells) == 1):
                header = delimited.unique([str(c) if c is not None else "" for c in cells])
        elif filled:
            yield TableRow((h, c) for h, c in zip(header, cells) if h)
    book.close()
