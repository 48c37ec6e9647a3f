"""The examples on the page about futures run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stylogeny.influence.graph import InfluenceGraph

PAGE = Path(__file__).resolve().parents[2] / "docs" / "futures.md"


def test_the_examples_of_the_page_run(graph: InfluenceGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    scope: dict[str, object] = {"graph": graph}
    (block,) = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), flags=re.M | re.S)
    exec(compile(block, PAGE.name, "exec"), scope)
    assert (tmp_path / "tree.html").exists() and (tmp_path / "out" / "catalogue.md").exists()
