"""What a source yields: one raw row, before its date is read and its picture looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol


class Record(NamedTuple):
    """One artwork as its source gives it.

    `earliest` and `latest` are the source's own reading where it has one, else None: whole numbers are years, both
    inclusive, others moments (see :func:`.dates.number_span`). `picture` is a path (relative to the source's root or
    absolute), an http(s) address, or the encoded bytes themselves.
    """

    id: str = ""
    title: str = ""
    artist: str = ""
    date_text: str = ""
    earliest: float | None = None
    latest: float | None = None
    style: str = ""
    genre: str = ""
    medium: str = ""
    picture: str | bytes = ""


class Source(Protocol):
    """Where works come from. `records` yields them in a fixed order, so that a killed load can resume."""

    @property
    def root(self) -> Path | None:
        """The folder that relative picture paths start from; None when pictures are bytes or addresses."""
        ...

    @property
    def key(self) -> str:
        """What tells this source, as it is now, from another: only its own shards of a killed load are taken up."""
        ...

    def records(self) -> Iterator[Record]:
        """The rows, in a fixed order."""
        ...


@dataclass(frozen=True)
class Rows:
    """A source made of records at hand (for tests and for callers with their own tables)."""

    rows: tuple[Record, ...]
    root: Path | None = None
    key: str = "rows"

    def records(self) -> Iterator[Record]:
        """The rows as given."""
        return iter(self.rows)
