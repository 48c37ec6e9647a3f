"""The graph as data: what it refuses, and what a file of it holds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from helpers.small_history import fitted_model, random_graph
from stylogeny.artifacts import Format, read_table, write_table
from stylogeny.errors import StylogenyError
from stylogeny.influence.evidence import Evidence
from stylogeny.influence.graph import FORMAT, InfluenceGraph
from stylogeny.provenance import Provenance
from stylogeny.runs import Run


def test_a_parent_that_is_not_earlier_is_refused() -> None:
    graph, w = random_graph()
    w[graph.order[0], graph.order[1]] = 0.1
    with pytest.raises(StylogenyError, match="strictly earlier"):
        InfluenceGraph(graph.embedding, sparse.csr_array(w), graph.innovation, graph.years)


def test_a_graph_has_a_row_for_every_work() -> None:
    graph, w = random_graph()
    with pytest.raises(StylogenyError, match=f"a graph of {len(graph)} works"):
        InfluenceGraph(graph.embedding, sparse.csr_array(w), graph.innovation[:-1], graph.years)


def test_edges_that_were_lost_are_missed(tmp_path: Path) -> None:
    graph, _ = random_graph()
    graph.save(tmp_path)
    Run(tmp_path, create=True).record("trace", {"state": "done", "digest": "", "outputs": {}, "provenance": {}})
    edges, head = read_table(tmp_path / "influence.parquet", FORMAT)
    write_table(tmp_path / "influence.parquet", edges[: len(edges) // 2], FORMAT, **head)
    with pytest.raises(StylogenyError, match="do not sum to 1"):
        InfluenceGraph.read(tmp_path, embedding=graph.embedding)


def test_a_saved_graph_reads_back(tmp_path: Path) -> None:
    graph, _ = random_graph()
    run = Run(tmp_path, create=True)
    model = replace(fitted_model(), evidence=Evidence(-1.5, (-1.7, -1.6), (-1.6, -1.5), -1.6, 40), converged=False)
    graph = replace(graph, model=model, provenance=Provenance({"seed": 3, "parents": 2}), surprise=graph.years / 1000)
    graph.save(run)
    again = InfluenceGraph.read(run, embedding=graph.embedding)
    for name in ("parents", "inclusion", "net_weights"):
        assert (getattr(again, name) != getattr(graph, name)).nnz == 0
    for name in ("innovation", "years", "surprise"):
        np.testing.assert_array_equal(getattr(again, name), getattr(graph, name))
    np.testing.assert_allclose(again.net, graph.net)
    assert again.model is not None and again.model.document() == model.document()
    assert again.model.kernels == model.kernels and again.model.evidence == model.evidence
    assert again.provenance.document() == graph.provenance.document()
    edges = pd.read_parquet(tmp_path / "influence.parquet")
    assert list(edges) == ["child", "parent", "weight", "lag", "probability", "net"]


def test_a_graph_that_was_not_traced_reads_back_and_says_that_it_has_no_model(tmp_path: Path) -> None:
    graph, _ = random_graph()
    run = Run(tmp_path, create=True)
    graph.save(run)
    again = InfluenceGraph.read(run, embedding=graph.embedding)
    assert again.model is None
    with pytest.raises(StylogenyError, match="no fitted model"):
        _ = again.places


def test_files_of_other_works_or_another_version_are_told_in_one_line(tmp_path: Path) -> None:
    graph, _ = random_graph()
    run = Run(tmp_path, create=True)
    graph.save(run)
    other, _ = random_graph(n=30)
    with pytest.raises(StylogenyError, match="other works"):
        InfluenceGraph.read(run, embedding=other.embedding)
    edges, head = read_table(tmp_path / "influence.parquet", FORMAT)
    write_table(tmp_path / "influence.parquet", edges, Format("influence", FORMAT.version - 1, ""), **head)
    with pytest.raises(StylogenyError, match=r"older version.*run `stylogeny trace` again"):
        InfluenceGraph.read(run, embedding=graph.embedding)
