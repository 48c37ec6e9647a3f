"""The command that imagines: what it writes, that it is skipped when done, how it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpers.planted_history import graph as graph
from helpers.traced_run import traced_run
from report.conftest import small_graph
from stylogeny.cli import main
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.runs import Run, slug


@pytest.fixture(scope="module")
def run(graph: InfluenceGraph, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return traced_run(tmp_path_factory.mktemp("run"), graph)


def test_works_are_imagined_once(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["imagine", str(run.path), "--root", "w5", "--years", "15", "-n", "3", "--no-pictures", "--quiet"]
    assert main([*argv, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    folder = Path(said["folder"])
    assert folder == run.path / "futures" / "w5" and len(said["works"]) == 3
    before = (folder / "imagined.parquet").stat().st_mtime_ns
    assert main(argv) == 0
    assert (folder / "imagined.parquet").stat().st_mtime_ns == before
    assert main([*argv, "--seed", "1"]) == 0
    assert (folder / "imagined.parquet").stat().st_mtime_ns != before


def test_a_tree_is_grown_with_generations(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["imagine", str(run.path), "--generations", "2", "--branching", "2", "--no-pictures", "--quiet", "--json"]
    assert main([*argv, "--name", "Two deep"]) == 0
    works = json.loads(capsys.readouterr().out)["works"]
    assert [w["generation"] for w in works] == [1, 1, 2, 2, 2, 2]
    assert (run.path / "futures" / slug("Two deep") / "tree" / "operations.json").exists()


def test_what_someone_else_put_in_the_folder_is_not_written_over(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["imagine", str(run.path), "--no-pictures", "--quiet", "--name", "mine"]
    assert main([*argv, "--generations", "2"]) == 0
    tree = run.path / "futures" / "mine"
    assert (
        main(
            ["futures", "prune", str(run.path), "imagined-everything-0-1", "--name", "mine", "--quiet", "--no-pictures"]
        )
        == 0
    )
    pruned = {file: file.read_bytes() for file in tree.rglob("*") if file.is_file()}
    assert main([*argv, "--generations", "2"]) == 0  # the tree as it is now, not grown anew
    assert main(argv) == 2 and "holds a tree of futures" in capsys.readouterr().err
    assert main([*argv, "--generations", "3"]) == 2
    assert {file: file.read_bytes() for file in tree.rglob("*") if file.is_file()} == pruned


def test_a_root_that_nobody_knows_is_one_line(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["imagine", str(run.path), "--root", "nobody at all", "--quiet"]) == 2
    line = capsys.readouterr().err.strip()
    assert "no such work" in line and len(line.splitlines()) == 1


def test_an_undated_work_has_no_future(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = traced_run(tmp_path / "run", small_graph(tmp_path / "corpus"))
    assert main(["imagine", str(run.path), "--root", "w39", "--quiet"]) == 2
    assert "outside the influence graph" in capsys.readouterr().err
