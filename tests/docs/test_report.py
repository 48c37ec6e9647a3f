"""The examples on the report's page run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stylogeny.influence.graph import InfluenceGraph

PAGE = Path(__file__).resolve().parents[2] / "docs" / "report.md"


def test_the_examples_of_the_page_run(graph: InfluenceGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    scope: dict[str, object] = {"graph": graph}
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), flags=re.M | re.S)
    assert len(blocks) == 2
    for block in blocks:
        exec(compile(block.replace("Impressionism", "School A"), PAGE.name, "exec"), scope)
    assert (tmp_path / "out" / "report" / "index.html").exists()
    assert (tmp_path / "futures" / "mine" / "imagined.parquet").exists()
