"""What a load read, marked and refused, and why: the table that `stylogeny load` ends with."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ..artifacts import read_table_head
from .works import FORMAT

_NOTES = {
    "unclosed-quote": "quotes that were never closed",
    "path-respelt": "paths under another spelling than the file's",
    "no-maker": "makers that are nobody known, and no artist",
}
LIST = "load.csv"  # every work that is not dated, in the run folder


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
    examples : dict
        The first works that were refused for each reason.
    reading : dict
        How the source was read (:class:`.records.Reading`).
    """

    works: int
    statuses: dict[str, int]
    notes: dict[str, int]
    repeated_ids: int
    groups: int
    grouped: int
    examples: dict[str, list[str]] = field(default_factory=dict)
    reading: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)

    def count(self, kind: str) -> int:
        """How many works are ``dated``, ``undated`` or ``refused``."""
        return sum(n for status, n in self.statuses.items() if status.split(":")[0] == kind)

    def text(self) -> str:
        """The table, for people."""
        rows: list[tuple[str, int, str]] = [("works", self.works, "")]
        lines = self._read()
        for kind in ("dated", "undated", "refused"):
            rows.append((kind, self.count(kind), ""))
            whys = {s.split(": ", 1)[1]: n for s, n in self.statuses.items() if s.startswith(kind + ":")}
            rows += [
                ("", n, why + self._first(f"{kind}: {why}", n))
                for why, n in sorted(whys.items(), key=lambda w: (-w[1], w[0]))
            ]
        if self.notes:
            rows.append(("put right", sum(self.notes.values()), ""))
            rows += [
                ("", n, _NOTES.get(note, f"{note} picture"))
                for note, n in sorted(self.notes.items(), key=lambda w: (-w[1], w[0]))
            ]
        if self.grouped:
            rows.append(("near-duplicates", self.grouped, f"in {self.groups:,} groups"))
        if self.repeated_ids:
            rows.append(("repeated ids", self.repeated_ids, "numbered -2, -3 ..."))
        lines += [f"{name:<16}{n:>10,}  {why}".rstrip() for name, n, why in rows]
        if self.count("undated") or self.count("refused"):
            lines.append(f"{'each of them':<16}  in {LIST}")
        return "\n".join(lines)

    def _read(self) -> list[str]:
        """What was read, what was not, and how to read more."""
        columns = self.reading.get("columns", {})
        said = {
            "source": self.reading.get("source", ""),
            "columns": ", ".join(f"{field}={column}" for field, column in columns.items()),
            "not read": ", ".join(self.reading.get("unread", [])),
            "to read more": self.reading.get("hint", ""),
        }
        return [f"{name:<16}  {text}" for name, text in said.items() if text]

    def _first(self, status: str, count: int) -> str:
        first = self.examples.get(status, [])
        return f": {', '.join(first)}{' ...' if count > len(first) else ''}" if first else ""


def read_summary(path: Path | str) -> Summary | None:
    """The summary that a load left in works.parquet; None for a table that was made otherwise."""
    stored = read_table_head(path, FORMAT).get("load")
    return Summary(**stored) if stored else None
