"""Slips in what is asked are one line."""

from __future__ import annotations

import numpy as np
import pytest

import stylogeny as sg
from stylogeny.errors import StylogenyError
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.questions.asked import whole, years_in_order
from stylogeny.questions.period import period
from stylogeny.questions.relations import followers, sources
from stylogeny.questions.similar import similar
from stylogeny.questions.timeline import timeline
from stylogeny.runs import Run


def test_numbers_of_any_library_count() -> None:
    assert whole(np.int64(3)) == 3 and years_in_order(np.float32(1800), 1850) == (1800.0, 1850.0)
    assert years_in_order(-np.inf, 1850) == (-np.inf, 1850.0) and years_in_order(1850, 1850) == (1850.0, 1850.0)


@pytest.mark.parametrize("n", ["3", None, 0, 2.5, True])
def test_a_number_of_rows_is_a_whole_number(graph: InfluenceGraph, n: object) -> None:
    for ask in (sources, followers):
        with pytest.raises(StylogenyError, match="n is how many rows"):
            ask(graph, "w10", n=n)  # type: ignore[arg-type]
    with pytest.raises(StylogenyError, match="n is how many rows"):
        similar(graph.embedding, "w10", n=n)  # type: ignore[arg-type]
    with pytest.raises(StylogenyError, match="n is how many rows"):
        period(graph, 1500, 1600, n=n)  # type: ignore[arg-type]


def test_years_are_numbers_and_the_first_comes_first(graph: InfluenceGraph) -> None:
    with pytest.raises(StylogenyError, match=r"last year comes before the first \(got 1600 to 1550\); ask for 1550 to"):
        period(graph, 1600, 1550)
    with pytest.raises(StylogenyError, match="last year comes before the first"):
        timeline(graph, first=1600, last=1550)
    for odd in ("1600", None, np.nan):
        with pytest.raises(StylogenyError, match="a year is a number"):
            period(graph, 1500, odd)  # type: ignore[arg-type]
    with pytest.raises(StylogenyError, match="a year is a number"):
        timeline(graph, first="1500")  # type: ignore[arg-type]
    with pytest.raises(StylogenyError, match="every"):
        timeline(graph, every=0)


@pytest.mark.parametrize("name", [None, 2.5, {"a": 1}, [None], [[1]], ""])
def test_a_name_that_is_none_is_one_line(graph: InfluenceGraph, name: object) -> None:
    for ask in (sources, followers):
        with pytest.raises(StylogenyError):
            ask(graph, name)  # type: ignore[arg-type]
    with pytest.raises(StylogenyError):
        similar(graph.embedding, name)  # type: ignore[arg-type]


@pytest.mark.parametrize("method", ["sources", "followers", "similar", "artist"])
def test_a_run_answers_slips_alike(run: Run, method: str) -> None:
    for name in (None, "", 2.5):
        with pytest.raises(StylogenyError):
            getattr(sg.open(run.path), method)(name)
