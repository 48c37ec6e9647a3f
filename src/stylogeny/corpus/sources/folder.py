"""A folder of pictures with metadata.csv, .jsonl or .parquet (the Hugging Face imagefolder layout)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ...errors import StylogenyError
from ..records import Record
from .columns import find_columns, to_record
from .export import stamp
from .tables import rows

TABLES = ("metadata.csv", "metadata.jsonl", "metadata.parquet")


@dataclass(frozen=True)
class Folder:
    """A table of works; picture paths start from its folder."""

    table: Path
    map: Mapping[str, str] | None = None

    @property
    def root(self) -> Path:
        """The table's folder."""
        return self.table.parent

    @property
    def key(self) -> str:
        """The table's name and digest, and the map."""
        return f"{stamp(self.table)}:{sorted((self.map or {}).items())}"

    def records(self) -> Iterator[Record]:
        """One record per row, in the table's order."""
        columns: dict[str, str] | None = None
        for row in rows(self.table):
            if columns is None:
                columns = find_columns([str(c) for c in row if c is not None], map=self.map)
                if "picture" not in columns and "title" not in columns:
                    raise StylogenyError(
                        "the table has neither a picture nor a title column",
                        got=", ".join(str(c) for c in row),
                        fix="say which it is with --map picture=COLUMN",
                    )
            yield to_record(row, columns)
