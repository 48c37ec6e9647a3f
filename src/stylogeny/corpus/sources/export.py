"""A museum's open-data export: where its rows are, and the mapping of a row that its module gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..records import Record
from .tables import rows

PICTURES = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".tif", ".tiff", ".bmp", ".avif", ".jp2"}
ToRecord = Callable[[Mapping[str, Any]], Record]


@dataclass(frozen=True)
class Export:
    """Rows and their mapping. A row without a picture address takes the file ``images/<id>.*`` beside the export, if any."""

    path: Path
    to_record: ToRecord

    @property
    def root(self) -> Path:
        """The folder of the export."""
        return self.path if self.path.is_dir() else self.path.parent

    @property
    def key(self) -> str:
        """The export's path, size and time of change."""
        return stamp(self.path)

    def records(self) -> Iterator[Record]:
        """One record a row, in the export's order."""
        images = self.root / "images"
        at_hand = (
            {f.stem: f"images/{f.name}" for f in images.iterdir() if f.suffix.lower() in PICTURES}
            if images.is_dir()
            else {}
        )
        for row in rows(self.path):
            record = self.to_record(row)
            yield record._replace(picture=at_hand[record.id]) if record.id in at_hand else record


def stamp(path: Path) -> str:
    """A text that changes when a file or folder is changed."""
    stat = path.stat()
    return f"{path.resolve()}:{stat.st_size}:{stat.st_mtime_ns}"


def person(name: str) -> str:
    """A maker without life dates and nationality: "Titian (Italian, c. 1488-1576)" is "Titian"."""
    return name.split(" (")[0].strip()
