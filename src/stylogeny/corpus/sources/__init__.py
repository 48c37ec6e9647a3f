"""Where works come from, one module per source."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ...errors import StylogenyError
from ..records import Source


def open_source(path: Path | str, *, map: Mapping[str, str] | None = None) -> Source:
    """The source that a path names, recognised by what is there."""
    from .folder import TABLES, Folder

    where = Path(path)
    if where.is_dir():
        for name in TABLES:
            if (where / name).exists():
                return Folder(where / name, where, map)
    raise StylogenyError("no corpus here", got=str(path), fix=f"a corpus is a folder with one of {', '.join(TABLES)}")
