"""What `stylogeny info` says of a run is what lies in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpers.small_graph import small_graph
from helpers.traced_run import traced_run
from stylogeny.cli import main
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.provenance import Provenance
from stylogeny.runs import Run, digest_file


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> InfluenceGraph:
    return small_graph(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="module")
def run(graph: InfluenceGraph, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return traced_run(tmp_path_factory.mktemp("info") / "run", graph)


def said(run: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    assert main(["info", str(run), *more]) == 0
    return capsys.readouterr().out


def test_figures_are_those_of_the_files(run: Run, graph: InfluenceGraph, capsys: pytest.CaptureFixture[str]) -> None:
    facts = json.loads(said(run.path, capsys, "--json"))
    works = graph.works
    assert facts["works"]["rows"] == 40 and facts["works"]["dated"] == 39 and facts["works"]["undated"] == 1
    assert facts["works"]["artists"] == len(set(works.column("artist"))) and facts["works"]["styles"] == 2
    assert facts["works"]["years"] == [1500, int(works.year[works.dated].max())]
    assert facts["embedding"]["vectors"] == list(graph.embedding.vectors.shape)
    assert facts["influence"] == {"edges": graph.parents.nnz}
    sizes = {f.relative_to(run.path).as_posix(): f.stat().st_size for f in run.path.rglob("[!.]*") if f.is_file()}
    assert facts["files"] == sizes and facts["bytes"] == sum(sizes.values())
    assert list(facts["steps"]) == ["trace"]


def test_people_read_the_same_figures(run: Run, graph: InfluenceGraph, capsys: pytest.CaptureFixture[str]) -> None:
    text = said(run.path, capsys)
    assert "40 works, 39 dated, 1 undated" in text and f"{graph.parents.nnz:,} edges" in text
    assert "40 vectors of 6 numbers" in text and len(text.splitlines()) < 8 and max(map(len, text.splitlines())) < 130


def test_what_was_made_from_older_files_is_stale(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(tmp_path / "run", create=True)
    for step, made_from, wrote in (
        ("load", {}, "works"),
        ("embed", {"works": 1}, "vectors"),
        ("report", {"vectors": 1}, "page"),
    ):
        provenance = {**Provenance().document(), "inputs": made_from}
        run.record(step, {"state": "done", "digest": "", "outputs": {wrote: 1}, "provenance": provenance})
    assert "stale" not in said(run.path, capsys)
    again = {**Provenance().document(), "inputs": {}}
    run.record("load", {"state": "done", "digest": "", "outputs": {"works": 2}, "provenance": again})
    assert json.loads(said(run.path, capsys, "--json"))["stale"] == {
        "embed": "works is another since",
        "report": "vectors is another since",
    }
    assert said(run.path, capsys).count("give its command again") == 2


def test_an_empty_run_has_nothing_and_no_run_is_a_known_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = Run(tmp_path / "run", create=True)
    empty.record(
        "load", {"state": "done", "digest": "", "provenance": Provenance({"limit": 3}).document(), "outputs": {}}
    )
    facts = json.loads(said(empty.path, capsys, "--json"))
    assert facts["works"] is facts["embedding"] is facts["influence"] is None and facts["bytes"] > 0
    assert "limit=3" in said(empty.path, capsys)
    assert main(["info", str(tmp_path / "nowhere")]) == 2
    assert "not a run folder" in capsys.readouterr().err


def test_a_file_of_another_run_is_not_taken_for_this_ones(
    graph: InfluenceGraph, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = traced_run(tmp_path / "run", graph)
    file = run.path / "embedding.safetensors"
    written = {"outputs": {file.name: digest_file(file)}, "provenance": Provenance().document()}
    run.record("embed", {"state": "done", "digest": "", **written})
    assert json.loads(said(run.path, capsys, "--json"))["embedding"]["vectors"] == [40, 6]
    file.write_bytes(file.read_bytes()[:-1] + b"!")  # the last number of the last vector
    assert "run `stylogeny embed` again" in json.loads(said(run.path, capsys, "--json"))["embedding"]["unreadable"]
