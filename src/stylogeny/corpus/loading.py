"""Records to Works: dates read, pictures looked at, what cannot be used marked.

Rows are worked in shards, each a small Parquet file, so that memory stays flat and a killed load resumes where it was;
the shards are then put together (:mod:`.joining`).
"""

from __future__ import annotations

import itertools
import os
import re
import shutil
import tempfile
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ..artifacts import replacing
from ..errors import StylogenyError
from ..executors import Execution, Result, Task
from ..progress import Callback, progress
from ..runs import digest
from .calendar import TimeSpan
from .dates import number_span, parse_span
from .duplicates import flat_tone, picture_hash
from .joining import SHARD_SCHEMA, join
from .pictures import MISSING, BadPicture, content, decode
from .records import Record, Source
from .sources import open_source
from .sources.cells import ends, is_unknown, number
from .sources.fetch import Fetcher
from .sources.makers import maker
from .sources.paths import Finder, is_text, stem
from .summary import Summary
from .works import Works

SHARD = 1024  # rows
HASH_SIDE = 128  # pictures are decoded to about this side for hashing


def load(
    path: Path | str,
    *,
    map: Mapping[str, str] | None = None,
    kind: str | None = None,
    split: str | None = None,
    limit: int | None = None,
    pictures: bool = True,
    fetch: Fetcher | None = None,
    out: Path | str | None = None,
    executor: str | Execution = "serial",
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
    split : str, optional
        Of a dataset: all that lie in a folder, else ``train``.
    limit : int, optional
        Read at most this many rows.
    pictures : bool
        Open every picture: refuse broken ones, group near-duplicates. Without, pictures are taken on trust.
    fetch : Fetcher, optional
        How to fetch pictures that are given by address; without one they are marked as not fetched.
    out : path, optional
        Folder for works.parquet, shards and fetched pictures (a run folder). A temporary one when not given, except
        that pictures which have to be stored go to the user's cache.
    executor : str or Execution
        Where dates are read and pictures opened (:mod:`stylogeny.executors`): ``serial`` does so on a few threads.
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
    write = partial(
        write_works, source, limit=limit, pictures=pictures, fetch=fetch, executor=executor, callback=callback
    )
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
    executor: str | Execution = "serial",
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
    finder = Finder(root) if pictures else None
    reading = source.reading
    records = progress(itertools.islice(source.records(), limit), "reading works", unit="work", callback=callback)
    files: list[Path] = []
    execution = Execution.of(executor)
    threads = min(4, os.cpu_count() or 1) if execution.executor == "serial" and pictures else 1
    asked: deque[Path] = deque()

    def tasks() -> Iterator[Task]:
        """The shards that are not there yet; what has to be stored is, as their turn comes."""
        for at, chunk in enumerate(_chunks(records, shard)):
            files.append(shards / f"{at:06}.parquet")
            if not files[-1].exists():
                asked.append(files[-1])
                own = [_stored(r, at * shard + i, store, fetch, finder) for i, r in enumerate(chunk)]
                yield Task(at, own)

    with execution.pool(_Look(root, pictures, reading.decades, threads)) as pool:
        for result in pool.map(_look, tasks()):
            with replacing(asked.popleft()) as part:
                part.write_bytes(result["table"].tobytes())
    if not files:
        raise StylogenyError("the corpus has no works", got=source.key)
    summary = join(files, out, root, reading)
    shutil.rmtree(shards.parent)
    return summary


def gone_or_back(path: Path) -> bool:
    """Whether a picture of a works table is not where it was, or one that was not there is."""
    if not path.exists():
        return False
    try:
        works = Works.read(path)
    except StylogenyError:
        return False  # a damaged table is read anew in any case
    for picture, status in zip(works.column("picture"), works.column("status")):
        if picture and not is_address(picture):
            missing = status == f"refused: {MISSING}"
            if missing == os.path.exists((works.root or Path()) / picture) and (missing or status == "dated"):
                return True
    return False


def _chunks(records: Iterator[Record], size: int) -> Iterator[list[Record]]:
    while chunk := list(itertools.islice(records, size)):
        yield chunk


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "stylogeny"


def _stored(record: Record, number: int, store: Path, fetch: Fetcher | None, finder: Finder | None) -> Record:
    """Replace a picture's bytes or address by a file in `store`, a path under another spelling by the file's own.

    An address that is not fetched stays, and so does a path that leads nowhere.
    """
    picture = record.picture
    if finder is not None and isinstance(picture, str) and picture and (found := _respelt(picture, finder)) is not None:
        note = f"{record.note} path-respelt".strip()
        record = record._replace(picture=str(found) if is_text(str(found)) else content(found), note=note)
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


def _respelt(picture: str, finder: Finder) -> Path | None:
    """Where the picture of a path lies that leads nowhere as it is written."""
    return None if is_address(picture) or os.path.exists(finder.root / picture) else finder.find(picture)


def is_address(picture: str) -> bool:
    """Whether a picture is given by an http(s) address."""
    return picture.startswith(("http://", "https://"))


@lru_cache(maxsize=1 << 16)
def _parsed(text: str) -> tuple[TimeSpan | None, str]:
    try:
        return parse_span(text), ""
    except StylogenyError as error:
        return None, error.what


def _span(record: Record, decades: bool) -> tuple[TimeSpan | None, str]:
    """The source's own reading when its text neither contradicts it nor says a part of a year; else the text's.

    A text that is the number itself contradicts nothing. The maker's life narrows a span that goes beyond it.
    """
    said = record.date_text
    parsed, why = _parsed(_as_decade(said) if decades else said)
    if is_unknown(said):
        parsed, why = None, "a number that stands for no year"
    low, high = ends(record.earliest, record.latest)
    first = high if low is None else low
    own = None if first is None else number_span(first, high)
    if own is None:
        return (_within_life(parsed, record) if parsed else None), why
    if parsed is not None and number(said) not in (low, high):
        apart = parsed.start >= own.end or parsed.end <= own.start
        if apart or parsed.end - parsed.start < min(1.0, own.end - own.start):
            return _within_life(parsed, record), ""
    return _within_life(own, record), ""


def _as_decade(text: str) -> str:
    """ "1900s" as the ten years that it means where other dates are decades."""
    return re.sub(r"(?<!\d)(\d\d)00'?s\b", r"\g<1>00-\g<1>09", text)


def _within_life(span: TimeSpan, record: Record) -> TimeSpan:
    """A span without the years before its maker's birth and after the death; whole where nothing would be left."""
    start = span.start if record.birth is None else max(span.start, float(record.birth))
    end = span.end if record.death is None else min(span.end, record.death + 1.0)
    return TimeSpan(start, end) if start < end else span


class _Look(NamedTuple):
    """How rows are looked at: pictures' folder, whether they are opened, what "1900s" means, threads."""

    root: Path
    pictures: bool
    decades: bool
    threads: int


def _look(state: tuple[_Look, list[Record]], seed: int, shard: int) -> Result:
    """A shard of rows with dates read and pictures looked at: ``table``, the bytes of a Parquet file."""
    how, records = state
    row = partial(_row, root=how.root, look=how.pictures, decades=how.decades)
    with ThreadPoolExecutor(how.threads) as pool:  # decoders let go of the interpreter
        rows = list((pool.map if how.threads > 1 else map)(row, records))
    buffer = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows, schema=SHARD_SCHEMA), buffer)
    return {"table": np.frombuffer(buffer.getvalue(), np.uint8)}


def _row(record: Record, *, root: Path, look: bool, decades: bool) -> dict[str, object]:
    picture, artist = str(record.picture), maker(record.artist)
    span, why = _span(record, decades)
    status = "dated" if span else f"undated: {why}"
    mark, tone = None, None
    notes: tuple[str, ...] = ()
    if record.fault:
        status = f"refused: {record.fault}"
    elif look:
        try:
            if not picture:
                raise BadPicture("no picture", record.id)
            if is_address(picture):
                raise BadPicture("picture not fetched", picture)
            image, notes = decode(root / picture, side=HASH_SIDE)
            mark = picture_hash(image)
            tone = None if mark else flat_tone(image)
        except BadPicture as error:
            status = f"refused: {error.reason}"
    return {
        **record._asdict(),
        "id": record.id or stem(picture) or record.title or "work",
        "artist": artist,
        "picture": os.path.relpath(picture, root) if os.path.isabs(picture) else picture,
        "earliest": span.start if span else None,
        "latest": span.end if span else None,
        "status": status,
        "hash": mark,
        "tone": tone,
        "notes": " ".join(n for n in (*notes, record.note, "no-maker" * bool(record.artist and not artist)) if n),
    }
