"""Imagined works against a planted history: later than their parents, steps of the planted law, luck of their own."""

from __future__ import annotations

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.futures.imagine import imagine
from stylogeny.futures.imagined import ImaginedWorks
from stylogeny.influence.graph import InfluenceGraph


@pytest.fixture(scope="module")
def many(graph: InfluenceGraph) -> ImaginedWorks:
    return imagine(graph, years=40, n=150, seed=1, pictures=False)


def test_imagined_works_are_later_than_every_parent(graph: InfluenceGraph, many: ImaginedWorks) -> None:
    year = dict(zip(graph.works.ids, graph.years)) | dict(zip(many.table["id"], many.table["year"]))
    for child, parent in zip(many.parents["child"], many.parents["parent"]):
        assert year[parent] < year[child]
    assert many.table["year"].between(1840, 1879).all()
    assert np.allclose(many.parents.groupby("child")["weight"].sum(), 1.0)


def test_they_move_forward_along_the_time_axis(graph: InfluenceGraph, many: ImaginedWorks) -> None:
    along = dict(zip(graph.works.ids, graph.embedding.vectors[:, 0]))
    for row in range(len(many)):
        source = many.parents_of(row)[0][0]
        if many.table["response"].iat[row] == "build on":
            assert many.vectors[row, 0] > along[source]


def test_offspring_of_a_school_stay_nearer_to_it(graph: InfluenceGraph) -> None:
    future = imagine(graph, root="School A", years=30, n=60, seed=2, pictures=False)
    schools = graph.works.column("style").astype(str)
    recent = graph.years > 1780
    middle = {s: graph.embedding.vectors[(schools == s) & recent].mean(axis=0) for s in ("School A", "School B")}
    built = future.vectors[(future.table["response"] == "build on") & ~future.table["jump"]]
    near = np.linalg.norm(built - middle["School A"], axis=1) < np.linalg.norm(built - middle["School B"], axis=1)
    assert near.mean() > 0.8


def test_luck_belongs_to_each_work(graph: InfluenceGraph) -> None:
    few, more = (imagine(graph, root="w200", n=n, seed=3, pictures=False) for n in (4, 9))
    place = {i: k for k, i in enumerate(more.table["id"])}
    for row, name in enumerate(few.table["id"]):
        assert np.array_equal(few.vectors[row], more.vectors[place[name]])
    other = imagine(graph, root="w200", n=4, seed=4, pictures=False)
    assert not np.array_equal(other.vectors, few.vectors)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"years": 0}, "at least 1"),
        ({"n": 0}, "at least 1"),
        ({"root": "Schol A"}, "did you mean 'School A'"),
    ],
)
def test_bad_input_is_one_clear_line(graph: InfluenceGraph, options: dict, says: str) -> None:
    with pytest.raises(StylogenyError, match=says):
        imagine(graph, pictures=False, **options)


def test_a_graph_without_edges_has_no_future(graph: InfluenceGraph) -> None:
    bare = InfluenceGraph(graph.embedding, graph.parents * 0, np.ones(len(graph)), graph.years)
    with pytest.raises(StylogenyError, match="fewer than three works with parents"):
        imagine(bare, pictures=False)
