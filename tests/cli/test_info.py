"""`stylogeny info` from the outside: what a run holds, and which of its files are damaged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpers.small_graph import small_graph
from helpers.traced_run import traced_run
from stylogeny.cli import main
from stylogeny.provenance import Provenance


@pytest.fixture
def run(tmp_path: Path) -> Path:
    traced = traced_run(tmp_path / "run", small_graph(tmp_path / "corpus"))
    traced.record("trace", {"state": "done", "digest": "", "provenance": Provenance({}).document(), "outputs": []})
    return traced.path


def test_shapes_and_sizes_are_read_from_the_files(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", str(run), "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    works = facts["works"]["rows"]
    assert facts["embedding"]["vectors"][0] == works and facts["influence"]["edges"] > 0
    assert main(["info", str(run)]) == 0
    assert f"{works} works, " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "part", "command"),
    [
        ("works.parquet", "works", "load"),
        ("embedding.safetensors", "embedding", "embed"),
        ("influence.parquet", "influence", "trace"),
    ],
)
@pytest.mark.parametrize("kept", [0, 5, 60, -40])
def test_a_truncated_file_is_named_and_the_rest_is_shown(
    run: Path, capsys: pytest.CaptureFixture[str], name: str, part: str, command: str, kept: int
) -> None:
    file = run / name
    file.write_bytes(file.read_bytes()[:kept])
    assert main(["info", str(run), "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert {p for p in ("works", "embedding", "influence") if "damaged" in facts[p]} == {part}
    assert main(["info", str(run)]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "damaged" in line]
    assert line.startswith(part) and name in line and command in line
