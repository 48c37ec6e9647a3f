"""A folder of pictures with a table beside them: metadata.csv, .jsonl or .parquet (the Hugging Face imagefolder layout)."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import StylogenyError
from ..records import Record
from .columns import find_columns, to_record

TABLES = ("metadata.csv", "metadata.jsonl", "metadata.parquet")


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a csv, tsv, jsonl or parquet table, one at a time (parquet in batches)."""
    if path.suffix in (".csv", ".tsv"):
        csv.field_size_limit(1 << 24)
        with open(path, encoding="utf-8-sig", errors="replace", newline="") as f:
            yield from csv.DictReader(f, delimiter="\t" if path.suffix == ".tsv" else ",")
    elif path.suffix in (".jsonl", ".ndjson"):
        with open(path, encoding="utf-8-sig") as f:
            for number, line in enumerate(f, 1):
                if line.strip():
                    try:
                        yield json.loads(line)
                    except json.JSONDecodeError as error:
                        raise StylogenyError(f"line {number} of {path} is not JSON", got=str(error)) from None
    elif path.suffix == ".parquet":
        import pyarrow.parquet as pq

        for batch in pq.ParquetFile(path).iter_batches(batch_size=4096):
            yield from batch.to_pylist()
    else:
        raise StylogenyError("not a table this reads", got=str(path), fix="use csv, tsv, jsonl or parquet")


@dataclass(frozen=True)
class Folder:
    """A table of works and the folder its picture paths start from."""

    table: Path
    root: Path | None
    map: Mapping[str, str] | None = None
    notes: tuple[str, ...] = field(default=())

    def records(self) -> Iterator[Record]:
        """One record a row, in the table's order."""
        columns: dict[str, str] | None = None
        for row in rows(self.table):
            if columns is None:
                columns = find_columns(row, map=self.map)
                if "picture" not in columns and "title" not in columns:
                    raise StylogenyError(
                        "the table has neither a picture nor a title column",
                        got=", ".join(str(c) for c in row),
                        fix="say which it is with --map picture=COLUMN",
                    )
            yield to_record(row, columns)
