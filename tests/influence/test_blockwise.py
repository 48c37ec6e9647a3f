"""Tracing very many works block by block says what tracing them at once says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import stylogeny as sg
from helpers.small_history import History, simulate
from stylogeny.embedding.space import Embedding
from stylogeny.executors import Execution
from stylogeny.influence.assembly import assemble
from stylogeny.influence.blockwise import sample_of, trace_blockwise
from stylogeny.influence.branching.fitting import FitOptions
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.provenance import Provenance


@pytest.fixture(scope="module")
def history() -> History:
    return simulate(n=500, d=8, step=0.3, seed=4)


def by_blocks(space: Embedding, years: np.ndarray, *, max_iter: int = 30, **sizes: Any) -> InfluenceGraph:
    options = FitOptions(k=32, max_iter=max_iter)
    sizes = {"sample": 500, "block": 100} | sizes
    return assemble(space, years, trace_blockwise(space, years, np.ones(len(years)), options, **sizes), Provenance())


def test_blocks_say_what_one_fit_says_and_keep_the_dates(history: History) -> None:
    whole = sg.trace(history.space, k=32, max_iter=30)
    blocks = by_blocks(history.space, whole.years)
    a, b = whole.parents.toarray().ravel(), blocks.parents.toarray().ravel()
    assert np.corrcoef(a, b)[0, 1] > 0.93
    assert np.corrcoef(whole.net, blocks.net)[0, 1] > 0.93
    edge = blocks.parents.tocoo()
    assert (blocks.years[edge.col] < blocks.years[edge.row]).all()
    total = np.asarray(blocks.parents.sum(axis=1)).ravel() + blocks.innovation
    np.testing.assert_allclose(total, 1.0, atol=1e-5)


def test_a_fair_sample_of_children_is_enough_to_learn_from(history: History) -> None:
    years = sg.trace(history.space, k=32, max_iter=30).years
    few = by_blocks(history.space, years, sample=200)
    heaviest = np.asarray(few.parents.argmax(axis=1)).ravel()
    whole = by_blocks(history.space, years)
    same = heaviest == np.asarray(whole.parents.argmax(axis=1)).ravel()
    assert same.mean() > 0.8
    chosen = sample_of(years, 200)
    assert chosen.sum() == 200 and np.median(years[chosen]) == pytest.approx(np.median(years), abs=5)


def test_above_the_limit_trace_goes_block_by_block_and_refits_from_what_was_learned(history: History) -> None:
    graph = sg.trace(history.space, k=16, max_iter=10, blockwise_above=300)
    assert graph.provenance.parameters["sample"] > 0 and graph.parent_sets is None
    weight = np.ones(len(graph))
    weight[100] = 0.0
    again = sg.trace(history.space, warm_start=graph, k=16, sample_weight=weight, blockwise_above=300)
    assert again.require_model().kernels == graph.require_model().kernels
    assert again.parents[:, [100]].nnz == 0


def test_two_runs_give_the_same_bytes(history: History) -> None:
    years = history.space.works.year.astype(float)
    spaces = (Embedding.from_vectors(history.space.works, history.space.vectors) for _ in range(2))
    a, b = (by_blocks(space, years, max_iter=5) for space in spaces)
    assert (a.parents != b.parents).nnz == 0 and np.array_equal(a.net, b.net)


def test_worker_processes_read_off_the_same_bytes(history: History) -> None:
    years = history.space.works.year.astype(float)
    sizes = {"max_iter": 5, "block": 200, "shard": 50}
    here, there = (by_blocks(history.space, years, executor=e, **sizes) for e in ("serial", Execution("process", 2)))
    assert (here.parents != there.parents).nnz == 0 and np.array_equal(here.net, there.net)
    assert np.array_equal(here.innovation, there.innovation)
