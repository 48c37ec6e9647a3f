"""Works: the validated table of dated artworks at the head of the chain. Never mutated."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from ..artifacts import Format, read_table, write_table
from ..errors import StylogenyError, UnknownWork
from ..runs import place_from

FORMAT = Format("works", 2, "run `stylogeny load` again")
TEXT = ("id", "title", "artist", "date_text", "style", "genre", "medium", "picture", "status")
COLUMNS = (
    "id", "title", "artist", "earliest", "latest", "date_text", "style", "genre", "medium", "picture", "status",
    "group",
)  # fmt: skip
SCHEMA = pa.schema([pa.field(c, pa.int64() if c in ("earliest", "latest", "group") else pa.string()) for c in COLUMNS])


@dataclass(frozen=True, eq=False)
class Works:
    """n dated artworks.

    Parameters
    ----------
    table : DataFrame
        The columns of :data:`COLUMNS`, a fresh RangeIndex. `earliest` and `latest` are Int64 years (astronomical: 1 BCE
        is 0), missing where undated. `status` is ``dated``, ``undated: why`` or ``refused: why``. `group` numbers the
        sets of near-duplicate pictures (two works of one group are never parent and child).
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
        for column in ("earliest", "latest"):
            table[column] = table[column].astype("Int64")
        table["group"] = table["group"].astype("int64")
        repeated = table["id"][table["id"].duplicated()]
        if len(repeated):
            raise StylogenyError("work ids must be unique", got=f"{repeated.iloc[0]!r} twice")
        dated = table["status"].eq("dated")
        if (table.loc[dated, "earliest"].isna() | table.loc[dated, "latest"].isna()).any():
            raise StylogenyError("a work marked dated has no years")
        wrong = table["earliest"] > table["latest"]
        if wrong.fillna(False).any():
            raise StylogenyError(
                "a work's earliest year is after its latest", got=table.loc[wrong.fillna(False), "id"].iloc[0]
            )
        object.__setattr__(self, "table", table)

    def __len__(self) -> int:
        return len(self.table)

    def __repr__(self) -> str:
        span = f", {int(self.years[0].min())}-{int(self.years[1].max())}" if self.dated.any() else ""
        return (
            f"Works({len(self)} works, {int(self.dated.sum())} dated{span}, {self.table['artist'].nunique()} artists)"
        )

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
    def years(self) -> tuple[np.ndarray, np.ndarray]:
        """Earliest and latest year of the dated works, each int64[dated.sum()]."""
        rows = self.table.loc[self.dated]
        return rows["earliest"].to_numpy(dtype=np.int64), rows["latest"].to_numpy(dtype=np.int64)

    @cached_property
    def earliest(self) -> np.ndarray:
        """Earliest year, float64[n], NaN where undated."""
        return self.table["earliest"].to_numpy(dtype=np.float64, na_value=np.nan)

    @cached_property
    def latest(self) -> np.ndarray:
        """Latest year, float64[n], NaN where undated."""
        return self.table["latest"].to_numpy(dtype=np.float64, na_value=np.nan)

    @cached_property
    def year(self) -> np.ndarray:
        """Middle of the date interval, float64[n], NaN where undated."""
        return (self.earliest + self.latest) / 2

    def column(self, name: str) -> np.ndarray:
        """A column as object[n]."""
        return self.table[name].to_numpy(dtype=object)

    def picture(self, row: int) -> Path:
        """Path of a work's picture."""
        path = Path(str(self.table["picture"].iat[row]))
        return path if path.is_absolute() or self.root is None else self.root / path

    def find(self, name: str) -> int:
        """Row of the work with this id, file name (with or without folder and suffix) or title (in that order).

        Raises
        ------
        UnknownWork
            With the nearest titles suggested.
        """
        for values in self._names:
            rows = values.get(name.casefold())
            if rows:
                if len(rows) > 1:
                    ids = ", ".join(self.ids[rows[:4]])
                    raise StylogenyError(f"{len(rows)} works are called {name!r}", got=ids, fix="name one by its id")
                return rows[0]
        raise UnknownWork(name, [*self.table["title"], *self.ids])

    @cached_property
    def _names(self) -> list[dict[str, list[int]]]:
        pictures = [Path(p) for p in self.table["picture"]]
        columns: list[list[str]] = [
            list(self.ids),
            [p.name for p in pictures],
            [p.stem for p in pictures],
            list(self.table["title"]),
        ]
        tables = []
        for values in columns:
            rows: dict[str, list[int]] = {}
            for row, value in enumerate(values):
                if value:
                    rows.setdefault(str(value).casefold(), []).append(row)
            tables.append(rows)
        return tables

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
