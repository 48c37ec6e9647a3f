"""Facts about artists are those of the tables."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from helpers.simulated_history import SimulatedHistory, two_schools
from stylogeny.text.facts.history_facts import HistoryFacts
from stylogeny.text.facts.types.people import ArtistFacts
from stylogeny.text.facts.types.quantities import Difference


def facts_of(artist: str, history: SimulatedHistory | None = None) -> ArtistFacts:
    return HistoryFacts(history or two_schools()).artist(artist)


def life_of(artist: str, works: list[tuple[int, float]], born: int, died: int | None = None) -> ArtistFacts:
    """Facts about an artist of the second school who made works of these years and this fame."""
    history = two_schools()
    kept = history.works[~history.works["artist"].isin([artist])]
    own = history.works.iloc[[30] * len(works)].assign(
        id=[f"x{k}" for k in range(len(works))], artist=artist, year=[y for y, _ in works], fame=[f for _, f in works]
    )
    artists = history.artists.copy()
    row = int(artist[1:])
    artists["born"] = [born if k == row else b for k, b in enumerate(artists["born"])]
    artists["died"] = pd.array([died if k == row else d for k, d in enumerate(artists["died"])], dtype="Int64")
    return facts_of(artist, replace(history, works=pd.concat([kept, own], ignore_index=True), artists=artists))


def test_an_artist_has_a_life_ties_and_works() -> None:
    ada = facts_of("a0")
    assert (ada.name, ada.surname, ada.movement) == ("Ada Berg", "Berg", "The Slate Circle")
    assert ada.life is not None and ada.life.pupils == ("Bo Lind", "Cy Holm") and ada.life.age_at_death == 70
    assert ada.first is not None and ada.first.title == "Piece 0" and ada.debut_age == 30
    assert ada.size == len(HistoryFacts(two_schools()).index.by_artist["a0"])
    assert ada.source == ada.sources[0] and ada.followers and ada.following is not None


def test_sources_other_than_the_teacher_are_others() -> None:
    bo = facts_of("a1")
    assert bo.life is not None and bo.life.teacher == "Ada Berg" and ("Ada Berg" in bo.sources) == (bo.others == ())
    ada = facts_of("a0")
    assert ada.others == ada.sources  # who had no teacher


def test_one_who_changes_sides_leaves_and_joins() -> None:
    ada, ed = facts_of("a0"), facts_of("a4")
    assert (ada.left, ada.joined, ada.one_movement) == ("The Slate Circle", "The Bone Room", False)
    assert (ed.left, ed.joined, ed.one_movement) == ("", "", True)
    assert (ada.founder_of, facts_of("a1").founder_of, ed.founder_of) == ("The Slate Circle", "The Bone Room", "")


def test_late_works_differ_from_early_ones() -> None:
    assert Difference.LIGHTER in facts_of("a0").late and facts_of("a4").late == ()


def test_a_silence_is_the_longest_one() -> None:
    facts = life_of("a4", [(1960, 1.0), (1967, 0.0), (1980, 0.0), (1981, 0.0)], born=1935)
    assert (facts.silence, facts.silence_from, facts.silence_to) == (13, 1967, 1980)
    assert life_of("a4", [(1960, 1.0), (1965, 0.0)], born=1935).silence is None


@pytest.mark.parametrize(
    ("works", "born", "died", "flags"),
    [
        ([(1960, 1.0)], 1940, None, {"early_start", "best_early"}),
        ([(1960, 1.0)], 1930, None, {"late_start"}),
        ([(1951, 1.0)], 1920, None, {"already"}),
        ([(1960, 0.0), (2005, 9.0)], 1936, None, {"early_start", "best_late", "still"}),
        ([(1960, 1.0)], 1935, 1975, {"early_start", "early_death"}),
        ([(1960, 1.0)], 1915, 2005, {"late_start", "long_life"}),
        ([(1960, 9.0), (1961, 0.0), (1962, 0.0), (1963, 0.0)], 1935, None, {"early_start", "best_first"}),
    ],
)
def test_what_is_out_of_the_ordinary_in_a_life(
    works: list[tuple[int, float]], born: int, died: int | None, flags: set[str]
) -> None:
    facts = life_of("a4", works, born=born, died=died)
    names = {
        "already",
        "early_start",
        "late_start",
        "best_late",
        "best_early",
        "best_first",
        "early_death",
        "long_life",
    }
    assert {name for name in {*names, "still"} if getattr(facts, name)} == flags


def test_years_without_works_up_to_the_end() -> None:
    assert life_of("a4", [(1960, 1.0)], born=1930, died=1975).laid_down == 15
    assert life_of("a4", [(1970, 1.0)], born=1930, died=1975).laid_down is None
    assert life_of("a4", [(1960, 1.0)], born=1930).laid_down == 49  # up to the last year of one who lives


def test_how_much_was_made_and_how() -> None:
    history = two_schools()
    few = life_of("a4", [(1960, 1.0)], born=1930)
    assert few.few_works and not few.most_works and facts_of("a4").few_works is False
    restless = replace(history, works=history.works.assign(jump=True, response="negate"))
    assert facts_of("a4", restless).leaps == facts_of("a4", restless).against == facts_of("a4").size
    assert facts_of("a4").leaps is None and facts_of("a4").against is None


def test_answers_after_death_are_counted() -> None:
    history = two_schools()
    famous = history.works.assign(fame=(history.works["id"] == "s5").astype(float))
    died = pd.array([1990, pd.NA, 1990, pd.NA, pd.NA, pd.NA], dtype="Int64")
    cy = facts_of("a2", replace(history, works=famous, artists=history.artists.assign(died=died)))
    assert cy.best is not None and cy.best.title == "Piece 5" and cy.after_death == 4  # of 2000, 2002, 2004 and 2007


def test_the_work_that_painters_took_most_from_is_told_where_it_is_another() -> None:
    history = two_schools()
    other = replace(history, works=history.works.assign(fame=(history.works["id"] == "s8").astype(float)))
    cy = facts_of("a2", other)
    assert (cy.answered_title, cy.answered_year) == ("Piece 5", 1955)
    same = replace(history, works=history.works.assign(fame=(history.works["id"] == "s5").astype(float)))
    assert facts_of("a2", same).answered_title is None


def test_places_in_the_order_of_fame() -> None:
    fame = HistoryFacts(two_schools()).index.artist_fame.sort_values(ascending=False)
    assert [facts_of(str(artist)).rank_said for artist in fame.index] == [1, 2, 3, 4, 5]


def test_one_who_showed_nothing_has_a_life_only() -> None:
    di = facts_of("a3")
    assert di.size == 0 and di.life is not None and di.life.teacher == "Bo Lind"
    assert di.first is di.best is di.debut_age is None and not di.few_works
