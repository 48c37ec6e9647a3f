"""What a report reads from a run folder, and what the corpus is called."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from helpers.credit_answer import CREDIT
from helpers.traced_run import traced_run
from stylogeny.errors import StylogenyError
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.report.inputs import ReportInputs, corpus_name
from stylogeny.runs import Run


@pytest.fixture()
def run(graph: InfluenceGraph, tmp_path: Path) -> Run:
    return traced_run(tmp_path / "run", graph)


def test_a_run_that_was_only_traced_has_no_answers_and_no_futures(run: Run, graph: InfluenceGraph) -> None:
    read = ReportInputs.read(run)
    assert not read.credits and not read.histories
    assert (read.graph.parents != graph.parents).nnz == 0
    np.testing.assert_array_equal(read.graph.years, graph.years)


def test_answers_and_futures_are_read_by_name_and_the_report_itself_is_left_out(run: Run, inputs: ReportInputs) -> None:
    (future,) = inputs.histories.values()
    for name in ("later", "earlier"):
        future.save(run.path / "futures" / name)
    (run.path / "futures" / "unfinished").mkdir()
    for answer in inputs.credits:
        answer.save(run)
    run.record("report", {"state": "done", "digest": "", "provenance": {"parameters": {}}, "outputs": {}})
    read = ReportInputs.read(run)
    assert list(read.histories) == ["earlier", "later"]
    np.testing.assert_array_equal(read.histories["later"].vectors, future.vectors)
    assert [(c.slug, c.works) for c in read.credits] == sorted((c.slug, c.works) for c in inputs.credits)
    assert list(read.manifest["steps"]) == ["trace"] and "report" in run.manifest["steps"]


def test_a_run_without_a_graph_is_told_to_trace(run: Run) -> None:
    (run.path / "influence.parquet").unlink()
    with pytest.raises(StylogenyError, match="stylogeny trace"):
        ReportInputs.read(run)


def test_an_answer_belongs_to_dated_works_of_this_graph(graph: InfluenceGraph) -> None:
    undated = str(graph.works.ids[np.flatnonzero(np.isnan(graph.years))[0]])
    inputs = ReportInputs(graph)
    about = replace(CREDIT, works=("w7", undated, "w2", "of another graph"))
    assert inputs.rows_of(about).tolist() == [2, 7]
    assert inputs.rows_of(replace(CREDIT, works=("of another graph",))).tolist() == []


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({"corpus": "data/dutch_paintings/"}, "Dutch paintings"),
        ({"source": "someone/wiki-art"}, "Wiki art"),
        ({}, "My run"),
    ],
)
def test_a_corpus_is_called_what_was_loaded(parameters: dict[str, str], name: str, tmp_path: Path) -> None:
    run = Run(tmp_path / "my-run", create=True)
    run.record("load", {"state": "done", "digest": "", "provenance": {"parameters": parameters}, "outputs": {}})
    assert corpus_name(run) == name
