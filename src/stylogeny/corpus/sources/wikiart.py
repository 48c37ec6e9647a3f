"""A folder of pictures without a table, named as WikiArt's are: ``artist-name_title-of-the-work-1503.jpg``.

Folders below it are styles (``Impressionism/claude-monet_...``), as in the WikiArt collections that circulate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..records import Reading, Record
from .export import stamp
from .paths import is_text, pictures, stem, written

_YEAR = re.compile(r"[-_ (]+((?:1[0-9]|20)\d\d(?:[-_](?:1[0-9]|20)\d\d)?)\)?(?:[-_]\d{1,2})?$")


@dataclass(frozen=True)
class WikiArt:
    """Pictures whose names say artist, title and year; `beside` are tables that lie there and are not read."""

    root: Path
    beside: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The folder's name and a digest of its file names and sizes."""
        return stamp(self.root)

    @property
    def reading(self) -> Reading:
        """The names of the files."""
        return Reading("the names of the pictures' files (artist-name_title-1503.jpg)", unread=self.beside)

    def records(self) -> Iterator[Record]:
        """One record per picture, in the order of their paths."""
        for file in sorted(pictures(self.root)):
            record = named(file.relative_to(self.root))
            yield record if is_text(str(record.picture)) else record._replace(picture=file.read_bytes())


def named(path: Path) -> Record:
    """What a path below the folder says of a work."""
    name = stem(written(path.name))
    artist, mark, rest = name.partition("_")
    if not mark:
        artist, rest = "", name
    found = _YEAR.search(rest)
    title = rest[: found.start()] if found else rest
    return Record(
        id=name,
        title=_words(title).capitalize(),
        artist=_words(artist).title(),
        date_text=found.group(1).replace("_", "-") if found else "",
        style=_words(written(path.parts[-2])) if len(path.parts) > 1 else "",
        picture=path.as_posix(),
    )


def _words(name: str) -> str:
    return re.sub(r"[-_]+", " ", name).strip()
