"""A museum's open-data export: where its rows are, and the mapping of a row that its module gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...runs import digest, digest_file
from ..records import Record
from .tables import rows

PICTURES = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".tif", ".tiff", ".bmp", ".avif", ".jp2"}
ToRecord = Callable[[Mapping[str, Any]], Record]


@dataclass(frozen=True)
class MuseumExport:
    """Rows and their mapping. A row without a picture address takes ``images/<id>.*`` beside the export, if any."""

    path: Path
    to_record: ToRecord
    signatures: tuple[frozenset[str], ...] = ()  # an object in a folder that has none of these columns is not a work

    @property
    def root(self) -> Path:
        """The folder of the export."""
        return self.path if self.path.is_dir() else self.path.parent

    @property
    def key(self) -> str:
        """The export's name and a digest of it."""
        return stamp(self.path)

    def records(self) -> Iterator[Record]:
        """One record per row, in the export's order."""
        images = self.root / "images"
        at_hand = (
            {f.stem: f"images/{f.name}" for f in images.iterdir() if f.suffix.lower() in PICTURES}
            if images.is_dir()
            else {}
        )
        for row in rows(self.path):
            if self.path.is_dir() and not any(s <= row.keys() for s in self.signatures):
                continue  # an index beside the works
            record = self.to_record(row)
            yield record._replace(picture=at_hand[record.id]) if record.id in at_hand else record


def stamp(path: Path) -> str:
    """A text that changes when the content of a file changes, or the names or sizes of a folder's files."""
    if path.is_file():
        return f"{path.name}:{digest_file(path)}"
    files = sorted((f.relative_to(path).as_posix(), f.stat().st_size) for f in path.rglob("*") if f.is_file())
    return f"{path.name}:{digest(files)}"


def person(name: str) -> str:
    """A maker without life dates and nationality: "Titian (Italian, c. 1488-1576)" is "Titian"."""
    return name.split(" (")[0].strip()
