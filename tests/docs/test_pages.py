"""The documentation's examples run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"


def blocks(page: Path) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), flags=re.M | re.S)


def test_the_quickstart_runs_from_top_to_bottom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paint = ["world", "paint", "--regime", "neutral", "--works", "60", "--seed", "5", "--out", "paintings", "--quiet"]
    subprocess.run([sys.executable, "-m", "stylogeny", *paint], check=True, cwd=tmp_path)
    monkeypatch.chdir(tmp_path)
    scope: dict[str, object] = {}
    for block in blocks(DOCS / "quickstart.md"):
        exec(compile(block, "quickstart.md", "exec"), scope)
    assert scope["answer"].interval[0] <= scope["answer"].point <= scope["answer"].interval[1]  # type: ignore[attr-defined]
    assert (scope["future"].table["year"] > 0).all()  # type: ignore[attr-defined]


@pytest.mark.parametrize("page", ["dates.md", "corpus.md"])
def test_the_examples_of_a_page_run(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    examples = blocks(DOCS / page)
    assert examples
    scope: dict[str, object] = {}
    for block in examples:
        exec(compile(block, page, "exec"), scope)


def test_every_link_between_pages_leads_somewhere() -> None:
    broken = []
    for page in [*DOCS.glob("*.md"), DOCS.parent / "README.md"]:
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.name}: {target}")
    assert not broken
