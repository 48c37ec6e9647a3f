"""The headline findings: each with its number; nothing is said of works without dates."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from stylogeny.corpus.works import Works
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.report.analysis import Analysis
from stylogeny.report.findings import findings
from stylogeny.report.inputs import ReportInputs


def test_findings_name_the_foremost_work_and_the_long_tie(inputs: ReportInputs, graph: InfluenceGraph) -> None:
    claims = [finding.claim for finding in findings(inputs, Analysis(graph))]
    assert len(claims) <= 6 and "can be traced to earlier works here" in claims[0]
    assert any("No work left more behind it" in claim and "(Artist 0 <b>, 1500)" in claim for claim in claims)
    assert any("across a long silence" in claim for claim in claims)
    assert claims[-1] == inputs.credits[0].sentence


def test_a_corpus_without_dates_says_so(graph: InfluenceGraph) -> None:
    n = len(graph.works)
    table = graph.works.table.assign(status="undated: no date")
    space = replace(graph.embedding, works=Works(table))
    nothing = InfluenceGraph(space, sparse.csr_array((n, n)), np.ones(n), np.full(n, np.nan), {})
    (finding,) = findings(ReportInputs(nothing), Analysis(nothing))
    assert "no work here has a usable date" in finding.claim.lower()
