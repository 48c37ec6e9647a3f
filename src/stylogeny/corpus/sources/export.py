"""A museum's open-data export: where its rows are, and the mapping of a row that its module gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...runs import digest, digest_file
from ..records import Reading, Record
from .cells import text
from .paths import is_picture, stem, written
from .rows import TableRow
from .tables import described, rows

ToRecord = Callable[[Mapping[str, Any]], Record]


@dataclass(frozen=True)
class MuseumExport:
    """Rows and their mapping. A row without a picture address takes ``images/<id>.*`` beside the export, if any."""

    path: Path
    to_record: ToRecord
    signatures: tuple[frozenset[str], ...] = ()  # an object in a folder that has none of these columns is not a work
    name: str = ""  # of the museum's module

    @property
    def root(self) -> Path:
        """The folder of the export."""
        return self.path if self.path.is_dir() else self.path.parent

    @property
    def key(self) -> str:
        """The export's name and a digest of it."""
        return stamp(self.path)

    @property
    def reading(self) -> Reading:
        """The export, read by the columns of its museum."""
        how = described(self.path) if self.path.is_file() else ""
        return Reading(f"{self.path.name}, read as the export of {self.name}" + (f" ({how})" if how else ""))

    def records(self) -> Iterator[Record]:
        """One record per row, in the export's order; one that cannot be mapped has a fault."""
        images = self.root / "images"
        files = sorted(f.name for f in images.iterdir() if is_picture(f.name)) if images.is_dir() else []
        at_hand = {stem(name): f"images/{name}" for name in files}
        for row in rows(self.path):
            if self.path.is_dir() and not any(s <= row.keys() for s in self.signatures):
                continue  # an index beside the works
            record = self._record(row)
            yield record._replace(picture=at_hand[record.id]) if record.id in at_hand else record

    def _record(self, row: TableRow) -> Record:
        if row.fault:
            return Record(title=row.fault, fault=row.fault)
        try:
            return self.to_record(row)._replace(note=row.note)
        except (AttributeError, KeyError, IndexError, TypeError, ValueError) as error:  # cells of an unforeseen kind
            ident = text(next(iter(row.values()), ""))
            return Record(id=ident, fault=f"damaged row ({type(error).__name__} in its cells)")


def stamp(path: Path) -> str:
    """A text that changes when the content of a file changes, or the names or sizes of a folder's files."""
    if path.is_file():
        return f"{path.name}:{digest_file(path)}"
    files = sorted((written(f.relative_to(path).as_posix()), f.stat().st_size) for f in path.rglob("*") if f.is_file())
    return f"{path.name}:{digest(files)}"


def person(name: str) -> str:
    """A maker without life dates and nationality: "Titian (Italian, c. 1488-1576)" is "Titian"."""
    return name.split(" (")[0].strip()
