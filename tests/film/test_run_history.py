"""A run as a history: styles are movements, edges are lineages, and years can be chosen."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.small_graph import small_graph
from stylogeny.errors import StylogenyError
from stylogeny.film.run_history import LEAST, RunHistory
from stylogeny.text.facts.index import HistoryIndex


@pytest.fixture(scope="module")
def graph(tmp_path_factory):
    return small_graph(tmp_path_factory.mktemp("graph"))


def test_a_run_is_a_history(graph):
    history = HistoryIndex(RunHistory.of(graph))
    dated = np.isfinite(graph.years)
    assert len(history.works) == dated.sum()
    assert (np.diff(history.works["year"]) >= 0).all()
    assert len(history.all_edges) == graph.parents[dated][:, dated].nnz
    child, parent, weight = history.all_edges[["child", "parent", "weight"]].iloc[0]
    rows = [int(np.flatnonzero(graph.works.ids == i)[0]) for i in (child, parent)]
    assert weight == pytest.approx(graph.parents[rows[0], rows[1]])
    sizes = {m: len(rows) for m, rows in history.by_movement.items()}
    assert all(size >= LEAST for size in sizes.values())
    for movement in history.named_movements:
        assert history.first <= history.born(movement) <= history.last + 1
        parent = str(history.movement_of[movement]["parent"])
        assert not parent or history.born(parent) < history.born(movement)  # nobody descends from what is to come
        assert history.founder(movement) in history.by_artist or history.founder(movement) == ""


def test_years_can_be_chosen(graph):
    whole = HistoryIndex(RunHistory.of(graph))
    middle = (whole.first + whole.last) // 2
    part = HistoryIndex(RunHistory.of(graph, first=middle))
    assert part.first >= middle and 0 < len(part.works) < len(whole.works)
    with pytest.raises(StylogenyError, match="without works"):
        RunHistory.of(graph, first=3000)
