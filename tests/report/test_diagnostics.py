"""The figures that say how good the space and the graph are."""

from __future__ import annotations

from dataclasses import replace

from stylogeny.influence.graph import InfluenceGraph
from stylogeny.report.diagnostics import diagnostics


def test_what_was_measured_is_shown_with_its_unit(graph: InfluenceGraph) -> None:
    values = {row.name: row.value for row in diagnostics(graph)}
    assert values["Date error"] == "12 years" and values["Log-likelihood"] == "-1.500 nats per work"
    assert values["Ties"] == str(graph.parents.nnz) and values["Years to a parent"] == "5"
    assert "Order of pairs" not in values  # it was not measured


def test_your_own_vectors_have_no_date_error(graph: InfluenceGraph) -> None:
    plain = replace(graph, embedding=replace(graph.embedding, measures=None))
    assert "Date error" not in {row.name for row in diagnostics(plain)}
