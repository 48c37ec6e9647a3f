"""Articles, verbs and capitals."""

from __future__ import annotations

import pytest

from stylogeny.text.agreement import capitalised, is_plural, title_case, with_articles


@pytest.mark.parametrize(
    "name",
    [
        "The Rakers",
        "The Unfinished",
        "The Level Crossing Painters",
        "Brothers of the Ochre Lamp",
        "The Refusals of 1960",
    ],
)
def test_names_of_many_are_plural(name: str) -> None:
    assert is_plural(name)


@pytest.mark.parametrize(
    "name",
    ["Penumbrism", "The Generation of 1973", "The Society of the Teal Coat", "The Berg Circle", "The Gasworks School"],
)
def test_names_of_one_are_singular(name: str) -> None:
    assert not is_plural(name)


def test_articles_follow_the_sound() -> None:
    said = with_articles("A apricot hour, an hour, a umber wall, an uniform, a one-eyed man, An European")
    assert said == "An apricot hour, an hour, an umber wall, a uniform, a one-eyed man, A European"


def test_titles_have_capitals_but_for_small_words() -> None:
    assert title_case("arrangement in bottle green") == "Arrangement in Bottle Green"
    assert capitalised("ochre, mostly.") == "Ochre, mostly." and capitalised("") == ""
