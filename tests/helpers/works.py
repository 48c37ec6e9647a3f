"""Works tables for tests: columns that a test does not care about are filled in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from stylogeny.corpus.works import COLUMNS, Works


def dated_works(years: Sequence[int] | np.ndarray, *, root: Path | None = None, **columns: object) -> Works:
    """Works ``w0, w1, ...`` of exactly these years; any other column is given by name, one value or one per work."""
    table = pd.DataFrame({name: "" for name in COLUMNS}, index=range(len(years)))
    table = table.assign(
        id=[f"w{k}" for k in range(len(years))],
        earliest=np.asarray(years, dtype=int),
        latest=np.asarray(years, dtype=int),
        status="dated",
        group=np.arange(len(years)),
    )
    return Works(table.assign(**columns), root)
