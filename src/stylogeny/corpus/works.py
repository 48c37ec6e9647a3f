"""Works: the validated table of dated artworks at the head of the chain. Never mutated."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from os.path import basename, splitext
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from ..artifacts import Format, read_table, write_table
from ..display import axes, html
from ..errors import StylogenyError, UnknownWork
from ..runs import place_from
from ..streams import owners, uniforms
from .calendar import TimeSpan, span_text, whole_years
from .names.index import NameIndex
from .pictures import read

FORMAT = Format("works", 3, "run `stylogeny load` again")
TEXT = ("id", "title", "artist", "date_text", "style", "genre", "medium", "picture", "status")
COLUMNS = (
    "id", "title", "artist", "earliest", "latest", "date_text", "style", "genre", "medium", "picture", "status",
    "group",
)  # fmt: skip
_TYPES = {"earliest": pa.float64(), "latest": pa.float64(), "group": pa.int64()}
WEIGHT = "weight"
SCHEMA = pa.schema([pa.field(c, _TYPES.get(c, pa.string())) for c in COLUMNS])


def _moments(years: pd.Series, after: int) -> pd.Series:
    """A column of years as float64; one of integers as the beginning of each year, or of the year `after` it."""
    known = years.dropna()
    if pd.api.types.is_integer_dtype(known) or pd.api.types.infer_dtype(known) == "integer":
        years = pd.to_numeric(years) + after
    return years.astype("Float64").astype("float64")


@dataclass(frozen=True, eq=False)
class Works:
    """n dated artworks.

    Parameters
    ----------
    table : DataFrame
        The columns of :data:`COLUMNS`, a fresh RangeIndex. `earliest` and `latest` are float64 years (astronomical:
        1 BCE is 0) of a span of time [earliest, latest), missing where undated: the year 1885 is [1885.0, 1886.0).
        Where they are equal they are a moment, and no two works of one moment can follow one another. Columns of
        integers may be given instead; they are whole years, both inclusive: 1885 to 1885. `status` is ``dated``,
        ``undated: why`` or ``refused: why``. `group` numbers the sets of near-duplicate pictures (two works of one
        group are never parent and child). A further column `weight`, float64 above 0, says how often each work counts
        in a world where part of it never was (:func:`stylogeny.without`); without it every work counts once.
    root : Path, optional
        The folder that relative `picture` paths start from.
    """

    table: pd.DataFrame
    root: Path | None = None

    def __post_init__(self) -> None:
        missing = [c for c in COLUMNS if c not in self.table.columns]
        if missing:
            raise StylogenyError(
                "a works table lacks columns", got=", ".join(missing), fix=f"it needs {', '.join(COLUMNS)}"
            )
        table = self.table.reset_index(drop=True).copy()
        for column in TEXT:
            table[column] = table[column].fillna("").astype(str)
        for column, after in (("earliest", 0), ("latest", 1)):
            table[column] = _moments(table[column], after)
        table["group"] = table["group"].astype("int64")
        if WEIGHT in table.columns:
            table[WEIGHT] = table[WEIGHT].astype("float64")
            wrong = ~(np.isfinite(table[WEIGHT]) & table[WEIGHT].gt(0))
            if wrong.any():
                got = f"{table.loc[wrong, WEIGHT].iloc[0]} for {table.loc[wrong, 'id'].iloc[0]!r}"
                raise StylogenyError("a work's weight is a number above 0", got=got, fix="leave out what is gone")
        repeated = table["id"][table["id"].duplicated()]
        if len(repeated):
            raise StylogenyError("work ids must be unique", got=f"{repeated.iloc[0]!r} twice")
        dated = table["status"].eq("dated")
        if (table.loc[dated, "earliest"].isna() | table.loc[dated, "latest"].isna()).any():
            raise StylogenyError("a work marked dated has no years")
        backwards = table["earliest"] > table["latest"]
        # a moment that is a whole number is a year in a column that missing values turned into floats
        lasting = table["earliest"].eq(table["latest"]) & table["earliest"].mod(1).eq(0)
        for wrong, what in ((backwards, "a work's date ends before it begins"), (lasting, "a work's date has no end")):
            if wrong.any():
                row = table.loc[wrong].iloc[0]
                raise StylogenyError(
                    what,
                    got=f"{row['id']!r}: [{row['earliest']:g}, {row['latest']:g})",
                    fix="the year 1885 is [1885.0, 1886.0), or 1885 to 1885 in columns of integers (Int64)",
                )
        object.__setattr__(self, "table", table)

    def __len__(self) -> int:
        return len(self.table)

    def __repr__(self) -> str:
        span = f", {span_text(*whole_years(*self.span))}" if self.dated.any() else ""
        return (
            f"Works({len(self)} works, {int(self.dated.sum())} dated{span}, {self.table['artist'].nunique()} artists)"
        )

    def _repr_html_(self) -> str:
        shown = [row for row in range(len(self)) if self.pictured[row]][:: max(int(self.pictured.sum()) // 12, 1)][:12]
        lines = {row: [str(self.table[c].iat[row]) for c in ("title", "artist")] for row in shown}
        return html.block(repr(self), html.strip((self.picture(row), (*lines[row], self.date(row))) for row in shown))

    def plot(self, by: str = "style", *, ax: axes.Axes | None = None) -> axes.Axes:
        """When there were works of each style (or of each `artist`, `genre`, `medium`), on matplotlib axes."""
        kinds = self.column(by).astype(str)
        dated = self.dated & (kinds != "")
        names, count = np.unique(kinds[dated], return_counts=True)
        kept = names[np.argsort(-count, kind="stable")][: axes.LABELS]
        of = [np.flatnonzero(dated & (kinds == name)) for name in kept]
        order = np.argsort([np.median(self.year[rows]) for rows in of], kind="stable")
        low, high = (np.array([np.quantile(self.year[of[k]], q) for k in order]) for q in (0.05, 0.95))
        return axes.spans([str(kept[k]) for k in order], low, high, np.array([len(of[k]) for k in order]), ax=ax)

    @cached_property
    def ids(self) -> np.ndarray:
        """Ids, object[n]."""
        return self.table["id"].to_numpy(dtype=object)

    @cached_property
    def dated(self) -> np.ndarray:
        """Which works have a usable date and picture, bool[n]: the ones that influence is traced between."""
        return self.table["status"].eq("dated").to_numpy()

    @cached_property
    def pictured(self) -> np.ndarray:
        """Which works have a usable picture, bool[n] (dated or undated, not refused)."""
        return (~self.table["status"].str.startswith("refused")).to_numpy() & self.table["picture"].ne("").to_numpy()

    @cached_property
    def span(self) -> TimeSpan:
        """From the beginning of the earliest date to the end of the latest; NaN when no work is dated."""
        if not self.dated.any():
            return TimeSpan(np.nan, np.nan)
        return TimeSpan(float(self.earliest[self.dated].min()), float(self.latest[self.dated].max()))

    @cached_property
    def earliest(self) -> np.ndarray:
        """Where the span of each date begins, float64[n] years, NaN where undated."""
        return self.table["earliest"].to_numpy(dtype=np.float64)

    @cached_property
    def latest(self) -> np.ndarray:
        """Where the span of each date ends, float64[n] years, NaN where undated; it is no part of the span."""
        return self.table["latest"].to_numpy(dtype=np.float64)

    @cached_property
    def year(self) -> np.ndarray:
        """Middle of each date's span, float64[n] years, NaN where undated."""
        return (self.earliest + self.latest) / 2

    @cached_property
    def weight(self) -> np.ndarray:
        """How often each work counts, float64[n], above 0: 1 in the world as it was."""
        return self.table[WEIGHT].to_numpy(dtype=np.float64) if WEIGHT in self.table else np.ones(len(self))

    def present(self, *, seed: int) -> np.ndarray:
        """Works that are there in one drawn world, bool[n]: each with its weight for a chance.

        For what needs whole works: a movement has no half members. The draw is the work's own, by its id.
        """
        if WEIGHT not in self.table:
            return np.ones(len(self), dtype=bool)
        return np.asarray(uniforms(seed, "present", index=owners(self.ids))[:, 0] < self.weight)

    def when(self, row: int) -> str:
        """A work's date as people write it: "1885-90", "12 June 1885"; empty where it is undated."""
        return span_text(self.earliest[row], self.latest[row]) if np.isfinite(self.earliest[row]) else ""

    def date(self, row: int) -> str:
        """A work's date as its catalogue writes it, else the span that was read."""
        return str(self.table["date_text"].iat[row]) or self.when(row)

    @property
    def dates(self) -> np.ndarray:
        """Every work's date as its catalogue writes it, else the span that was read, object[n]: each span once."""
        _, first, span = np.unique(
            np.column_stack([self.earliest, self.latest]), axis=0, return_index=True, return_inverse=True
        )
        spans = np.array([self.when(int(row)) for row in first], dtype=object)
        written = self.column("date_text")
        return np.where(written.astype(str) != "", written, spans[span.ravel()])

    def column(self, name: str) -> np.ndarray:
        """A column as object[n]."""
        return self.table[name].to_numpy(dtype=object)

    def picture(self, row: int) -> Path:
        """Path of a work's picture."""
        path = Path(str(self.table["picture"].iat[row]))
        return path if path.is_absolute() or self.root is None else self.root / path

    def thumbnail(self, row: int, side: int = 64) -> np.ndarray | None:
        """A work's picture with a longest side of `side` pixels, uint8[h, w, 3]; None where there is none to read."""
        if not self.pictured[row]:
            return None
        try:
            return read(self.picture(row), side)
        except (StylogenyError, OSError):
            return None

    def find(self, name: str) -> int:
        """Row of the work with this id, file name (with or without folder and suffix) or title (in that order).

        Raises
        ------
        UnknownWork
            With the nearest titles suggested.
        """
        row = self.find_exactly(name)
        if row is None:
            raise UnknownWork(name, [*self.table["title"], *self.ids])
        return row

    def find_exactly(self, name: str) -> int | None:
        """As :meth:`find`, None where there is none."""
        for values in self._names():
            rows = values.get(name.casefold())
            if rows:
                if len(rows) > 1:
                    ids = ", ".join(self.ids[rows[:4]])
                    raise StylogenyError(f"{len(rows)} works are called {name!r}", got=ids, fix="name one by its id")
                return rows[0]
        return None

    @cached_property
    def indices(self) -> dict[str, NameIndex]:
        """Names by kind, as :mod:`.lookup` has read them so far."""
        return {}

    def _names(self) -> Iterator[dict[str, list[int]]]:
        """Rows by name, kind by kind; ids, which programs ask by, without the others."""
        yield self._by_id
        yield from self._by_other_names

    @cached_property
    def _by_id(self) -> dict[str, list[int]]:
        return _rows_by_name(self.ids.tolist())

    @cached_property
    def _by_other_names(self) -> list[dict[str, list[int]]]:
        files = [basename(path) for path in self.table["picture"].tolist()]
        stems = [splitext(file)[0] for file in files]
        return [_rows_by_name(values) for values in (files, stems, self.table["title"].tolist())]

    def select(self, rows: np.ndarray | Sequence[int] | Sequence[bool]) -> Works:
        """The works at `rows` (a boolean mask or integer positions), in that order."""
        at = np.asarray(rows)
        return Works(self.table.loc[at] if at.dtype == bool else self.table.iloc[at], self.root)

    def save(self, path: Path | str) -> None:
        """Write as Parquet; `root` travels beside the table, as seen from there (:func:`stylogeny.runs.place_from`)."""
        root = "" if self.root is None else place_from(Path(path).parent, self.root)
        write_table(path, self.table, FORMAT, root=root)

    @classmethod
    def read(cls, path: Path | str) -> Works:
        """Read what :meth:`save` or a load wrote.

        Raises
        ------
        StylogenyError
            When the file is damaged, or of another kind or version.
        """
        table, said = read_table(path, FORMAT)
        with FORMAT.fits(path):
            root = str(said.get("root") or "")
            return cls(table, Path(os.path.normpath(Path(path).resolve().parent / root)) if root else None)


def _rows_by_name(names: Iterable[str]) -> dict[str, list[int]]:
    """Rows of each name but the empty one, capitals apart."""
    rows: dict[str, list[int]] = {}
    for row, name in enumerate(names):
        if name:
            rows.setdefault(str(name).casefold(), []).append(row)
    return rows
