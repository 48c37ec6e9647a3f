"""A table's place in docs/society.md: between two marks, so that the command that measures it can write it anew."""

from __future__ import annotations

from pathlib import Path

from stylogeny.artifacts import write_text

PAGE = Path(__file__).resolve().parents[1] / "docs" / "society.md"


def put(text: str, *, name: str, script: str) -> None:
    """Replace what lies between the marks of `name`, which verification/`script` measures."""
    begin, end = f"<!-- {name}: verification/{script} -->", f"<!-- end of {name} -->"
    head, rest = PAGE.read_text(encoding="utf-8").split(begin)
    write_text(PAGE, f"{head}{begin}\n{text}\n{end}{rest.split(end)[1]}")
