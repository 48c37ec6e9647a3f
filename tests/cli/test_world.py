"""`stylogeny world` from the outside: paint a world, score tables on it, refuse what makes no sense."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from stylogeny.cli import main
from stylogeny.files import LOCK
from stylogeny.runs import Run
from stylogeny.world.ground_truth import GroundTruth
from stylogeny.world.score import edge_table


@pytest.fixture(scope="module")
def painted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("world")
    arguments = "world paint --regime all --works 24 --size 64 --seed 4 --futures 2 --workers 1 --quiet --out"
    assert main([*arguments.split(), str(out)]) == 0
    return out


def score(edges: pd.DataFrame, world: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, float]:
    edges.to_parquet(folder / "edges.parquet")
    capsys.readouterr()
    assert main(["world", "score", str(folder / "edges.parquet"), str(world), "--json"]) == 0
    return json.loads(capsys.readouterr().out)["edges"]


def test_scores_of_plain_files(painted: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    truth = GroundTruth.read(painted)
    assert score(edge_table(truth.ids, truth.parents), painted, tmp_path, capsys)["ap"] > 0.9
    table = pd.DataFrame({"id": truth.ids, "value": truth.flow, "low": truth.flow - 1, "high": truth.flow + 1})
    table.to_parquet(tmp_path / "credit.parquet")
    assert main(["world", "score", str(tmp_path / "credit.parquet"), str(painted), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["credit"]
    assert found["coverage"] == 1 and "realised" in found
    for method, says in (("metadata.csv", "not a Parquet file"), ("none.parquet", "no such run or table")):
        assert main(["world", "score", str(painted / method), str(painted)]) == 2
        error = capsys.readouterr().err
        assert says in error and method in error and error.count("\n") == 1


def test_a_society_is_painted_and_scored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paint = (
        "world paint --regime society --works 24 --size 64 --seed 4 --futures 2 --workers 1 --quiet"
        " --param reaction=0.2 --out"
    )
    assert main([*paint.split(), str(tmp_path / "w")]) == 0
    assert len(list((tmp_path / "w" / "images").iterdir())) == 24
    assert json.loads((tmp_path / "w" / "truth" / "world.json").read_text())["parameters"]["reaction"] == 0.2
    known = GroundTruth.read(tmp_path / "w")
    assert known.impacts is not None and known.impacts[["realised", "expected"]].notna().all(axis=None)
    assert score(edge_table(known.ids, known.parents), tmp_path / "w", tmp_path, capsys)["ap"] > 0.9


def test_a_world_may_be_painted_without_reruns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paint = f"world paint --regime society --works 12 --size 64 --no-reruns --workers 1 --quiet --out {tmp_path / 'w'}"
    assert main(paint.split()) == 0
    assert (
        not (tmp_path / "w" / "truth" / "impact.parquet").exists() and GroundTruth.read(tmp_path / "w").impacts is None
    )
    assert main([*paint.split(), "--futures", "2"]) == 2
    assert "need re-runs" in capsys.readouterr().err


def test_a_world_is_not_painted_into_a_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Run(tmp_path / "run", create=True).record("load", {"state": "done"})
    before = (tmp_path / "run" / "manifest.json").read_bytes()
    assert main(["world", "paint", "--works", "12", "--size", "32", "--out", str(tmp_path / "run")]) == 2
    assert "pass another --out" in capsys.readouterr().err
    assert {f.name: f.read_bytes() for f in (tmp_path / "run").iterdir()} == {LOCK: b"", "manifest.json": before}


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ("world paint --regime baroque --out x", "no such regime"),
        ("world paint --works 3 --out x", "at least 10 works"),
        ("world paint --size 4 --out x", "32 to 1024 pixels"),
        ("world paint --lost 0.99 --out x", "between 0 and 0.9"),
        ("world paint --futures 1 --out x", "two or more"),
        ("world score nothing.parquet nowhere", "not a painted world"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(
    arguments: str, line: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments.split()) == 2
    err = capsys.readouterr().err
    assert line in err and err.count("\n") == 1
