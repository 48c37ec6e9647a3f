"""The examples of docs/dates.md and docs/corpus.md run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest


@pytest.mark.parametrize("page", ["dates.md", "corpus.md"])
def test_examples_run(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = (Path(__file__).parents[2] / "docs" / page).read_text(encoding="utf-8")
    found = re.findall(r"^```python\n(.*?)^```", text, flags=re.M | re.S)
    assert found
    scope: dict[str, object] = {}
    for block in found:
        exec(compile(block, page, "exec"), scope)
