"""`artist`: a life among the works, as words, as JSON and as a page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from questions.conftest import graph as graph
from questions.conftest import run as run
from stylogeny.cli import main
from stylogeny.runs import Run


def test_a_life_is_told_as_the_questions_about_it_are_answered(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["artist", "Artist 2 <b>", str(run.path), "-n", "2", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    for direction in ("sources", "followers"):
        assert main([direction, "Artist 2 <b>", str(run.path), "-n", "2", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)[direction] == said[direction]
    assert (
        said["interval"][0] <= said["descendants"] <= said["interval"][1] and "<img" in Path(said["page"]).read_text()
    )
    assert main(["artist", "Artist 2 <b>", str(run.path)]) == 0
    head, descendants, *_, page = capsys.readouterr().out.splitlines()
    assert head.startswith(f"Artist 2 <b>: {len(said['works'])} works, {said['active']}")
    assert f"{said['descendants']:,.0f} expected descendants" in descendants and page.strip() == said["page"]
