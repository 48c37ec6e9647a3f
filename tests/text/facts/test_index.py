"""Looking things up in a simulated history."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from helpers.simulated_history import two_schools
from stylogeny.errors import StylogenyError
from stylogeny.text.facts.index import HistoryIndex, evenly, ids_in, is_missing, whole_number


@pytest.fixture(scope="module")
def index() -> HistoryIndex:
    return HistoryIndex(two_schools())


def test_names_are_looked_up(index: HistoryIndex) -> None:
    assert index.artist_name("a3") == "Di Ravn" and index.artist_name("a99") == "a99"
    assert (
        index.movement_name("m0") == "The Slate Circle" and index.movement_name("") == index.movement_name("m9") == ""
    )
    untitled = two_schools()
    untitled = replace(untitled, works=untitled.works.assign(title=[""] * 60))
    assert index.title(3) == "Piece 3" and HistoryIndex(untitled).title(3) == "s3"
    assert index.named_movements == ["m0", "m1"] and (index.first, index.last) == (1950, 2009)


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("artists", ["teacher", "rivals", "born"]),
        ("movements", ["stale_from"]),
        ("works", ["advocates"]),
        ("parents", ["weight"]),
    ],
)
def test_a_table_without_its_columns_is_refused_and_not_silent(table: str, columns: list[str]) -> None:
    history = two_schools()
    less = replace(history, **{table: getattr(history, table).drop(columns=columns)})
    with pytest.raises(StylogenyError) as caught:
        HistoryIndex(less)
    message = str(caught.value)
    assert message.startswith(f"the {table} of this simulated history have no column ") and "\n" not in message
    assert all(column in message.partition("(got")[0] for column in columns)


def test_artists_are_found_by_name(index: HistoryIndex) -> None:
    assert index.find_artist("a3") == index.find_artist("di ravn") == index.find_artist("Ravn") == "a3"
    with pytest.raises(StylogenyError, match="Ada Berg"):
        index.find_artist("Ada Burg")
    namesakes = two_schools()
    namesakes = replace(namesakes, artists=namesakes.artists.assign(name=["Ada Berg", "Bo Berg", "C", "D", "E", "F"]))
    with pytest.raises(StylogenyError, match=r"several artists.*Ada Berg, Bo Berg"):
        HistoryIndex(namesakes).find_artist("berg")


def test_accents_need_not_be_typed() -> None:
    history = two_schools()
    accented = replace(history, artists=history.artists.assign(name=["Édouard Noël", "B", "C", "D", "E", "F"]))
    assert HistoryIndex(accented).find_artist("edouard noel") == "a0"


def test_works_of_an_artist_and_of_a_movement_are_in_order_of_date(index: HistoryIndex) -> None:
    works = index.works
    for rows in (*index.by_artist.values(), *index.by_movement.values()):
        assert works["year"].iloc[rows].is_monotonic_increasing
    assert sum(map(len, index.by_artist.values())) == sum(map(len, index.by_movement.values())) == 60
    assert set(index.by_artist) == {"a0", "a1", "a2", "a4", "a5"}  # one of the six painted nothing


def test_answers_are_counted_from_other_hands(index: HistoryIndex) -> None:
    row = index.row_of["s5"]
    assert index.answers.loc[row].to_dict() == {"all": 5, "others": 5, "first": 1957}
    child_of_own = index.row_of["s0"]  # s2 is by the same hand
    assert index.answers.loc[child_of_own, ["all", "others"]].tolist() == [1, 0]
    assert np.isinf(index.answers["first"].iloc[-1])


def test_the_centre_of_a_movement_is_what_other_hands_answered_most(index: HistoryIndex) -> None:
    answered = index.answers["others"].to_numpy()
    assert answered[index.centre("m0")] == answered[index.by_movement["m0"]].max()


def test_parents_are_listed_heaviest_first(index: HistoryIndex) -> None:
    assert index.parents_of("s50") == [("s48", 0.8), ("old", 0.2), ("s5", 0.1)] and index.parents_of("s0") == []


def test_ties_go_both_ways(index: HistoryIndex) -> None:
    forward, backward = (dict(index.ties("a0", forward=way)) for way in (True, False))
    assert "a0" not in forward and "a0" not in backward
    assert dict(index.ties("a1", forward=False))["a0"] == pytest.approx(forward["a1"])
    weights = [weight for _, weight in index.ties("a0", forward=True)]
    assert weights == sorted(weights, reverse=True)


def test_relations_are_ids(index: HistoryIndex) -> None:
    assert index.pupils("a0") == ["a1", "a2"] and index.rivals("a3") == ["a0", "a2"] and index.teacher("a0") == ""
    assert index.home("a5") == "m1" and index.founder("m1") == "a1"


def test_the_span_of_a_movement_ends_where_it_ended(index: HistoryIndex) -> None:
    assert (index.born("m0"), index.died("m0"), index.stale_from("m0")) == (1950, 1979, 1970)
    assert (index.born("m1"), index.died("m1"), index.stale_from("m1")) == (1975, None, None)


def test_the_appearance_is_that_of_the_painted_works(index: HistoryIndex) -> None:
    dark, light = (index.appearance(index.by_movement[m]) for m in ("m0", "m1"))
    assert dark is not None and light is not None and (dark.tone, light.tone) == ("dark", "light")
    assert index.appearance([1]) is None  # works of odd number were not painted


def test_cells_of_tables_are_read_as_they_come() -> None:
    assert ids_in("a1, a2") == ids_in("a1;a2") == ids_in(["a1", "a2"]) == ids_in(np.array(["a1", "a2"])) == ["a1", "a2"]
    assert ids_in(None) == ids_in("") == ids_in(np.nan) == ids_in([]) == []
    assert all(map(is_missing, (None, "", "nan", pd.NA, np.nan, [], np.zeros(0))))
    assert not any(map(is_missing, (0, "a", ["a"], np.zeros(2), False)))
    assert whole_number(3.0) == 3 and whole_number(pd.NA) is None


def test_some_of_many_are_spread_evenly() -> None:
    assert evenly([1, 2, 3], 6) == [1, 2, 3] and evenly(list(range(11)), 6) == [0, 2, 4, 6, 8, 10]
