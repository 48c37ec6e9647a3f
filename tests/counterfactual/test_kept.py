"""Credit as a run keeps it: one answer to one question, by whatever name it is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.small_graph import small_graph
from helpers.traced_run import traced_run
from stylogeny.counterfactual.credit import credit
from stylogeny.counterfactual.kept import kept_credit, units_folder
from stylogeny.errors import StylogenyError
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.runs import Run


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> InfluenceGraph:
    return small_graph(tmp_path_factory.mktemp("corpus"))


@pytest.fixture
def run(graph: InfluenceGraph, tmp_path: Path) -> Run:
    return traced_run(tmp_path / "run", graph)


def test_an_answer_is_computed_once_by_whatever_name(run: Run, graph: InfluenceGraph) -> None:
    first = kept_credit(run, graph, "w9", bootstraps=2)
    file = run.path / "credit" / f"{first.slug}.json"
    when = file.stat().st_mtime_ns
    for name, kind in (("Work 9", None), ("w9", "work")):
        again = kept_credit(run, graph, name, kind=kind, bootstraps=2)
        assert again.to_json() == first.to_json() and file.stat().st_mtime_ns == when
    assert first.point == credit(graph, "w9", bootstraps=0).point
    assert len(list(units_folder(run).glob("*.safetensors"))) == 2


def test_another_question_is_answered_anew(run: Run, graph: InfluenceGraph) -> None:
    kept_credit(run, graph, "w9", bootstraps=0)
    net = kept_credit(run, graph, "w9", bootstraps=0, estimand="net")
    assert net.estimand == "net" and len(list((run.path / "credit").glob("w9*.json"))) == 2
    assert kept_credit(run, graph, "w9", bootstraps=0, seed=1).provenance.parameters["seed"] == 1


def test_an_unknown_work_leaves_nothing(run: Run, graph: InfluenceGraph) -> None:
    with pytest.raises(StylogenyError, match="no such"):
        kept_credit(run, graph, "Wrok 9")
    assert not (run.path / "credit").exists()
