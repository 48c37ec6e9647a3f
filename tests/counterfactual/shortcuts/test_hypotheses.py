"""Likely hypotheses: a refit that looks at them alone says what one that looks at all of them says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from stylogeny.counterfactual.bootstrap import question, refit, resample
from stylogeny.counterfactual.shortcuts.hypotheses import kept_hypotheses, likely_hypotheses
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.influence.tracing import parent_sets_of


@pytest.fixture
def graph(history) -> InfluenceGraph:
    return history.graph


def test_a_small_graph_keeps_every_hypothesis(graph: InfluenceGraph, tmp_path: Path) -> None:
    assert likely_hypotheses(graph) is parent_sets_of(graph)
    assert kept_hypotheses(graph, tmp_path / "h", key="a") is graph and not (tmp_path / "h").exists()


def test_a_refit_on_the_likely_ones_is_near_one_on_all(graph: InfluenceGraph) -> None:
    likely = likely_hypotheses(graph, large=0)
    assert len(likely) < 0.7 * len(parent_sets_of(graph))
    asked = [question(g, np.array([0]), estimand="net", deletion="soft", scores=[])
             for g in (graph, replace(graph, parent_sets=likely))]  # fmt: skip
    weights, years = resample(graph, seed=1, shard=0)
    every, some = (refit(q, weights, years) for q in asked)
    assert np.corrcoef(every.importance, some.importance)[0, 1] > 0.99
    assert abs(every.innovation.mean() - some.innovation.mean()) < 0.03


def test_every_work_that_has_parents_keeps_some_and_its_nearest_candidates(graph: InfluenceGraph) -> None:
    every, likely = parent_sets_of(graph), likely_hypotheses(graph, large=0)
    assert set(likely.child.tolist()) == set(every.child.tolist())
    first = every.edges.start[:-1][np.diff(every.edges.start) > 0]
    kept = set(zip(likely.edges.child.tolist(), likely.edges.parent.tolist()))
    assert kept >= set(zip(every.edges.child[first].tolist(), every.edges.parent[first].tolist()))


def test_what_is_kept_on_disk_is_what_was_found(graph: InfluenceGraph, tmp_path: Path) -> None:
    file = tmp_path / "credit" / "hypotheses.safetensors"
    found = kept_hypotheses(graph, file, key="a", large=0).parent_sets
    bare = replace(graph, parent_sets=None)
    read = kept_hypotheses(bare, file, key="a", large=0).parent_sets
    assert found is not None and read is not None and read.edges.looks is not None
    for name in ("child", "member", "share", "squared", "log_det"):
        np.testing.assert_array_equal(getattr(read, name), getattr(found, name))
    np.testing.assert_array_equal(read.edges.parent, found.edges.parent)
    np.testing.assert_allclose(read.edges.vectors, found.edges.vectors, atol=1e-5)


def test_those_of_another_graph_or_a_damaged_file_are_found_again(graph: InfluenceGraph, tmp_path: Path) -> None:
    file = tmp_path / "hypotheses.safetensors"
    kept_hypotheses(graph, file, key="a", large=0)
    before = file.read_bytes()
    kept_hypotheses(graph, file, key="b", large=0)
    assert file.read_bytes() != before
    file.write_bytes(b"nothing")
    assert kept_hypotheses(graph, file, key="b", large=0).parent_sets is not None
    assert file.stat().st_size > 1000
