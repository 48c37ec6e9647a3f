"""Facts about works are those of the tables."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from helpers.simulated_history import SimulatedHistory, two_schools
from stylogeny.corpus.works import Works
from stylogeny.text.facts.index import HistoryIndex
from stylogeny.text.facts.types.works import WorkFacts
from stylogeny.text.facts.works import age_at, label, work_facts


def facts_of(work: str, history: SimulatedHistory | None = None, past: Works | None = None) -> WorkFacts:
    index = HistoryIndex(history or two_schools(), past=past)
    return work_facts(index, index.row_of[work])


def changed(work: str, **values: object) -> SimulatedHistory:
    history = two_schools()
    works = history.works.copy()
    for column, value in values.items():
        works.loc[works["id"] == work, column] = value
    return replace(history, works=works)


def test_a_work_has_its_label_its_source_and_its_answers() -> None:
    piece = facts_of("s5")
    assert (piece.title, piece.year, piece.artist) == ("Piece 5", 1955, "Cy Holm")
    assert (piece.source, piece.source_artist, piece.gap, piece.own_source) == ("Piece 3", "Ada Berg", 2, None)
    assert (piece.answered, piece.answered_once, piece.soon, piece.wait) == (5, None, 2, None)
    index = HistoryIndex(two_schools())
    assert label(index, 5).artist == "Cy Holm" and age_at(index, 5) == piece.age == 25


def test_an_answer_that_came_late_was_waited_for() -> None:
    history = two_schools()
    edges = history.parents[history.parents["parent"] != "s3"]
    late = pd.DataFrame([("s40", "s3", 0.4)], columns=["child", "parent", "weight"])
    piece = facts_of("s3", replace(history, parents=pd.concat([edges, late])))
    assert (piece.answered, piece.answered_once, piece.soon, piece.wait) == (None, 1, None, 37)
    alone = facts_of("s3", replace(history, parents=edges))
    assert alone.unanswered == 56 and alone.answered_once is None and alone.wait is None
    assert facts_of("s59").unanswered is None  # of the last year


def test_the_source_may_be_the_artists_own_or_one_of_the_past() -> None:
    own = facts_of("s2")
    assert (own.own_source, own.source, own.source_artist, own.gap) == ("Piece 0", None, None, 2)
    history = two_schools()
    edges = history.parents.assign(parent=history.parents["parent"].replace("s0", "old"))
    row = {
        "id": "old",
        "title": "Old Door",
        "artist": "",
        "earliest": 1900,
        "latest": 1900,
        "date_text": "",
        "style": "",
    }
    row |= {"genre": "", "medium": "", "picture": "", "status": "dated", "group": 0}
    past = Works(pd.DataFrame([row]), None)
    piece = facts_of("s2", replace(history, parents=edges), past)
    assert (piece.source, piece.source_artist, piece.gap, piece.own_source) == ("Old Door", "", 52, None)
    assert facts_of("s2", replace(history, parents=edges)).source is None  # a past that is not given is not named


@pytest.mark.parametrize(
    ("values", "flag"),
    [
        ({"response": "negate"}, "against"),
        ({"jump": True}, "leap"),
        ({"advocates": 4}, "all_for"),
        ({"opponents": 5}, "all_against"),
    ],
)
def test_what_is_out_of_the_ordinary_is_found(values: dict[str, object], flag: str) -> None:
    assert getattr(facts_of("s20", changed("s20", **values)), flag) is True
    assert getattr(facts_of("s20"), flag) is False


def test_critics_of_two_minds_are_not_of_one() -> None:
    piece = facts_of("s20", changed("s20", advocates=4, opponents=1))
    assert not piece.all_for and not piece.all_against


def test_places_in_a_life_are_found() -> None:
    assert facts_of("s1").first_picture is False  # nobody's second
    index = HistoryIndex(two_schools())
    first, last = index.ids[index.by_artist["a2"][0]], index.ids[index.by_artist["a2"][-1]]
    assert facts_of(first).first_picture and facts_of(last).last_picture and not facts_of(first).last_picture
    assert not facts_of(index.ids[index.by_artist["a1"][-1]]).last_picture  # one who lives may paint another
    assert facts_of("s0").young is False and facts_of("s0").age == 30
    history = two_schools()
    ages = replace(history, artists=history.artists.assign(born=[1935, 1925, 1930, 1945, 1950, 1955]))
    assert facts_of("s0", ages).young and facts_of("s0", ages).age == 15


def test_a_work_that_was_answered_after_its_makers_death_is_posthumous() -> None:
    history = two_schools()
    died = pd.array([1990, pd.NA, 1956, pd.NA, pd.NA, pd.NA], dtype="Int64")
    dead = replace(history, artists=history.artists.assign(died=died))
    assert facts_of("s5", dead).posthumous and not facts_of("s5").posthumous


def test_the_appearance_of_a_work_is_said_without_its_figures() -> None:
    painted = facts_of("s4").appearance
    assert painted is not None and painted.tone == "dark" and painted.figures is None
    assert facts_of("s5").appearance is None
