"""What happened between two years is what the works of these years say."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from helpers.works import dated_works
from stylogeny.embedding.space import Embedding
from stylogeny.errors import StylogenyError
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.questions.period import headline, period, styles_at_work


def test_a_period_has_its_works_and_no_others(graph: InfluenceGraph) -> None:
    found = period(graph, 1550, 1599)
    assert [str(i) for i in graph.works.ids[found.rows]] == [f"w{k}" for k in range(10, 20)]
    assert found.works["id"].iat[0] == "w10"  # the earliest has most descendants in a chain
    assert (found.works["low"] <= found.works["high"]).all()
    assert set(found.artists["artist"]) == {"Artist 2 <b>", "Artist 3 <b>"}
    assert found.innovation == pytest.approx(0.1) and headline(found).startswith("10 works by 2 artists.")


def test_what_began_and_ended_has_its_first_or_last_work_there(graph: InfluenceGraph) -> None:
    found = period(graph, 1550, 1599)
    began = dict(zip(found.began["name"], found.began["work"]))
    assert began == {"Artist 2 <b>": "w10", "Artist 3 <b>": "w15"}  # both styles are there from the beginning
    assert dict(zip(found.ended["name"], found.ended["work"])) == {"Artist 2 <b>": "w14", "Artist 3 <b>": "w19"}


def test_styles_at_work_are_set_beside_the_years_before(graph: InfluenceGraph) -> None:
    table = styles_at_work(period(graph, 1550, 1599)).set_index("name")
    assert dict(table["works"]) == {"Other": 5, "School <i>": 5} and set(table["before"]) == {5}
    assert table.loc["Other", "work"] == "w10"


def test_years_without_works_are_refused_with_those_that_have_some(graph: InfluenceGraph) -> None:
    with pytest.raises(StylogenyError, match=r"no work here is from these years .*they are of 1500 to"):
        period(graph, 1200, 1300)


def test_movements_of_the_period_are_found(graph: InfluenceGraph) -> None:
    """Three tight groups of many artists, one after the other, in a cloud: the second is there in the middle years."""
    rng = np.random.default_rng(0)
    n = 900
    years = np.sort(rng.integers(1500, 1800, n))
    group = np.where(rng.random(n) < 0.6, (years - 1500) // 100, -1)
    centres = 6.0 * np.eye(3, 8)
    vectors = rng.normal(0, 1.5, (n, 8))
    for g in range(3):
        vectors[group == g] = centres[g] + rng.normal(0, 0.15, (int((group == g).sum()), 8))
    works = dated_works(years, artist=[f"A{k % 40}" for k in range(n)], style=[f"S{g}" for g in group])
    space = Embedding.from_vectors(works, vectors)
    empty = InfluenceGraph(space, sparse.csr_array((n, n)), np.ones(n), works.year)
    found = period(empty, 1600, 1699)
    there = found.movements[found.movements["name"] == "S1"]
    assert len(there) and there["first"].min() >= 1600 and there["last"].max() < 1700 and there["works"].max() > 20


def test_it_is_one_line_a_picture_strip_and_a_plot(graph: InfluenceGraph) -> None:
    found = period(graph, 1550, 1599)
    assert len(repr(found)) < 100 and found._repr_html_().count("<img") == 6
    assert len(found.plot().get_yticklabels()) == 2
