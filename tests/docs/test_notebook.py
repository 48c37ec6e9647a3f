"""The notebooks run from top to bottom and show what they say."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def executed(name: str) -> dict:
    """What the cells of a notebook leave behind; the last expression of each is shown as a notebook would show it."""
    scope: dict = {}
    for cell in json.loads((EXAMPLES / name).read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            code = ast.parse("".join(cell["source"]), name)
            last = code.body.pop() if isinstance(code.body[-1], ast.Expr) else None
            exec(compile(code, name, "exec"), scope)
            if isinstance(last, ast.Expr):
                value = eval(compile(ast.Expression(last.value), name, "eval"), scope)
                assert repr(value) and (not hasattr(value, "_repr_html_") or value._repr_html_())
    return scope


@pytest.mark.slow  # it paints a world and runs the chain on it
def test_the_first_hour_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    monkeypatch.chdir(tmp_path)
    scope = executed("first_hour.ipynb")
    assert (scope["sources"].table["low"] <= scope["sources"].table["share"]).all()
    assert scope["run"].artist(scope["surname"]).about.subject == scope["painter"]
    assert scope["life"].about.subject == scope["painter"] and len(scope["period"].rows)
    assert scope["network"].number_of_edges() == len(scope["table"]) and len(scope["future"]) == 4
    assert scope["answer"].interval is not None


@pytest.mark.slow  # it paints and embeds a world first
def test_the_notebook_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    scope = executed("styles.ipynb")
    assert scope["after"] > scope["before"]
    assert scope["sheet"].shape == (3, 64, 64, 3)
    assert scope["painted"].style < 0.5
    assert scope["carried"].name == scope["movement"] and scope["carried"].provenance.parameters["parents"]
