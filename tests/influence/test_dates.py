"""Dates drawn within their spans, and what their order allows."""

from __future__ import annotations

import numpy as np

import stylogeny as sg
from helpers.small_history import make_works
from stylogeny.corpus.calendar import day
from stylogeny.influence.dates import dated_order, draw_years


def test_draws_lie_evenly_within_their_spans_and_belong_to_the_works() -> None:
    works = make_works(np.repeat([1885, 1700], [4000, 1000]), np.repeat([1885, 1709], [4000, 1000]))
    years = draw_years(works, seed=3)
    assert ((works.earliest <= years) & (years < works.latest)).all()
    for rows, width in ((slice(4000), 1), (slice(4000, None), 10)):
        shares = np.histogram((years - works.earliest)[rows] / width, bins=10, range=(0, 1))[0] / len(years[rows])
        assert np.abs(shares - 0.1).max() < 0.03
    some = np.arange(0, 5000, 7)
    assert np.array_equal(draw_years(works.select(some), seed=3), years[some])
    assert not np.isin(draw_years(works, seed=4), years).any()


def test_a_day_is_drawn_within_itself_and_a_moment_is_that_moment() -> None:
    spans = np.array([day(1885, 6, 12), (1885.5, 1885.5), (np.nan, np.nan)])
    works = make_works(np.zeros(3, int))
    status = ["dated", "dated", "undated: no date"]
    works = type(works)(works.table.assign(earliest=spans[:, 0], latest=spans[:, 1], status=status))
    years = draw_years(works)
    assert spans[0, 0] <= years[0] < spans[0, 1] and years[1] == 1885.5 and np.isnan(years[2])
    assert dated_order(years).tolist() == [0, 1]


def test_works_of_one_year_can_follow_one_another_and_those_of_one_moment_cannot() -> None:
    vectors = np.repeat(np.random.default_rng(0).normal(size=(60, 8)), 2, axis=0).astype(np.float32)
    vectors += 0.01 * np.random.default_rng(1).normal(size=vectors.shape).astype(np.float32)
    whole = make_works(np.repeat(np.arange(1800, 1860), 2))
    graph = sg.trace(sg.Embedding.from_vectors(whole, vectors))
    edge = graph.parents.tocoo()
    assert (graph.years[edge.col] < graph.years[edge.row]).all()
    assert (edge.row // 2 == edge.col // 2).sum() > 40  # twins of one year, in the order that was drawn
    moments = make_works(np.repeat(np.arange(1800.5, 1860), 2))
    edge = sg.trace(sg.Embedding.from_vectors(moments, vectors)).parents.tocoo()
    assert not (edge.row // 2 == edge.col // 2).any()
