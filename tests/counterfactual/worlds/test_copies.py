"""Copies owe their original all of themselves, and others what they owe."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stylogeny.corpus.works import Works
from stylogeny.counterfactual.lightcone import delete
from stylogeny.counterfactual.worlds.copies import copy_degrees, usual_step
from stylogeny.embedding.space import Embedding
from stylogeny.influence.graph import InfluenceGraph

from ..conftest import graph_of, works_of

STEP = 1.0
PLACES = {"original": 0.0, "copy": 0.01, "changed": 0.3, "same craft": 1.5}  # along one axis, in usual steps


def family(group: list[int] | None = None) -> InfluenceGraph:
    """An original at 0, works at the distances of PLACES, and a chain of others each a step from the next; a posterior
    that spreads itself: each of the four takes .6 of itself from the original, .2 from another, and keeps the rest."""
    others = 12
    vectors = np.zeros((len(PLACES) + others, 2), dtype=np.float32)
    vectors[: len(PLACES), 0] = list(PLACES.values())
    vectors[len(PLACES) :, 1] = 3 + STEP * np.arange(others)
    n = len(vectors)
    weights = np.zeros((n, n))
    years = np.r_[1500, 1600, 1610, 1620, 1501 + np.arange(others)]
    for k in range(1, len(PLACES)):
        weights[k, 0], weights[k, len(PLACES)] = 0.6, 0.2
    for k in range(len(PLACES) + 1, n):
        weights[k, k - 1] = 0.8
    works = works_of(years)
    if group is not None:
        works = Works(works.table.assign(group=[*group, *range(100, 100 + n - len(group))]))
    return graph_of(Embedding.from_vectors(works, vectors), weights)


def left(graph: InfluenceGraph, deletion: str = "soft") -> dict[str, float]:
    change = delete(graph, np.array([0]), deletion=deletion)
    loss = dict(zip(change.rows.tolist(), change.loss))
    return {name: 1 - loss.get(k, 0.0) for k, name in enumerate(PLACES)}


def test_a_near_exact_copy_keeps_next_to_nothing_and_others_in_proportion() -> None:
    kept = left(family())
    assert usual_step(family()) == pytest.approx(STEP, rel=0.2)
    assert kept["copy"] < 0.02
    assert kept["copy"] < kept["changed"] < kept["same craft"]
    assert kept["same craft"] == pytest.approx(0.4, abs=0.01)  # the posterior's own word


def test_a_recognised_near_duplicate_keeps_next_to_nothing_though_it_has_no_edge() -> None:
    graph = family(group=[7, 7, 8, 9])
    bare = InfluenceGraph(graph.embedding, graph.parents * 0, np.ones(len(graph)), graph.years)
    assert left(bare)["copy"] < 0.02 and left(bare)["changed"] == 1.0
    for deletion in ("hard", "sampled"):
        assert left(bare, deletion)["copy"] in (0.0, 1.0)
    assert left(bare, "hard")["copy"] == 0.0


def test_the_original_loses_nothing_with_its_copy() -> None:
    change = delete(family(group=[7, 7, 8, 9]), np.array([1]), deletion="soft")
    assert 0 not in change.rows


def test_a_history_without_copies_is_as_it_was(chain: InfluenceGraph) -> None:
    original, degree = copy_degrees(chain)
    assert degree.max() < 1e-3 and (original == -1).all()


def test_works_of_one_moment_are_nobodys_copies() -> None:
    table = works_of([1500, 1500, 1600]).table.assign(group=[1, 1, 2])
    space = Embedding.from_vectors(Works(pd.DataFrame(table)), np.eye(3, 2, dtype=np.float32))
    assert (copy_degrees(graph_of(space, np.zeros((3, 3))))[0] == -1).all()
