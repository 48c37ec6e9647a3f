"""A folder of pictures without a table, named as WikiArt's are: ``artist-name_title-of-the-work-1503.jpg``.

Folders below it are styles (``Impressionism/claude-monet_...``), as in the WikiArt collections that circulate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..records import Record
from .export import PICTURES, stamp

_YEAR = re.compile(r"[-_ (]+((?:1[0-9]|20)\d\d(?:[-_](?:1[0-9]|20)\d\d)?)\)?(?:[-_]\d{1,2})?$")


@dataclass(frozen=True)
class WikiArt:
    """Pictures whose names say artist, title and year."""

    root: Path

    @property
    def key(self) -> str:
        """The folder's name and a digest of its file names and sizes."""
        return stamp(self.root)

    def records(self) -> Iterator[Record]:
        """One record per picture, in the order of their paths."""
        for file in sorted(f for f in self.root.rglob("*") if f.suffix.lower() in PICTURES):
            yield named(file.relative_to(self.root))


def named(path: Path) -> Record:
    """What a path below the folder says of a work."""
    artist, mark, rest = path.stem.partition("_")
    if not mark:
        artist, rest = "", path.stem
    found = _YEAR.search(rest)
    title = rest[: found.start()] if found else rest
    return Record(
        id=path.stem,
        title=_words(title).capitalize(),
        artist=_words(artist).title(),
        date_text=found.group(1).replace("_", "-") if found else "",
        style=_words(path.parts[-2]) if len(path.parts) > 1 else "",
        picture=path.as_posix(),
    )


def _words(name: str) -> str:
    return re.sub(r"[-_]+", " ", name).strip()
