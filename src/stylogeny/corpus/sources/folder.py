"""A table of works with its pictures: a file, a folder with a table, or folders of splits with a table each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ...errors import StylogenyError
from ..dates import parse_date
from ..records import Reading, Record
from . import hints
from .cells import text
from .columns import find_columns, to_record
from .export import stamp
from .rows import TableRow
from .tables import OTHERS, SUFFIXES, described, head, rows
from .text_files import refuse_pointer

TABLES = tuple(f"metadata{suffix}" for suffix in (".csv", ".jsonl", ".parquet", ".tsv", ".json", ".xlsx", ".ndjson"))


@dataclass(frozen=True)
class Folder:
    """Works of one table, or of several that are alike.

    Parameters
    ----------
    tables : tuple of Path
        Picture paths start from the folder of each.
    root : Path
        The folder that they all lie in.
    map : mapping, optional
        Field to column.
    """

    tables: tuple[Path, ...]
    root: Path
    map: Mapping[str, str] | None = None

    @property
    def key(self) -> str:
        """The tables' names and digests, and the map."""
        return f"{','.join(map(stamp, self.tables))}:{sorted((self.map or {}).items())}"

    @cached_property
    def reading(self) -> Reading:
        """Which columns are read, and which are not.

        Raises
        ------
        StylogenyError
            For a table without a row, or with neither a picture nor a title.
        """
        for table in self.tables:
            refuse_pointer(table)
        rows = [row for table in self.tables for row in head(table)]
        good = [row for row in rows if row]
        if not good:
            fault = next((row.fault for row in rows), "")
            raise StylogenyError("the table has no works", got=f"{self.tables[0]}{': ' * bool(fault)}{fault}")
        names = list(dict.fromkeys(str(c) for row in good for c in row if c))
        columns = find_columns(names, map=self.map)
        dates = [_date(text(row.get(columns.get("date", "")))) for row in good]
        if not self.map or not {"earliest", "latest"} & self.map.keys():
            columns = hints.with_lives(columns, good, dates)
        dated = [c for c in names if _dates(c, good)]
        suggested = hints.suggestions(good, columns, dated)
        if "picture" not in columns and "title" not in columns:
            raise StylogenyError(
                "the table has neither a picture nor a title column",
                got=", ".join(names),
                fix=f"say which it is with {' '.join(suggested) or '--map picture=COLUMN'}",
            )
        return Reading(
            source=self._said(),
            columns=columns,
            unread=tuple(c for c in names if c not in columns.values()),
            hint=" ".join(suggested),
            decades=any(hints.writes_decades(text(row.get(columns.get("date", "")))) for row in good),
        )

    def _said(self) -> str:
        names = [table.relative_to(self.root).as_posix() for table in self.tables[:3]]
        more = f" and {len(self.tables) - 3} more" if len(self.tables) > 3 else ""
        how = described(self.tables[0])
        return ", ".join(names) + more + (f" ({how})" if how else "")

    def records(self) -> Iterator[Record]:
        """One record per row, in the tables' order."""
        columns = self.reading.columns
        for table in self.tables:
            below = table.parent.relative_to(self.root)
            for row in rows(table):
                yield _placed(_record(row, columns), below)


def _record(row: TableRow, columns: Mapping[str, str]) -> Record:
    if row.fault:
        return Record(title=row.fault, fault=row.fault)
    return to_record(row, columns)._replace(note=row.note)


def _placed(record: Record, below: Path) -> Record:
    """The record with its picture's path from the root."""
    picture = record.picture
    if isinstance(picture, bytes) or not picture or "://" in picture[:10] or below == Path():
        return record
    return record._replace(picture=f"{below.as_posix()}/{picture}")


def _date(said: str) -> tuple[int, int] | None:
    try:
        return parse_date(said)
    except ValueError:
        return None


def _dates(column: str, rows: list[TableRow]) -> bool:
    """Whether most cells of a column are dates."""
    values = [v for row in rows[:40] if (v := text(row.get(column)))]
    return bool(values) and sum(len(v) < 60 and _date(v) is not None for v in values) > 0.6 * len(values)


def tables_in(folder: Path) -> tuple[Path, ...]:
    """The tables that a folder's works are in.

    ``metadata.*`` in any case of letters; else those in its folders (``train/``, ``test/``); else its parquet files, or
    those in ``data/``.
    """
    if found := _metadata(folder):
        return (found,)
    splits = [table for sub in _folders(folder) if (table := _metadata(sub))]
    if splits:
        return tuple(splits)
    for place in (folder, folder / "data"):
        if place.is_dir() and (shards := sorted(f for f in place.iterdir() if f.suffix.lower() == ".parquet")):
            return tuple(shards)
    return ()


def _metadata(folder: Path) -> Path | None:
    names = {f.name.lower(): f for f in sorted(folder.iterdir(), reverse=True) if f.is_file()}
    return next((names[name] for name in TABLES if name in names), None)


def _folders(folder: Path) -> list[Path]:
    return sorted(f for f in folder.iterdir() if f.is_dir() and not f.name.startswith("."))


def other_tables(folder: Path) -> list[Path]:
    """Tables of any other name that lie in a folder itself."""
    return sorted(f for f in folder.iterdir() if f.is_file() and f.suffix.lower() in SUFFIXES and f.name[0] not in ".~")


def unread_files(folder: Path) -> list[str]:
    """What lies in a folder in place of a table, in words: its name, and what would make it one."""
    files = sorted(f for f in folder.iterdir() if f.is_file() and f.suffix.lower() in OTHERS and f.name[0] not in ".~")
    return [f"{f.name} ({OTHERS[f.suffix.lower()]})" for f in files]
