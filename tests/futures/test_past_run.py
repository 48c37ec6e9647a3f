"""A run of the past alone: nothing later is in it, and later works are placed by an eye that never saw them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from helpers.small_past import past as past
from helpers.traced_run import traced_run
from stylogeny.embedding.space import Embedding
from stylogeny.errors import StylogenyError
from stylogeny.futures.past_run import judged_run, past_run
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.influence.open_graph import open_graph
from stylogeny.runs import Run


@pytest.fixture
def run(past: InfluenceGraph, tmp_path: Path) -> Run:
    return traced_run(tmp_path / "run", past)


def test_it_holds_the_past_alone_and_is_made_once(run: Run, past: InfluenceGraph) -> None:
    early = past_run(run, 1800)
    graph = open_graph(early)
    assert graph.works.span[1] <= 1801 and len(graph) == int((past.works.latest <= 1801).sum())
    assert not np.allclose(graph.embedding.time_axis, past.embedding.time_axis)  # found on the past alone
    before = (early.path / "influence.parquet").stat().st_mtime_ns
    past_run(run, 1800)
    assert (early.path / "influence.parquet").stat().st_mtime_ns == before


def test_later_works_are_judged_in_the_space_of_the_past(run: Run, past: InfluenceGraph) -> None:
    graph = open_graph(judged_run(run, 1800))
    assert len(graph) == int(past.works.dated.sum())
    early = Embedding.read(past_run(run, 1800))
    np.testing.assert_allclose(graph.embedding.time_axis, early.time_axis)
    rows = {i: k for k, i in enumerate(graph.works.ids)}
    np.testing.assert_allclose(graph.embedding.vectors[[rows[i] for i in early.works.ids]], early.vectors)


@pytest.mark.parametrize(("year", "says"), [(1710, "too few works"), (1899, "nothing came after")])
def test_a_year_that_leaves_nothing_is_one_clear_line(run: Run, year: int, says: str) -> None:
    with pytest.raises(StylogenyError, match=says):
        past_run(run, year)
