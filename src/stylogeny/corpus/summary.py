"""What a load read, marked and refused, and why: the table that `stylogeny load` ends with."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..artifacts import read_table_head
from .works import FORMAT


@dataclass(frozen=True)
class Summary:
    """Counts of a load.

    Parameters
    ----------
    works : int
        Rows read.
    statuses : dict
        ``dated``, ``undated: why``, ``refused: why`` to how many.
    notes : dict
        Peculiar pictures that were put right (``CMYK``, ``rotated``, ``misnamed`` ...) to how many.
    repeated_ids : int
        Works whose id another had before; they are numbered ``-2``, ``-3``.
    groups, grouped : int
        Sets of near-duplicate pictures, and the works in them.
    """

    works: int
    statuses: dict[str, int]
    notes: dict[str, int]
    repeated_ids: int
    groups: int
    grouped: int

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)

    def count(self, kind: str) -> int:
        """How many works are ``dated``, ``undated`` or ``refused``."""
        return sum(n for status, n in self.statuses.items() if status.split(":")[0] == kind)

    def text(self) -> str:
        """The table, for people."""
        rows: list[tuple[str, int, str]] = [("works", self.works, "")]
        for kind in ("dated", "undated", "refused"):
            rows.append((kind, self.count(kind), ""))
            whys = {s.split(": ", 1)[1]: n for s, n in self.statuses.items() if s.startswith(kind + ":")}
            rows += [("", n, why) for why, n in sorted(whys.items(), key=lambda w: (-w[1], w[0]))]
        if self.notes:
            rows.append(("put right", sum(self.notes.values()), ""))
            rows += [("", n, f"{note} picture") for note, n in sorted(self.notes.items(), key=lambda w: (-w[1], w[0]))]
        if self.grouped:
            rows.append(("near-duplicates", self.grouped, f"in {self.groups:,} groups"))
        if self.repeated_ids:
            rows.append(("repeated ids", self.repeated_ids, "numbered -2, -3 ..."))
        return "\n".join(f"{name:<16}{n:>10,}  {why}".rstrip() for name, n, why in rows)


def read_summary(path: Path | str) -> Summary | None:
    """The summary that a load left in works.parquet; None for a table that was made otherwise."""
    stored = read_table_head(path, FORMAT).get("load")
    return Summary(**stored) if stored else None
