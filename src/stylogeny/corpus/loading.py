"""Records to Works: dates read, pictures looked at, what cannot be used marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from ..errors import StylogenyError
from ..progress import progress
from .dates import parse_date
from .pictures import BadPicture, decode
from .records import Record
from .sources import open_source
from .works import COLUMNS, Works


def load(path: Path | str, *, map: Mapping[str, str] | None = None, pictures: bool = True) -> Works:
    """Read a corpus of dated pictures."""
    source = open_source(path, map=map)
    root = source.root.resolve() if source.root else None
    seen: Counter[str] = Counter()
    rows = [_row(r, root, pictures, seen) for r in progress(source.records(), "reading works", unit="work")]
    if not rows:
        raise StylogenyError("the corpus has no works", got=str(path))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return Works(table.assign(group=range(len(table))), root)


def _row(record: Record, root: Path | None, pictures: bool, seen: Counter[str]) -> dict[str, Any]:
    picture = record.picture if isinstance(record.picture, str) else ""
    name = record.id or Path(picture).stem or record.title or "work"
    seen[name] += 1
    years: tuple[int, int] | None = None
    status = "dated"
    if record.earliest is not None and record.latest is not None and record.earliest <= record.latest:
        years = record.earliest, record.latest
    else:
        try:
            years = parse_date(record.date_text)
        except StylogenyError as error:
            status = f"undated: {error.what}"
    if pictures and picture and root:
        try:
            decode(root / picture, side=64)
        except BadPicture as error:
            status = f"refused: {error.reason}"
    return {
        **record._asdict(),
        "id": name if seen[name] == 1 else f"{name}-{seen[name]}",
        "picture": picture,
        "earliest": years[0] if years else None,
        "latest": years[1] if years else None,
        "status": status,
        "group": 0,
    }


def summary(works: Works) -> str:
    """What was read, marked and refused, and why, as a table of lines."""
    counts = Counter(works.table["status"])
    width = max(len(s) for s in counts)
    lines = [f"{status:<{width}}  {n:>9,}" for status, n in counts.most_common()]
    return "\n".join([*lines, f"{'works':<{width}}  {len(works):>9,}"])
