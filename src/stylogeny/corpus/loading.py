"""Records to Works: dates read, pictures looked at, what cannot be used marked, near-duplicates grouped.

Rows are worked in shards, each a small Parquet file, so that memory stays flat and a killed load resumes where it was;
the shards are then put together, with ids made unique and groups filled in.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ..artifacts import replacing, table_writer
from ..errors import StylogenyError
from ..progress import Callback, progress
from ..runs import digest, place_from
from .calendar import Span
from .dates import number_span, parse_span
from .duplicates import RADIUS, groups, picture_hash
from .pictures import BadPicture, decode
from .records import Record, Source
from .sources import open_source
from .sources.fetch import Fetcher
from .summary import Summary
from .works import FORMAT, SCHEMA, Works

SHARD = 1024  # rows
HASH_SIDE = 128  # pictures are decoded to about this side for hashing
_SHARD_SCHEMA = pa.schema(
    [f for f in SCHEMA if f.name != "group"] + [pa.field("hash", pa.binary(32)), pa.field("notes", pa.string())]
)


def load(
    path: Path | str,
    *,
    map: Mapping[str, str] | None = None,
    kind: str | None = None,
    split: str = "train",
    limit: int | None = None,
    pictures: bool = True,
    fetch: Fetcher | None = None,
    out: Path | str | None = None,
    callback: Callback | None = None,
) -> Works:
    """Read a corpus of dated pictures.

    Parameters
    ----------
    path : path or str
        A folder, an export of a museum, or the name of a Hugging Face dataset; see :func:`.sources.open_source`.
    map : mapping, optional
        Field to column, e.g. ``{"date": "YearCreated"}``, where the aliases do not find it.
    kind : str, optional
        The source, where it should not be recognised by what is there.
    split : str
        Of a Hugging Face dataset.
    limit : int, optional
        Read at most this many rows.
    pictures : bool
        Open every picture: refuse broken ones, group near-duplicates. Without, pictures are taken on trust.
    fetch : Fetcher, optional
        How to fetch pictures that are given by address; without one they are marked as not fetched.
    out : path, optional
        Folder for works.parquet, shards and fetched pictures (a run folder). A temporary one when not given, except
        that pictures which have to be stored go to the user's cache.
    callback : callable, optional
        Gets ``{"step", "done", "total"}`` after each row.

    Returns
    -------
    Works
        Every row of the source: dated, undated or refused, and why.

    Raises
    ------
    StylogenyError
        When there is no corpus, no row, or a column that the map names is missing.
    """
    source = open_source(path, map=map, kind=kind, split=split)
    write = partial(write_works, source, limit=limit, pictures=pictures, fetch=fetch, callback=callback)
    if out is not None:
        write(Path(out))
        return Works.read(Path(out) / "works.parquet")
    with tempfile.TemporaryDirectory(prefix="stylogeny-") as folder:
        write(Path(folder), store=_cache() / digest(str(path)))
        return Works.read(Path(folder) / "works.parquet")


def write_works(
    source: Source,
    out: Path,
    *,
    store: Path | None = None,
    limit: int | None = None,
    pictures: bool = True,
    fetch: Fetcher | None = None,
    callback: Callback | None = None,
    shard: int = SHARD,
) -> Summary:
    """Read a source into ``out/works.parquet`` by shards of `shard` rows; those that a killed call left are taken up.

    The other parameters are those of :func:`load`; `store` is the folder for pictures that have to be kept.
    """
    store = (store or out / "pictures").resolve()
    root = source.root.resolve() if source.root else store
    shards = out / ".shards" / digest([source.key, limit, pictures, fetch is not None, shard])
    if shards.parent.exists():
        for stale in shards.parent.iterdir():
            if stale != shards:
                shutil.rmtree(stale)
    shards.mkdir(parents=True, exist_ok=True)
    records = progress(itertools.islice(source.records(), limit), "reading works", unit="work", callback=callback)
    files = []
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        for number, chunk in enumerate(_chunks(records, shard)):
            file = shards / f"{number:06}.parquet"
            if not file.exists():
                chunk = [_stored(r, number * shard + i, store, fetch) for i, r in enumerate(chunk)]
                spread = pool.map if pictures else map  # threads pay where pictures are decoded
                rows = list(spread(partial(_row, root=root, look=pictures), chunk))
                with replacing(file) as part:
                    pq.write_table(pa.Table.from_pylist(rows, schema=_SHARD_SCHEMA), part)
            files.append(file)
    if not files:
        raise StylogenyError("the corpus has no works", got=source.key)
    summary = _joined(files, out / "works.parquet", root)
    shutil.rmtree(shards.parent)
    return summary


def _chunks(records: Iterator[Record], size: int) -> Iterator[list[Record]]:
    while chunk := list(itertools.islice(records, size)):
        yield chunk


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "stylogeny"


def _stored(record: Record, number: int, store: Path, fetch: Fetcher | None) -> Record:
    """Replace a picture's bytes or address by a file in `store`; an address that is not fetched stays."""
    picture = record.picture
    if isinstance(picture, bytes):
        file = store / f"{number:07}.img"
        if not file.exists():
            with replacing(file) as part:
                part.write_bytes(picture)
        return record._replace(picture=str(file))
    if fetch is not None and is_address(picture):
        return record._replace(picture=str(fetch(picture, store)))
    return record


def is_address(picture: str) -> bool:
    """Whether a picture is given by an http(s) address."""
    return picture.startswith(("http://", "https://"))


@lru_cache(maxsize=1 << 16)
def _parsed(text: str) -> tuple[Span | None, str]:
    try:
        return parse_span(text), ""
    except StylogenyError as error:
        return None, error.what


def _span(record: Record) -> tuple[Span | None, str]:
    """The source's own reading when its text neither contradicts it nor says a part of a year; else the text's."""
    parsed, why = _parsed(record.date_text)
    own = None if record.earliest is None else number_span(record.earliest, record.latest)
    if own is None:
        return parsed, why
    if parsed is not None:
        apart = parsed.start >= own.end or parsed.end <= own.start
        if apart or parsed.end - parsed.start < min(1.0, own.end - own.start):
            return parsed, ""
    return own, ""


def _row(record: Record, *, root: Path, look: bool) -> dict[str, object]:
    picture = str(record.picture)
    span, why = _span(record)
    status = "dated" if span else f"undated: {why}"
    mark: bytes | None = None
    notes: tuple[str, ...] = ()
    if look:
        try:
            if not picture:
                raise BadPicture("no picture", record.id)
            if is_address(picture):
                raise BadPicture("picture not fetched", picture)
            image, notes = decode(root / picture, side=HASH_SIDE)
            mark = picture_hash(image)
        except BadPicture as error:
            status = f"refused: {error.reason}"
    return {
        **record._asdict(),
        "id": record.id or Path(picture).stem or record.title or "work",
        "picture": os.path.relpath(picture, root) if os.path.isabs(picture) else picture,
        "earliest": span.start if span else None,
        "latest": span.end if span else None,
        "status": status,
        "hash": mark,
        "notes": " ".join(notes),
    }


def _joined(files: list[Path], target: Path, root: Path) -> Summary:
    """Put the shards together: unique ids, groups, the summary in the file's metadata."""
    ids, marks, has = [], [], []
    statuses: Counter[str] = Counter()
    notes: Counter[str] = Counter()
    for file in files:
        table = pq.read_table(file, columns=["id", "hash", "status", "notes"])
        ids.append(np.array([_key(i) for i in table["id"].to_pylist()], dtype=np.uint64))
        column = table["hash"].to_pylist()
        has.append(np.array([h is not None for h in column]))
        marks.append(np.frombuffer(b"".join(h or bytes(32) for h in column), np.uint8).reshape(-1, 32))
        statuses.update(table["status"].to_pylist())
        notes.update(note for row in table["notes"].to_pylist() for note in row.split())
    group = groups(np.concatenate(marks), np.concatenate(has), radius=RADIUS)
    sizes = np.bincount(group)
    names = _Names(np.concatenate(ids))
    summary = Summary(
        works=len(group),
        statuses=dict(statuses),
        notes=dict(notes),
        repeated_ids=names.repeats,
        groups=int((sizes > 1).sum()),
        grouped=int(sizes[sizes > 1].sum()),
    )
    with table_writer(target, SCHEMA, FORMAT, root=place_from(target.parent, root), load=summary.to_json()) as writer:
        start = 0
        for file in files:
            table = pq.read_table(file)
            columns = {name: table[name] for name in SCHEMA.names if name != "group"}
            columns["id"] = pa.array([names.unique(i) for i in table["id"].to_pylist()], pa.string())
            columns["group"] = pa.array(group[start : start + len(table)])
            writer.write_table(pa.table([columns[n] for n in SCHEMA.names], schema=SCHEMA))
            start += len(table)
    return summary


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
