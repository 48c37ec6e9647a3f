"""A world without something: what is left, where it stands and how often it counts."""

from __future__ import annotations

import numpy as np
import pytest

import stylogeny as sg
from stylogeny.corpus.works import Works
from stylogeny.counterfactual.lightcone import delete
from stylogeny.counterfactual.worlds.other_world import EXPECTED_PART
from stylogeny.embedding.space import Embedding
from stylogeny.errors import StylogenyError
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.influence.tracing import parent_sets_of

from ..conftest import History, branching, true_graph, works_of


def foremost(graph: InfluenceGraph) -> int:
    return int(np.argmax(graph.importance))


def test_what_is_gone_is_not_in_it_and_what_stays_is_displaced(history: History) -> None:
    graph, row = history.graph, foremost(history.graph)
    world = sg.without(graph, row)
    gone = graph.works.ids[row]
    assert gone not in set(world.works.ids) and len(world.works) == len(graph) - len(world.gone)
    assert (world.works.weight > 0).all()
    moved = world.moved
    assert len(moved) and (graph.years[moved] > graph.years[row]).all()
    at = np.searchsorted(world.kept, moved)
    change = delete(graph, np.array([row]), estimand="net", deletion="soft", candidates=parent_sets_of(graph).edges)
    assert change.shift is not None
    way = dict(zip(change.rows.tolist(), change.shift))
    assert world.shift[moved] == pytest.approx(EXPECTED_PART * np.array([way[r] for r in moved.tolist()]), abs=1e-5)
    assert world.space.vectors[at] == pytest.approx(graph.embedding.vectors[moved] + world.shift[moved], abs=1e-5)
    still = np.setdiff1d(world.kept, moved)
    assert np.array_equal(
        world.space.vectors[np.searchsorted(world.kept, still)],
        graph.embedding.vectors[still] + world.shift[still],
    )


def test_weights_are_what_the_paths_leave(history: History) -> None:
    graph, row = history.graph, foremost(history.graph)
    world = sg.without(graph, row, estimand="lineage", deletion="soft")
    change = delete(graph, np.array([row]), deletion="soft")
    expected = np.ones(len(graph))
    expected[change.rows] -= change.loss
    assert world.works.weight == pytest.approx(expected[world.kept])
    assert (expected[world.gone] < 0.01).all()
    assert not len(world.moved)


def test_a_sampled_world_has_whole_works_only(history: History) -> None:
    world = sg.without(history.graph, foremost(history.graph), estimand="lineage", deletion="sampled", seed=3)
    assert set(np.unique(world.weight)) <= {0.0, 1.0}
    assert "weight" not in world.works.table


def test_of_a_known_tree_exactly_the_descendants_are_gone() -> None:
    space, parent = branching(80, seed=3)
    graph = true_graph(space, parent)
    root = foremost(graph)
    below = {root}
    for child in range(len(parent)):
        if parent[child] in below:
            below.add(child)
    world = sg.without(graph, root, estimand="lineage", deletion="hard")
    assert set(world.gone.tolist()) == below


def test_others_take_exactly_the_share_that_was_free(history: History) -> None:
    graph, row = history.graph, foremost(history.graph)
    table = sg.without(graph, row).substitutes()
    row_of = {i: k for k, i in enumerate(graph.works.ids)}
    freed = graph.parents[:, [row]].toarray().ravel()
    for child, share in table.groupby("child")["share"].sum().items():
        assert share == pytest.approx(freed[row_of[child]], abs=0.02)
    assert graph.works.ids[row] not in set(table["substitute"])


def test_a_work_without_descendants_leaves_the_world_as_it_was_and_says_so(history: History) -> None:
    graph = history.graph
    last = int(graph.dated[-1])
    world = sg.without(graph, last)
    assert world.gone.tolist() == [last] and not len(world.moved)
    assert any("No work descends from it" in note for note in world.notes)


def test_undated_works_stay_unless_they_are_the_work_itself() -> None:
    space, parent = branching(40, seed=5)
    status = np.array(["dated"] * 38 + ["undated: no date"] * 2, dtype=object)
    table = works_of(np.round(space.works.year), status=status).table.assign(picture="p.png")
    table.loc[[38, 39], ["earliest", "latest"]] = np.nan
    table.loc[39, "group"] = table.loc[0, "group"]
    graph = true_graph(Embedding.from_vectors(Works(table), space.vectors), np.where(np.arange(40) < 38, parent, -1))
    world = sg.without(graph, 0)
    assert 39 in world.gone and 38 in world.kept
    assert any("1 undated work stays" in n for n in world.notes)
    assert any("1 undated near-duplicate is gone" in n for n in world.notes)


def test_a_world_of_which_nothing_is_left_is_refused(history: History) -> None:
    names = list(history.graph.works.ids)
    with pytest.raises(StylogenyError, match="next to nothing is left"):
        sg.without(history.graph, names)
    with pytest.raises(StylogenyError, match="an estimand is one of"):
        sg.without(history.graph, 0, estimand="gross")


def test_trace_honours_the_weights_of_works(history: History) -> None:
    table = history.space.works.table.copy()
    heavy = foremost(history.graph)
    table["weight"] = 1.0
    table.loc[heavy, "weight"] = 1e-6
    graph = sg.trace(Embedding.from_vectors(Works(table), history.space.vectors))
    assert graph.fertility[heavy] < 0.2 * history.graph.fertility[heavy]
