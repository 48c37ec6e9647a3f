"""The examples on the pages about futures and society run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stylogeny.influence.graph import InfluenceGraph

DOCS = Path(__file__).resolve().parents[2] / "docs"


def run(page: str, graph: InfluenceGraph) -> dict[str, object]:
    scope: dict[str, object] = {"graph": graph}
    (block,) = re.findall(r"^```python\n(.*?)^```", (DOCS / page).read_text(encoding="utf-8"), flags=re.M | re.S)
    exec(compile(block, page, "exec"), scope)
    return scope


def test_the_example_on_society_runs(graph: InfluenceGraph) -> None:
    scope = run("society.md", graph)
    assert scope["first"] not in set(scope["without"].works["id"])  # type: ignore[attr-defined]


def test_the_example_on_futures_runs(graph: InfluenceGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run("futures.md", graph)
    assert (tmp_path / "tree.html").exists() and (tmp_path / "out" / "catalogue.md").exists()
