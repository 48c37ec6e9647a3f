"""Markdown tables, and their places in the documentation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from stylogeny.artifacts import write_text

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def lines(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table of cells that are text."""
    table = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    return "\n".join([*table, *("| " + " | ".join(row) + " |" for row in rows)])


def markdown(frame: pd.DataFrame) -> str:
    """A frame as a Markdown table: numbers with three decimals, nothing where there is none."""
    rows = frame.itertuples(index=False)
    return lines(list(frame.columns), [[_cell(value) for value in row] for row in rows])


def _cell(value: str | float) -> str:
    return value if isinstance(value, str) else "" if np.isnan(value) else f"{value:.3f}"


def put(text: str, *, name: str, script: str, page: str = "society.md", docs: Path = DOCS) -> None:
    """Replace what lies between the marks of `name` on a page, which verification/`script` measures."""
    path = docs / page
    begin, end = f"<!-- {name}: verification/{script} -->", f"<!-- end of {name} -->"
    head, rest = path.read_text(encoding="utf-8").split(begin)
    write_text(path, f"{head}{begin}\n{text}\n{end}{rest.split(end)[1]}")
