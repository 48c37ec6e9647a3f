"""Where works come from: one module per source, each a small mapping to :class:`..records.Record`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

from ...errors import StylogenyError
from ..records import Source
from . import aic, carnegie, cleveland, met, moma, nga, tate
from .export import PICTURES, MuseumExport
from .folder import TABLES, Folder
from .hub import SAVED, Hub
from .tables import SUFFIXES, columns
from .wikiart import WikiArt

MUSEUMS: dict[str, ModuleType] = {
    "met": met, "moma": moma, "tate": tate, "nga": nga, "cleveland": cleveland, "carnegie": carnegie, "aic": aic,
}  # fmt: skip
KINDS = ("folder", "wikiart", "hub", *MUSEUMS)


def open_source(
    path: Path | str, *, map: Mapping[str, str] | None = None, kind: str | None = None, split: str = "train"
) -> Source:
    """The source that a path or a name stands for, recognised by what is there unless `kind` says.

    Parameters
    ----------
    path : path or str
        A folder with a table, a table, a folder of pictures, a museum's export (file or repository), a saved or online
        Hugging Face dataset.
    map : mapping, optional
        Field to column, for tables and datasets.
    kind : str, optional
        One of :data:`KINDS`.
    split : str
        Of a Hugging Face dataset.

    Raises
    ------
    StylogenyError
        When nothing there can be read.
    """
    where = Path(path)
    if kind is not None and kind not in KINDS:
        raise StylogenyError("no such kind of source", got=kind, fix=f"kinds are {', '.join(KINDS)}")
    if kind == "hub" or (not where.exists() and _names_a_dataset(str(path))):
        return Hub(str(path).removeprefix("hf://"), split, map)
    if not where.exists():
        raise StylogenyError("no such file or folder", got=str(path))
    if kind in MUSEUMS:
        return _export(MUSEUMS[kind], _file(where, MUSEUMS[kind]) or where)
    table = next((where / t for t in TABLES if (where / t).exists()), where if where.is_file() else None)
    if kind == "folder" or (kind is None and table is not None and table != where):
        if table is None:
            raise StylogenyError("the folder has no table", got=str(path), fix=f"add one of {', '.join(TABLES)}")
        return Folder(table, map)
    if kind is None:
        for museum in MUSEUMS.values():
            file = _file(where, museum)
            if file is not None and map is None and any(s <= columns(file) for s in museum.SIGNATURES):
                return _export(museum, file)
        if table is not None and table.suffix.lower() in SUFFIXES:
            return Folder(table, map)
        if any((where / s).exists() for s in SAVED) or (where.is_dir() and any(where.rglob("*.parquet"))):
            return Hub(str(where), split, map)
    if where.is_dir() and any(f.suffix.lower() in PICTURES for f in where.rglob("*")):
        return WikiArt(where)
    raise StylogenyError(
        "no corpus here",
        got=str(path),
        fix=f"a corpus is pictures with one of {', '.join(TABLES)}, or a museum's export",
    )


def _names_a_dataset(name: str) -> bool:
    return name.startswith("hf://") or (
        name.count("/") == 1 and not name.startswith((".", "/", "~")) and "\\" not in name
    )


def _file(where: Path, museum: ModuleType) -> Path | None:
    """The export: a file, the museum's file in a folder, or the folder when it is of JSON files."""
    if where.is_file():
        return where
    found = next((where / f for f in museum.FILES if (where / f).exists()), None)
    return where if found is None and next(where.rglob("*.json"), None) else found


def _export(museum: ModuleType, path: Path) -> MuseumExport:
    return MuseumExport(path, museum.mapping(path) if hasattr(museum, "mapping") else museum.record, museum.SIGNATURES)
