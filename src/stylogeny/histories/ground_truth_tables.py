"""The true parents of a history that was simulated or painted, as the tables of its ``truth/`` folder.

``parents.parquet``: child, parent, weight, lag (years) and kind of the child. ``genomes.parquet``: id, year, lost,
artist and region of every work, and whatever else is known of its style. ``planted.parquet``: kind, child, parent of
what was put there on purpose.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from ..artifacts import Format, read_table, write_table

FORMAT = Format("ground-truth", 1, "paint or simulate the history again")
FOLDER = "truth"
TABLES = ("parents", "genomes", "planted")


def write_truth(folder: Path | str, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write the tables into the ``truth/`` of a folder."""
    for name in TABLES:
        write_table(Path(folder) / FOLDER / f"{name}.parquet", tables[name], FORMAT, table=name)


def read_truth(folder: Path | str) -> dict[str, pd.DataFrame]:
    """Read what :func:`write_truth` wrote."""
    return {name: _read(Path(folder) / FOLDER / f"{name}.parquet", name) for name in TABLES}


def _read(path: Path, name: str) -> pd.DataFrame:
    table, head = read_table(path, FORMAT)
    if head.get("table") != name:
        raise FORMAT.damaged(path, f"it is the table {head.get('table')}")
    return table
