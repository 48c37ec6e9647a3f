"""Facts about the whole, and about those whom fame passed over."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from helpers.simulated_history import SimulatedHistory, two_schools
from stylogeny.corpus.works import Works
from stylogeny.text.facts.index import HistoryIndex
from stylogeny.text.facts.overview import overlooked_artist, overview_facts, sleeper, sleeper_facts
from stylogeny.text.facts.types.movements import OverviewFacts


def overview(history: SimulatedHistory, past: Works | None = None) -> OverviewFacts:
    return overview_facts(HistoryIndex(history, past=past))


def test_the_whole_in_figures() -> None:
    facts = overview(two_schools())
    assert (facts.first_year, facts.last_year, facts.works, facts.painters) == (1950, 2009, 60, 5)
    assert facts.movements == 2 and facts.alive_movements == ("The Bone Room",) and facts.dead == 1
    assert not facts.all_dead and not facts.all_alive and facts.corpus is None
    assert facts.all_named and facts.nameless is None
    assert (facts.best_title, facts.best_year, facts.best_artist) == ("Piece 0", 1950, "Ada Berg")


def test_the_past_is_counted() -> None:
    rows = pd.DataFrame(
        {"id": ["a", "b"], "title": "", "artist": "", "earliest": 1900, "latest": 1900, "date_text": ""}
    )
    past = Works(rows.assign(style="", genre="", medium="", picture="", status="dated", group=[0, 1]), None)
    assert overview(two_schools(), past).corpus == 2


def test_movements_that_all_ended_or_all_live() -> None:
    history = two_schools()
    dead = replace(history, movements=history.movements.assign(died=pd.array([1979, 2000], dtype="Int64")))
    alive = replace(history, movements=history.movements.assign(died=pd.array([pd.NA, pd.NA], dtype="Int64")))
    assert overview(dead).all_dead and overview(dead).alive_movements == () and overview(dead).dead is None
    assert overview(alive).all_alive and overview(alive).dead is None


def test_many_that_live_are_counted_and_few_are_named() -> None:
    history = two_schools()
    rows = history.movements.iloc[[0, 1, 1, 1, 1]].assign(id=[f"m{k}" for k in range(5)], name=list("ABCDE"))
    works = history.works.assign(movement=[f"m{k % 5}" for k in range(60)])
    facts = overview(replace(history, movements=rows, works=works))
    assert facts.alive_movements == 4 and not isinstance(facts.alive_movements, tuple)


def test_the_longest_and_the_shortest_are_one_each() -> None:
    history = two_schools()
    rows = history.movements.iloc[[0, 0, 0]].assign(id=["m0", "m1", "m2"], name=["Long", "Short", "Between"])
    rows = rows.assign(born=[1950, 1960, 1970], died=pd.array([2000, 1965, 1990], dtype="Int64"))
    works = history.works.assign(movement=[f"m{k % 3}" for k in range(60)])
    facts = overview(replace(history, movements=rows, works=works))
    assert (facts.longest, facts.longest_years, facts.shortest, facts.shortest_years) == ("Long", 50, "Short", 5)
    tied = rows.assign(died=pd.array([2000, 1965, 1975], dtype="Int64"))
    assert overview(replace(history, movements=tied, works=works)).shortest == ""


def test_works_without_a_movement_are_a_share() -> None:
    history = two_schools()
    homeless = history.works["movement"].mask(history.works.index < 30, "")
    facts = overview(replace(history, works=history.works.assign(movement=homeless)))
    assert facts.nameless == 0.5 and not facts.all_named


def test_fame_and_answers_are_shared_out() -> None:
    history = two_schools()
    facts = overview(history)
    fame = history.works["fame"].to_numpy()
    assert facts.top_share == np.sort(fame)[-10:].sum() / fame.sum() and not facts.level
    even = overview(replace(history, works=history.works.assign(fame=1.0)))
    assert even.top_share == 10 / 60 and not even.level
    index = HistoryIndex(history)
    unanswered = float((index.answers["others"] == 0).mean())
    assert facts.unanswered_share == unanswered and facts.mostly_unanswered == (unanswered > 0.5)
    assert facts.unknown == 5 - index.works.loc[index.answers["others"] > 0, "artist"].nunique()
    assert facts.foremost in set(history.artists["name"])


def test_a_history_without_works_has_dates_and_counts() -> None:
    history = two_schools()
    empty = replace(history, works=history.works.iloc[:0], parents=history.parents.iloc[:0])
    assert overview(empty).document() == {"first_year": 0, "last_year": 0, "works": 0, "painters": 0}


def test_a_sleeper_waited_longest_of_those_that_several_answered() -> None:
    history = two_schools()
    assert sleeper(HistoryIndex(history)) is None  # the first answers came soon
    edges = history.parents[~((history.parents["parent"] == "s5") & (history.parents["weight"] == 0.8))]
    index = HistoryIndex(replace(history, parents=edges))
    row = sleeper(index)
    assert row == index.row_of["s5"]
    facts = sleeper_facts(index, row)
    assert facts.work is not None and facts.work.wait == 45 and not facts.dead_by_then and facts.found_age == 70
    died = pd.array([1990, pd.NA, 1999, pd.NA, pd.NA, pd.NA], dtype="Int64")
    dead = HistoryIndex(replace(history, parents=edges, artists=history.artists.assign(died=died)))
    assert sleeper_facts(dead, row).dead_by_then and sleeper_facts(dead, row).found_age is None


def test_the_overlooked_gave_much_and_had_little_fame() -> None:
    assert overlooked_artist(HistoryIndex(two_schools())) == ""  # too few to be passed over
    history, n = two_schools(), 30
    works = history.works.iloc[[0] * n].assign(
        id=[f"x{k}" for k in range(n)], artist=[f"b{k}" for k in range(n)], year=range(1950, 1950 + n)
    )
    works["fame"] = [0.0 if k == 3 else 100.0 - k for k in range(n)]
    edges = pd.DataFrame([(f"x{k}", "x3", 1.0) for k in range(10, n)], columns=["child", "parent", "weight"])
    artists = pd.DataFrame({"id": [f"b{k}" for k in range(n)], "name": [f"Ada {k}" for k in range(n)]})
    artists = artists.assign(born=1920, died=pd.NA, teacher="", rivals="", movement="", ambition=0.5)
    index = HistoryIndex(replace(history, works=works, parents=edges, artists=artists))
    assert overlooked_artist(index) == "b3"
    famous = HistoryIndex(
        replace(history, works=works.assign(fame=1.0 * (works["artist"] == "b3")), parents=edges, artists=artists)
    )
    assert overlooked_artist(famous) == ""
