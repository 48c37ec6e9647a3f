"""An address means the same works to the server as to the page."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.small_graph import small_graph
from stylogeny.studio.map.query import MapQuery, fold
from stylogeny.studio.pages import Refused


@pytest.fixture(scope="module")
def query(tmp_path_factory: pytest.TempPathFactory) -> MapQuery:
    return MapQuery(small_graph(tmp_path_factory.mktemp("corpus")).map_data())


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ({}, list(range(40))),
        ({"q": "work 12"}, [12]),
        ({"q": "WÓRK  12"}, [12]),
        ({"artist": "Artist 2 <b>"}, [10, 11, 12, 13, 14]),
        ({"artist": "Artist 2 <b>", "style": "Other"}, [10, 12, 14]),
        ({"artist": "Nobody"}, []),
        ({"century": "1500", "q": "artist <b> 12"}, [12]),
        ({"century": "1600", "q": "artist <b> 12"}, []),
        ({"region": "0,0,1,1"}, list(range(39))),
        ({"region": "0,1,1,2"}, [39]),
    ],
)
def test_each_part_of_an_address_narrows(query: MapQuery, asked: dict[str, str], rows: list[int]) -> None:
    assert np.flatnonzero(query.matching(asked)).tolist() == rows


def test_accents_and_case_make_no_difference() -> None:
    assert fold("Ångström ÉTÉ Борис") == "angstrom ete борис"


@pytest.mark.parametrize("asked", [{"century": "old"}, {"region": "1,2,3"}, {"region": "0,0,nan,1"}])
def test_what_is_no_number_is_refused(query: MapQuery, asked: dict[str, str]) -> None:
    with pytest.raises(Refused):
        query.matching(asked)


def test_parents_and_children_are_each_others(query: MapQuery) -> None:
    assert query.parents(5) == {"w4": 60, "w0": 30}
    assert query.children(4) == {"w5": 60} and len(query.children(0)) == 38
    assert query.row("w5") == 5 and query.row("nothing") is None
