"""What a source yields: one raw row, before its date is read and its picture looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol


class Record(NamedTuple):
    """One artwork as its source gives it.

    `earliest` and `latest` are the source's own reading where it has one, else None: whole numbers are years, both
    inclusive, others moments (see :func:`.dates.number_span`); `birth` and `death` are years of the maker. `picture` is
    a path (relative to the source's root or absolute), an http(s) address, or the encoded bytes themselves. `note` says
    what was mended in reading the row, `fault` why it could not be read.
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
    birth: int | None = None
    death: int | None = None
    note: str = ""
    fault: str = ""


@dataclass(frozen=True)
class Reading:
    """How a source is read, for people.

    Parameters
    ----------
    source : str
        The table, with how it is written where that is unusual; or what else is read.
    columns : mapping
        Field to the column that it is read from.
    unread : tuple of str
        Columns that are not read.
    hint : str
        The ``--map`` arguments that would read some of them.
    decades : bool
        Whether the table names decades, so that "1900s" is one.
    """

    source: str
    columns: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    hint: str = ""
    decades: bool = False

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {**asdict(self), "columns": dict(self.columns), "unread": list(self.unread)}


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

    @property
    def reading(self) -> Reading:
        """Which table and columns are read, and which are not."""
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

    @property
    def reading(self) -> Reading:
        """Records at hand have no table."""
        return Reading("records at hand")

    def records(self) -> Iterator[Record]:
        """The rows as given."""
        return iter(self.rows)
