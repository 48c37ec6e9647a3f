"""Hugging Face datasets: by id (streamed), saved with ``save_to_disk``, or any folder `datasets` can load."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ...errors import StylogenyError
from ..records import Reading, Record
from .columns import find_columns, to_record
from .export import stamp

SAVED = ("state.json", "dataset_dict.json")


@dataclass(frozen=True)
class Hub:
    """A dataset; pictures are taken undecoded, labels by their names."""

    name: str
    split: str = "train"
    map: Mapping[str, str] | None = None
    root: None = None

    @property
    def key(self) -> str:
        """The name (or a digest of the folder), split and map."""
        path = Path(self.name)
        return f"{stamp(path) if path.exists() else self.name}:{self.split}:{sorted((self.map or {}).items())}"

    @cached_property
    def _rows(self) -> Any:
        return self._open()

    @cached_property
    def reading(self) -> Reading:
        """Which columns are read, and which are not."""
        names = list(self._rows.features or next(iter(self._rows), {}))
        columns = find_columns(names, map=self.map)
        unread = tuple(name for name in names if name not in columns.values())
        return Reading(f"{self.name}, split {self.split}", columns, unread)

    def records(self) -> Iterator[Record]:
        """One record per row, in the dataset's order."""
        rows, columns = self._rows, self.reading.columns
        features = rows.features or {}
        names = {c: features[c].names for c in features if hasattr(features[c], "names")}
        for row in rows:
            cells = {c: names[c][v] if c in names and isinstance(v, int) and v >= 0 else v for c, v in row.items()}
            yield to_record(cells, columns)

    def _open(self) -> Any:
        try:
            import datasets
        except ImportError:
            raise StylogenyError(
                "Hugging Face datasets need the package `datasets`", fix="pip install 'stylogeny[hub]'"
            ) from None
        path = Path(self.name)
        try:
            if any((path / s).exists() for s in SAVED):
                rows = datasets.load_from_disk(str(path))
                rows = rows[self.split] if isinstance(rows, datasets.DatasetDict) else rows
            else:
                rows = datasets.load_dataset(self.name, split=self.split, streaming=True)
        except (FileNotFoundError, ConnectionError, ValueError, KeyError, OSError) as error:
            raise StylogenyError(
                "cannot open the dataset", got=f"{self.name}, split {self.split}: {str(error).splitlines()[0][:160]}"
            ) from None
        for column, feature in (rows.features or {}).items():
            if isinstance(feature, datasets.Image):
                rows = rows.cast_column(column, datasets.Image(decode=False))
        return rows
