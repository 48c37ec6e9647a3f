"""Titles of imagined works say what they answer."""

from __future__ import annotations

from stylogeny.futures.imagine import imagine
from stylogeny.influence.graph import InfluenceGraph


def test_titles_differ_and_say_what_they_answer(graph: InfluenceGraph) -> None:
    titles = imagine(graph, years=40, n=150, seed=1, pictures=False).table["title"]
    assert titles.is_unique
    assert titles.str.match(r"(Beyond|Against|Beside) School [AB]").all()
