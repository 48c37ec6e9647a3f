"""Quarrels, targets and rows of teachers are those of the tables."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from helpers.simulated_history import SimulatedHistory, two_schools
from stylogeny.text.facts.index import HistoryIndex
from stylogeny.text.facts.relations import FOES, line_facts, quarrel_facts, target_facts
from stylogeny.text.facts.types.people import QuarrelFacts


def quarrel_of(history: SimulatedHistory) -> QuarrelFacts:
    facts = quarrel_facts(HistoryIndex(history))
    assert facts is not None
    return facts


def with_artists(**columns: object) -> SimulatedHistory:
    history = two_schools()
    return replace(history, artists=history.artists.assign(**columns))


def test_a_quarrel_is_of_two_who_turned_away_from_each_other() -> None:
    quarrel = quarrel_of(two_schools())
    assert (quarrel.a, quarrel.b, quarrel.a_surname, quarrel.b_surname) == ("Ada Berg", "Bo Lind", "Berg", "Lind")
    assert (quarrel.elder, quarrel.apart, quarrel.same_year) == ("Berg", 5, False)
    assert (quarrel.taught, quarrel.was_taught) == ("Berg", "Lind")
    assert (quarrel.both_movement, quarrel.a_movement, quarrel.homeless) == ("The Slate Circle", "", False)
    assert quarrel_facts(HistoryIndex(with_artists(rivals=[["a1"], [], [], [], [], []]))) is None


def test_two_movements_or_none() -> None:
    two = quarrel_of(with_artists(movement=["m0", "m1", "m0", "m1", "m1", "m1"]))
    assert (two.both_movement, two.a_movement, two.b_movement) == ("", "The Slate Circle", "The Bone Room")
    none = quarrel_of(with_artists(movement=""))
    assert none.homeless and none.both_movement == none.a_movement == ""
    assert not quarrel_of(with_artists(movement=["m0", "", "", "", "", ""])).homeless


def test_who_took_from_whom() -> None:
    quarrel = quarrel_of(two_schools())
    index = HistoryIndex(two_schools())
    assert not quarrel.apart_in_paint
    assert {quarrel.taker, quarrel.giver} == {"Berg", "Lind"}
    row = next(r for r in range(60) if quarrel.taken_title == index.title(r))
    assert index.works["year"].iloc[row] == quarrel.taken_year
    apart = quarrel_of(replace(two_schools(), parents=two_schools().parents.iloc[:0]))
    assert apart.apart_in_paint and apart.taker == "" and apart.taken_title is None


def test_who_outlived_whom() -> None:
    quarrel = quarrel_of(two_schools())  # one died in 1990, the other lives, but painted no more
    assert quarrel.survivor == quarrel.departed == "" and quarrel.outlived is None and not quarrel.both_alive
    young = pd.array([1960, pd.NA, 2005, pd.NA, pd.NA, pd.NA], dtype="Int64")
    survivor = quarrel_of(with_artists(died=young))
    assert (survivor.survivor, survivor.departed, survivor.outlived) == ("Lind", "Berg", 49)
    both = quarrel_of(with_artists(died=pd.array([pd.NA] * 6, dtype="Int64")))
    assert both.both_alive and both.survivor == ""


def test_one_whom_a_few_turned_away_from_is_nobody_in_particular() -> None:
    assert target_facts(HistoryIndex(two_schools())) is None


def test_a_target_is_whom_most_turned_away_from() -> None:
    history = two_schools()
    more = pd.concat([history.artists, history.artists.assign(id=[f"b{k}" for k in range(6)], name=list("ABCDEF"))])
    rivals = [["a0"] if k else [] for k in range(12)]
    index = HistoryIndex(replace(history, artists=more.assign(rivals=rivals, teacher=[""] + ["a0"] * 2 + [""] * 9)))
    target = target_facts(index)
    assert target is not None and target.name == "Ada Berg" and target.foes == 11 >= FOES
    assert target.pupils_against == ("Bo Lind", "Cy Holm") and not target.no_pupil
    assert target.unloved and not target.loved  # four of five have less fame: not nine in ten
    works = history.works.assign(artist=[more["id"].iloc[k % 12] for k in range(60)], fame=1.0)
    works["fame"] += 9.0 * (works["artist"] == "a1")
    against = more.assign(rivals=[["a1"] if k != 1 else [] for k in range(12)])
    loved = target_facts(HistoryIndex(replace(history, works=works, artists=against)))
    assert loved is not None and loved.name == "Bo Lind" and loved.loved and not loved.unloved


def test_the_longest_row_of_teachers_who_showed_works() -> None:
    line = line_facts(HistoryIndex(two_schools()))
    assert line is not None and (line.first, line.second, line.third) == ("Ada Berg", "Cy Holm", "Ed Stone")
    assert line.links == 3 and line.three and line.last == "" and line.through is None
    assert (line.first_surname, line.last_surname) == ("Berg", "Stone") and line.could_meet and line.never_met is None


def test_a_longer_row_goes_through_others() -> None:
    chain = ["", "a0", "a1", "", "a2", "a4"]
    line = line_facts(HistoryIndex(with_artists(teacher=chain, born=[1920, 1925, 1930, 1945, 1950, 1999])))
    assert line is not None and line.links == 5 and not line.three
    assert line.through == ("Ed Stone",) and line.last == "Flo Vester" and line.never_met == 9
    four = line_facts(HistoryIndex(with_artists(teacher=["", "a0", "a1", "", "a2", ""])))
    assert four is not None and four.through == () and four.last == "Ed Stone"


def test_two_are_no_row_and_a_circle_of_teachers_ends() -> None:
    assert line_facts(HistoryIndex(with_artists(teacher=["", "a0", "", "", "", ""]))) is None
    circle = line_facts(HistoryIndex(with_artists(teacher=["a2", "a0", "a1", "", "", ""])))
    assert circle is not None and circle.links == 3
