"""What an artist knows who is asked something: others by what they are to one, and the movement's enemy."""

from __future__ import annotations

from dataclasses import replace

import pytest

from helpers.simulated_history import two_schools
from stylogeny.text.facts.conversation import colleagues
from stylogeny.text.facts.history_facts import HistoryFacts


@pytest.fixture(scope="module")
def facts() -> HistoryFacts:
    return HistoryFacts(two_schools())


def test_colleagues_are_of_the_same_movement_and_years(facts: HistoryFacts) -> None:
    assert "a4" not in colleagues(facts.index, "a4") and set(colleagues(facts.index, "a4")) <= {"a0", "a5"}
    assert colleagues(facts.index, "a3") == []  # without a work


def test_another_artist_is_known_by_what_they_are_to_one(facts: HistoryFacts) -> None:
    assert facts.conversation("a0", other="a1").other_rival == "Bo Lind"
    assert facts.conversation("a2", other="a0").other_teacher == "Ada Berg"
    assert facts.conversation("a0", other="a2").other_pupil == "Cy Holm"
    assert facts.conversation("a0", other="a0").other_stranger == ""


def test_a_movement_has_the_enemy_that_its_works_turned_against() -> None:
    history = two_schools()
    works = history.works.assign(response=["negate" if k in (30, 31) else "build on" for k in range(60)])
    facts = HistoryFacts(replace(history, works=works))
    assert facts.conversation("a4").opposed == facts.index.movement_name("m0")
    assert facts.conversation("a0").opposed == ""
