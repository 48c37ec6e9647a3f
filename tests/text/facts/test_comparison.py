"""How movements stand to one another: only a plain first is the most of anything, only what several did is told."""

from __future__ import annotations

from dataclasses import fields, replace

import pandas as pd
import pytest

from helpers.simulated_history import SimulatedHistory, two_schools
from stylogeny.text.facts.comparison import FEW, MovementComparison, commonest
from stylogeny.text.facts.index import HistoryIndex
from stylogeny.text.facts.types.movements import CrossingFacts, SuperlativeFacts


def comparison(history: SimulatedHistory) -> MovementComparison:
    return MovementComparison(HistoryIndex(history))


def superlatives(history: SimulatedHistory, movement: str) -> set[str]:
    return set(comparison(history).superlatives(movement).document())


def three_movements() -> SimulatedHistory:
    history = two_schools()
    three = history.movements.iloc[[0, 1, 1]].assign(
        id=["m0", "m1", "m2"],
        name=["The Slate Circle", "The Bone Room", "The Third"],
        born=[1950, 1975, 1975],
        variation=[0.4, 0.5, 0.5],
    )
    works = history.works.assign(movement=["m0"] * 20 + ["m1"] * 25 + ["m2"] * 15)
    return replace(history, works=works, movements=three)


def test_only_a_plain_first_is_called_the_most() -> None:
    most = {m: superlatives(three_movements(), m) for m in ("m0", "m1", "m2")}
    assert "is_largest" in most["m1"] and "is_smallest" in most["m2"]
    assert not any("is_varied" in names for names in most.values()) and "is_alike" in most["m0"]  # a tie is nobody's
    assert "is_shortest" in most["m0"] and not any("is_longest" in names for names in most.values())
    assert "is_darkest" in most["m0"]


def test_one_that_lives_is_not_called_the_shortest() -> None:
    history = three_movements()
    alive = replace(history, movements=history.movements.assign(died=pd.array([1979, pd.NA, 1990], dtype="Int64")))
    assert "is_shortest" in superlatives(alive, "m2")  # of those that ended
    young = replace(alive, movements=alive.movements.assign(born=[1950, 2000, 1975]))
    assert not any("is_shortest" in superlatives(young, m) for m in ("m0", "m1", "m2"))


def test_of_two_nothing_is_the_most() -> None:
    assert all(comparison(two_schools()).superlatives(m) == SuperlativeFacts() for m in ("m0", "m1"))


def test_no_two_movements_are_the_most_of_one_thing() -> None:
    both = [superlatives(three_movements(), m) for m in ("m0", "m1", "m2")]
    assert 0 < sum(map(len, both)) == len(set.union(*both)) <= len(fields(SuperlativeFacts))


def crossing(leavers: int) -> SimulatedHistory:
    """Eight painters of the first movement, of whom so many end in the second."""
    history = two_schools()
    rows = []
    for k in range(8):
        homes = ("m0", "m1") if k < leavers else ("m0", "m0")
        rows += [(f"x{k}{n}", f"Piece {k}{n}", f"a{k}", 1960 + 20 * n, home, 1.0) for n, home in enumerate(homes)]
    works = pd.DataFrame(rows, columns=["id", "title", "artist", "year", "movement", "fame"])
    works = works.assign(response="build on", jump=False, advocates=0, opponents=0)
    artists = pd.DataFrame({"id": [f"a{k}" for k in range(8)], "name": [f"Ada {k}" for k in range(8)], "born": 1940})
    artists = artists.assign(died=pd.NA, teacher="", ambition=0.5)
    artists["movement"] = ["m1" if k < leavers else "m0" for k in range(8)]
    artists["rivals"] = [["a7"] if k < leavers else [] for k in range(8)]
    return replace(history, works=works, artists=artists, parents=history.parents.iloc[:0], pictures={})


def test_painters_who_went_over_are_told_where_they_came_to() -> None:
    crossings = comparison(crossing(leavers=FEW))
    assert crossings.crossings("m1") == CrossingFacts(
        came_from="The Slate Circle", recruits=FEW, enemy="The Slate Circle"
    )
    assert crossings.crossings("m0") == CrossingFacts()  # it is told there


def test_a_few_who_went_over_are_not_told() -> None:
    assert comparison(crossing(leavers=FEW - 1)).crossings("m1") == CrossingFacts()


def test_founders_and_centres_are_artists_of_movements() -> None:
    found = comparison(two_schools())
    assert found.founders == {"a0": "The Slate Circle", "a1": "The Bone Room"}
    artist = found.index.works["artist"]
    assert set(found.centres) == {artist.iat[found.index.centre(m)] for m in ("m0", "m1")}
    assert sorted(found.careers) == sorted(len(rows) for rows in found.index.by_artist.values())


@pytest.mark.parametrize(
    ("tally", "most"), [({}, ""), ({"a": 1}, "a"), ({"a": 2, "b": 1}, "a"), ({"a": 2, "b": 2, "c": 1}, "")]
)
def test_the_commonest_is_one(tally: dict[str, int], most: str) -> None:
    from collections import Counter

    assert commonest(Counter(tally)) == most
