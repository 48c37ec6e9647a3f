"""The small traced corpus, and a report of it with answers and imagined works."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from helpers.credit_answer import CREDIT
from helpers.small_graph import small_graph
from stylogeny.futures.imagine import imagine
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.report.inputs import ReportInputs
from stylogeny.report.page import write


@pytest.fixture(scope="session")
def graph(tmp_path_factory: pytest.TempPathFactory) -> InfluenceGraph:
    return small_graph(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="session")
def inputs(graph: InfluenceGraph) -> ReportInputs:
    future = imagine(graph, root="w5", years=20, n=3, pictures=False)
    style = tuple(f"w{k}" for k in range(0, 40, 2))
    answers = [CREDIT, replace(CREDIT, slug="other", kind="style", name="Other", works=style)]
    return ReportInputs(graph, answers, {"w5": future}, {"steps": {"load": {"params": {"corpus": "x"}}}}, "A <corpus>")


@pytest.fixture(scope="session")
def report(inputs: ReportInputs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its folder."""
    return write(inputs, tmp_path_factory.mktemp("report") / "report").parent
