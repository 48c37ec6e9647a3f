"""Where works come from: one module per source, each a small mapping to :class:`..records.Record`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

from ...errors import StylogenyError
from ..records import Source
from .columns import find_columns
from .export import MuseumExport
from .folder import TABLES, Folder, other_tables, tables_in, unread_files
from .hub import SAVED, Hub
from .museums import MUSEUMS
from .paths import PICTURES, pictures
from .tables import OTHERS, SUFFIXES, columns
from .text_files import refuse_pointer
from .wikiart import WikiArt

KINDS = ("folder", "wikiart", "hub", *MUSEUMS)


def open_source(
    path: Path | str, *, map: Mapping[str, str] | None = None, kind: str | None = None, split: str | None = None
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
    split : str, optional
        Of a dataset: all that lie in a folder, else ``train``.

    Raises
    ------
    StylogenyError
        When nothing there can be read.
    """
    where = Path(path)
    if kind is not None and kind not in KINDS:
        raise StylogenyError("no such kind of source", got=kind, fix=f"kinds are {', '.join(KINDS)}")
    if kind == "hub" or (not where.exists() and _names_a_dataset(str(path))):
        return Hub(str(path).removeprefix("hf://"), split or "train", map)
    if not where.exists():
        raise StylogenyError("no such file or folder", got=str(path), fix="check the path")
    if kind in MUSEUMS:
        return _export(MUSEUMS[kind], _file(where, MUSEUMS[kind]) or where)
    if where.is_file():
        return _of_file(where, map, kind)
    if kind != "wikiart":
        source = _of_folder(where, map, kind, split)
        if source is not None:
            return source
    if next(pictures(where), None) is not None:
        return WikiArt(where, (*(t.name for t in other_tables(where)), *unread_files(where)))
    raise StylogenyError(
        "no corpus here",
        got=str(path),
        fix=f"a corpus is pictures with one of {', '.join(TABLES)}, or a museum's export",
    )


def _of_file(table: Path, map: Mapping[str, str] | None, kind: str | None) -> Source:
    suffix = table.suffix.lower()
    if suffix in PICTURES:
        raise StylogenyError("a corpus is more than one picture", got=str(table), fix="give the folder that it lies in")
    if suffix not in SUFFIXES:
        fix = OTHERS.get(suffix, f"a table ends in {', '.join(SUFFIXES)}")
        raise StylogenyError("not a table that is read", got=str(table), fix=fix)
    refuse_pointer(table)
    museum = _museum(table) if kind is None and map is None else None
    return museum or Folder((table,), table.parent, map)


def _of_folder(where: Path, map: Mapping[str, str] | None, kind: str | None, split: str | None) -> Source | None:
    tables = tables_in(where)
    if tables and tables[0].stem.lower() == "metadata":
        return Folder(_of_split(tables, where, split), where, map)
    if kind is None and map is None and (museum := _museum(where)):
        return museum
    if any((where / s).exists() for s in SAVED):
        return Hub(str(where), split or "train", map)
    if tables:
        return Folder(_of_split(tables, where, split), where, map)
    others = other_tables(where)
    likely = [t for t in others if _has_works(t)] if len(others) > 1 else others
    if len(likely) == 1 and (map or kind == "folder" or _has_works(likely[0]) or next(pictures(where), None) is None):
        return Folder((likely[0],), where, map)
    if len(likely) > 1:
        names = ", ".join(t.name for t in likely)
        raise StylogenyError("more than one table of works", got=names, fix=f"name one: {where / likely[0].name}")
    if kind == "folder":
        raise StylogenyError("the folder has no table", got=str(where), fix=f"add one of {', '.join(TABLES)}")
    return None


def _has_works(table: Path) -> bool:
    """Whether a table names pictures, or titles with dates or makers."""
    found = find_columns(sorted(columns(table)))
    return "picture" in found or ("title" in found and bool(found.keys() & {"date", "earliest", "artist"}))


def _of_split(tables: tuple[Path, ...], where: Path, split: str | None) -> tuple[Path, ...]:
    """The tables of a split, by their folder or the beginning of their name; all when none is asked for."""
    if split is None:
        return tables
    chosen = [t for t in tables if (t.parent.name == split and t.parent != where) or t.stem.split("-")[0] == split]
    if not chosen and len(tables) == 1:
        return tables
    if not chosen:
        names = ", ".join(sorted({t.relative_to(where).as_posix() for t in tables}))
        raise StylogenyError("no such split", got=split, fix=f"there are {names}")
    return tuple(chosen)


def _names_a_dataset(name: str) -> bool:
    """``ORG/NAME``, and not a file or folder that is missing."""
    if name.startswith("hf://"):
        return True
    path = Path(name)
    looks = name.count("/") == 1 and not name.startswith((".", "/", "~")) and "\\" not in name and " " not in name
    return looks and path.suffix.lower() not in {*SUFFIXES, *OTHERS, *PICTURES} and not path.parent.exists()


def _museum(where: Path) -> MuseumExport | None:
    """The museum's export that this is."""
    for museum in MUSEUMS.values():
        file = _file(where, museum)
        if file is not None and any(s <= columns(file) for s in museum.SIGNATURES):
            return _export(museum, file)
    return None


def _file(where: Path, museum: ModuleType) -> Path | None:
    """The export: a file, the museum's file in a folder, or the folder when it is of JSON files."""
    if where.is_file():
        return where
    found = next((where / f for f in museum.FILES if (where / f).exists()), None)
    return where if found is None and next(where.rglob("*.json"), None) else found


def _export(museum: ModuleType, path: Path) -> MuseumExport:
    name = museum.__name__.rpartition(".")[2]
    of = museum.mapping(path) if hasattr(museum, "mapping") else museum.record
    return MuseumExport(path, of, museum.SIGNATURES, name=name)
