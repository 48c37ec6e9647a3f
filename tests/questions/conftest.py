"""The small graph whose every parent is known (helpers.small_graph), and a run of it."""

from __future__ import annotations

import pytest

from helpers.small_graph import small_graph
from helpers.traced_run import traced_run
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.runs import Run


@pytest.fixture(scope="session")
def graph(tmp_path_factory: pytest.TempPathFactory) -> InfluenceGraph:
    return small_graph(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="session")
def run(graph: InfluenceGraph, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return traced_run(tmp_path_factory.mktemp("run") / "run", graph)
