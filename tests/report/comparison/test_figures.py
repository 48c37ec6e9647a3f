"""What the page says of two worlds, on a history whose every change is known."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

import stylogeny as sg
from helpers.small_graph import small_graph
from stylogeny.report.comparison.figures import change_map, lineage, nearness, successors
from stylogeny.report.comparison.inputs import TwoWorlds
from stylogeny.report.comparison.movements import fates
from stylogeny.report.comparison.page import lost_text
from stylogeny.report.comparison.samples import samples


@pytest.fixture(scope="module")
def worlds(tmp_path_factory) -> TwoWorlds:
    graph = small_graph(tmp_path_factory.mktemp("works"))
    row = int(np.argmax(graph.importance))
    world = sg.without(graph, row)
    return TwoWorlds.of(world)


def test_the_most_affected_come_first_and_what_is_gone_is_not_among_them(worlds: TwoWorlds) -> None:
    rows = worlds.affected
    changed = np.maximum(worlds.distance, worlds.loss)[rows]
    assert len(rows) and (np.diff(changed) <= 1e-12).all()
    assert not set(rows.tolist()) & set(worlds.selection.rows.tolist())


def test_the_map_holds_every_change_once(worlds: TwoWorlds) -> None:
    found = change_map(worlds)
    later = worlds.graph.years >= worlds.graph.years[worlds.selection.rows].min()
    later[worlds.selection.rows] = False
    assert np.nansum(found.values * found.works) == pytest.approx(worlds.change[later].sum())
    assert found.works.sum() == later.sum()


def test_parts_of_those_who_take_the_place_sum_to_all_that_was_free(worlds: TwoWorlds) -> None:
    every = successors(worlds, most=1000)
    assert sum(s.part for s in every) == pytest.approx(1.0)
    assert [s.part for s in every] == sorted((s.part for s in every), reverse=True)


def test_a_line_of_descent_runs_from_parent_to_child(worlds: TwoWorlds) -> None:
    line = lineage(worlds)
    assert line[0] in worlds.selection.rows and len(line) > 1
    for parent, child in pairwise(line):
        assert worlds.graph.parents[child, parent] > 0 and worlds.owed[child] > 0


def test_what_a_work_lost_is_told_in_words(worlds: TwoWorlds) -> None:
    row = int(worlds.affected[0])
    assert lost_text(worlds, row).startswith(f"{worlds.owed[row]:.0%} of it came through it")
    assert lost_text(worlds, int(worlds.selection.rows[0])).endswith("gone")


def test_the_same_world_has_the_same_movements(worlds: TwoWorlds) -> None:
    n = len(worlds.graph)
    nothing = pd.DataFrame({"child": [], "substitute": [], "share": []})
    same = replace(
        worlds, weight=np.ones(n), vectors=worlds.graph.embedding.vectors, loss=np.zeros(n), owed=np.zeros(n),
        distance=np.zeros(n), substitutes=nothing,
    )  # fmt: skip
    assert all(fate.fate == "there" for fate in fates(same))
    assert not successors(same) and len(lineage(same)) == 1


def test_what_is_no_painted_world_has_no_truth(worlds: TwoWorlds) -> None:
    assert worlds.truth is None and nearness(worlds) is None


def test_both_worlds_are_drawn_under_the_same_seeds(worlds: TwoWorlds) -> None:
    """Where nothing is other, the pictures are the same."""
    n = len(worlds.graph)
    style = worlds.graph.works.column("style")
    changed = np.where(style == "Other", 0.5, 0.0)  # on paper only
    same = replace(worlds, weight=np.ones(n), vectors=worlds.graph.embedding.vectors, distance=changed)
    assert samples(same, tried=1, n=1, size=32) == []
    without_most = replace(same, weight=np.where(np.arange(n) % 4 == 0, 1.0, 0.0))
    (drawn,) = samples(without_most, tried=2, n=4, size=32)[:1]
    assert drawn.style == "Other" and drawn.difference > 0 and drawn.was.shape == drawn.would_be.shape
