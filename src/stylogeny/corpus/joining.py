"""Shards put together: ids made unique, near-duplicates grouped, stand-ins for pictures set aside, faults listed."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ..artifacts import replacing, table_writer
from ..runs import place_from
from .duplicates import RADIUS, groups, stand_ins
from .records import Reading
from .summary import LIST, Summary
from .works import FORMAT, SCHEMA

SHARD_SCHEMA = pa.schema(
    [f for f in SCHEMA if f.name != "group"]
    + [pa.field("hash", pa.binary(32)), pa.field("tone", pa.int32()), pa.field("notes", pa.string())]
)
STAND_IN = "refused: a stand-in for a picture (the same one for works of several makers)"
NAMED = 3  # refused works that are named for each reason
LISTED = ("row", "id", "title", "artist", "date_text", "picture", "status")


def join(files: list[Path], out: Path, root: Path, reading: Reading) -> Summary:
    """Write ``works.parquet`` and ``load.csv`` into `out`.

    Parameters
    ----------
    files : list of Path
        The shards, in order.
    out, root : Path
        The run folder, and the folder that pictures' paths start from.
    reading : Reading
        How the source was read.
    """
    ids, marks, has, tones = [], [], [], []
    notes: Counter[str] = Counter()
    for file in files:
        table = pq.read_table(file, columns=["id", "hash", "tone", "notes"])
        ids.append(np.array([_key(i) for i in table["id"].to_pylist()], dtype=np.uint64))
        column = table["hash"].to_pylist()
        has.append(np.array([h is not None for h in column]))
        marks.append(np.frombuffer(b"".join(h or bytes(32) for h in column), np.uint8).reshape(-1, 32))
        tones.append(table["tone"].fill_null(-1).to_numpy())
        notes.update(note for row in table["notes"].to_pylist() for note in row.split())
    hashes = np.concatenate(marks)
    group = groups(hashes, np.concatenate(has), radius=RADIUS)
    alike = stand_ins(hashes, group, np.concatenate(tones), lambda rows: _said(files, rows))
    statuses: Counter[str] = Counter()
    examples: dict[str, list[str]] = {}
    for status, picture, ident in _statuses(files, alike):
        statuses[status] += 1
        if status.startswith("refused") and len(examples.setdefault(status, [])) < NAMED:
            examples[status].append(picture or ident)
    names = _Names(np.concatenate(ids))
    sizes = np.bincount(group[[row not in alike for row in range(len(group))]], minlength=1)
    summary = Summary(
        works=len(group),
        statuses=dict(statuses),
        notes=dict(notes),
        repeated_ids=names.repeats,
        groups=int((sizes > 1).sum()),
        grouped=int(sizes[sizes > 1].sum()),
        examples=examples,
        reading=reading.to_json(),
    )
    with (
        replacing(out / LIST) as part,
        open(part, "w", encoding="utf-8", newline="") as listed,
        table_writer(
            out / "works.parquet", SCHEMA, FORMAT, root=place_from(out, root), load=summary.to_json()
        ) as writer,
    ):
        faults = csv.writer(listed)
        faults.writerow(LISTED)
        start = 0
        for file in files:
            table = pq.read_table(file)
            columns = {name: table[name] for name in SCHEMA.names if name != "group"}
            columns["id"] = pa.array([names.unique(i) for i in table["id"].to_pylist()], pa.string())
            columns["status"] = pa.array(
                [_status(s, start + i in alike) for i, s in enumerate(table["status"].to_pylist())], pa.string()
            )
            columns["group"] = pa.array(group[start : start + len(table)])
            whole = pa.table([columns[n] for n in SCHEMA.names], schema=SCHEMA)
            writer.write_table(whole)
            for number, row in enumerate(whole.select(LISTED[1:]).to_pylist(), start + 1):
                if row["status"] != "dated":
                    faults.writerow([number, *(harmless(row[name] or "") for name in LISTED[1:])])
            start += len(table)
    return summary


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: one that begins as formulas do gets an apostrophe before it."""
    looks = cell.startswith(("=", "+", "-", "@", "\t", "\r")) and not cell.lstrip("+-").replace(".", "").isdigit()
    return f"'{cell}" if looks else cell


def _status(status: str, stands_in: bool) -> str:
    return STAND_IN if stands_in and not status.startswith("refused") else status


def _statuses(files: list[Path], alike: set[int]) -> Iterator[tuple[str, str, str]]:
    """Status, picture and id of each work."""
    row = 0
    for file in files:
        table = pq.read_table(file, columns=["status", "picture", "id"])
        for status, picture, ident in zip(*(table[c].to_pylist() for c in ("status", "picture", "id"))):
            yield _status(status, row in alike), picture, ident
            row += 1


def _said(files: list[Path], rows: np.ndarray) -> list[tuple[str, str, str]]:
    """Title, artist and date of works at these rows, which ascend."""
    found: list[tuple[str, str, str]] = []
    start = 0
    for file in files:
        size = pq.read_metadata(file).num_rows
        here = rows[(rows >= start) & (rows < start + size)] - start
        if len(here):
            table = pq.read_table(file, columns=["title", "artist", "date_text"]).take(here)
            found += zip(*(table[c].to_pylist() for c in table.column_names))
        start += size
    return found


def _key(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


class _Names:
    """Ids made unique: the first work keeps its id, the next become "-2", "-3" ... that no other work has.

    Holds eight bytes for each id, and more only for those that repeat.
    """

    def __init__(self, keys: np.ndarray) -> None:
        self.keys, counts = np.unique(keys, return_counts=True)
        self.repeats = int(np.sum(counts[counts > 1] - 1))
        self._repeated = set(self.keys[counts > 1].tolist())
        self._seen: set[int] = set()

    def unique(self, name: str) -> str:
        """The id that this work gets; to be asked in the order of the works."""
        key = _key(name)
        if key not in self._repeated:
            return name
        if key not in self._seen:
            self._seen.add(key)
            return name
        number = 2
        while self._taken(_key(f"{name}-{number}")):
            number += 1
        self._seen.add(_key(f"{name}-{number}"))
        return f"{name}-{number}"

    def _taken(self, key: int) -> bool:
        at = np.searchsorted(self.keys, np.uint64(key))
        return key in self._seen or bool(at < len(self.keys) and self.keys[at] == np.uint64(key))
