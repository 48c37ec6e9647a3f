"""The notebook on styles runs from top to bottom and shows what it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

NOTEBOOK = Path(__file__).resolve().parents[2] / "examples" / "styles.ipynb"


@pytest.mark.slow  # it paints and embeds a world first
def test_the_notebook_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    scope: dict = {}
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), NOTEBOOK.name, "exec"), scope)
    assert scope["after"] > scope["before"]
    assert scope["sheet"].shape == (3, 64, 64, 3)
    assert scope["painted"].style < 0.5
    assert scope["carried"].name == scope["movement"] and scope["carried"].provenance.parameters["parents"]
