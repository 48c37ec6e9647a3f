"""A row of a table: its cells by heading, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


class TableRow(dict[str, Any]):
    """Cells by heading.

    Parameters
    ----------
    cells : mapping or pairs
    note : str
        What was mended in reading it.
    fault : str
        Why it cannot be read; there are no cells then.
    """

    def __init__(
        self, cells: Mapping[str, object] | Iterable[tuple[str, object]] = (), *, note: str = "", fault: str = ""
    ) -> None:
        super().__init__(cells)
        self.note, self.fault = note, fault
