"""Tracing very many works block by block says what tracing them at once says."""

from __future__ import annotations

import numpy as np
import pytest

import stylogeny as sg
from stylogeny.embedding.space import Embedding
from stylogeny.influence import tracing
from stylogeny.influence.blockwise import sample_of, trace_large

from .conftest import simulate


@pytest.fixture(scope="module")
def history():
    return simulate(n=500, d=8, step=0.3, seed=4)


def large(space, years, **options):
    plan = {"seed": 0, "k": 32, "parents": 3, "steps": 30, "sample": 500, "block": 100} | options
    return trace_large(space, years, np.ones(len(years)), **plan)


def test_blocks_say_what_one_fit_says_and_keep_the_dates(history):
    whole = sg.trace(history.space, k=32, steps=30)
    blocks = large(history.space, whole.years)
    a, b = whole.parents.toarray().ravel(), blocks.parents.toarray().ravel()
    assert np.corrcoef(a, b)[0, 1] > 0.93
    assert np.corrcoef(whole.net, blocks.net)[0, 1] > 0.93
    edge = blocks.parents.tocoo()
    assert (blocks.years[edge.col] < blocks.years[edge.row]).all()
    total = np.asarray(blocks.parents.sum(axis=1)).ravel() + blocks.innovation
    np.testing.assert_allclose(total, 1.0, atol=1e-5)


def test_a_fair_sample_of_children_is_enough_to_learn_from(history):
    years = sg.trace(history.space, k=32, steps=30).years
    few = large(history.space, years, sample=200)
    heaviest = np.asarray(few.parents.argmax(axis=1)).ravel()
    whole = large(history.space, years)
    same = heaviest == np.asarray(whole.parents.argmax(axis=1)).ravel()
    assert same.mean() > 0.8
    chosen = sample_of(years, 200)
    assert chosen.sum() == 200 and np.median(years[chosen]) == pytest.approx(np.median(years), abs=5)


def test_above_the_limit_trace_goes_block_by_block_and_refits_from_what_was_learned(history, monkeypatch):
    monkeypatch.setattr(tracing, "LARGE", 300)
    graph = sg.trace(history.space, k=16, steps=10)
    assert graph.params["sample"] > 0
    weight = np.ones(len(graph))
    weight[100] = 0.0
    again = sg.trace(history.space, warm_start=graph, k=16, sample_weight=weight)
    assert again.kernels == graph.kernels and again.parents[:, [100]].nnz == 0


def test_two_runs_give_the_same_bytes(history):
    years = history.space.works.year.astype(float)
    a, b = (large(Embedding.from_vectors(history.space.works, history.space.vectors), years, steps=5) for _ in range(2))
    assert (a.parents != b.parents).nnz == 0 and np.array_equal(a.net, b.net)
