"""Facts are put into words by their types, in the order of their fields."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.full_facts import full
from stylogeny.text.facts.types.base import Facts
from stylogeny.text.facts.types.movements import MovementFacts, OverviewFacts
from stylogeny.text.facts.types.people import ArtistFacts, ConversationFacts, LifeFacts, LineFacts
from stylogeny.text.facts.types.quantities import (
    Between,
    CriticCount,
    Difference,
    Figure,
    LaterWorkCount,
    Maker,
    MovementCount,
    Number,
    Odds,
    PainterCount,
    PictureCount,
    Rank,
    Share,
    Title,
    WorkCount,
    Years,
)
from stylogeny.text.facts.types.works import AppearanceFacts, WorkFacts, WorkLabel
from stylogeny.text.wording import fact_text, vocabulary, word_facts


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1921, "1921"),
        ("Ada Berg", "Ada Berg"),
        (Years(29), "twenty-nine years"),
        (Years(1), "one year"),
        (WorkCount(12), "twelve works"),
        (LaterWorkCount(5), "five later works"),
        (PictureCount(2), "two pictures"),
        (PainterCount(1), "one painter"),
        (CriticCount(3), "three critics"),
        (MovementCount(140), "140 movements"),
        (Number(0), "no"),
        (Figure(7561), "7,561"),
        (Rank(1), "the most followed"),
        (Rank(3), "the third most followed"),
        (Share(0.34), "a third"),
        (Odds(0.34), "one in three"),
        (Title("The Hinge"), "“The Hinge”"),
        (Maker("Ada Berg"), "Ada Berg"),
        (Maker(), "an unknown hand"),
        (Between(), "once more"),
        (Between(["Ada Berg", "Bo Lind"]), "by way of Ada Berg and Bo Lind"),
        (("Ada Berg", "Bo Lind", "Cy Holm"), "Ada Berg, Bo Lind and Cy Holm"),
        ((Difference.LIGHTER, Difference.FULLER), "lighter and fuller in colour"),
    ],
)
def test_each_type_has_its_words(value: object, words: str) -> None:
    assert fact_text(value) == words


class Strange(int):
    """A number of which nothing says how it is put into words."""


@pytest.mark.parametrize("value", [np.True_, np.int64(3), None, ["a"], Strange(3)])
def test_what_is_no_fact_has_no_words(value: object) -> None:
    with pytest.raises(TypeError, match="no words"):
        fact_text(value)


def test_only_what_is_known_is_said_and_flags_are_not() -> None:
    words = word_facts(WorkFacts(title=Title("The Hinge"), year=1921, gap=Years(0), leap=True, old=False))
    assert words.texts == {"title": "“The Hinge”", "year": "1921", "gap": "no years"} and words.flags == {"leap"}
    assert words.draws == ["“The Hinge”", "1921", "no years", "yes"]
    assert words.has("leap") and words.has("gap") and not words.has("old") and not words.has("wait")
    assert word_facts(None).texts == {}


def test_facts_within_facts_are_said_under_the_name_of_their_field_or_as_their_owners() -> None:
    label = WorkLabel(title=Title("The Hinge"), year=1921, artist="Ada Berg")
    artist = ArtistFacts(name="Ada Berg", life=LifeFacts(teacher="Bo Lind"), first=label)
    words = word_facts(ConversationFacts(artist=artist, work=WorkFacts(year=1930, age=40)))
    assert words.texts["teacher"] == "Bo Lind" and words.texts["first_title"] == "“The Hinge”"
    assert words.texts["work_year"] == "1930" and words.texts["work_age"] == "40" and "year" not in words.texts


def test_some_facts_are_said_in_further_ways() -> None:
    words = word_facts(MovementFacts(born=1921, size=WorkCount(12), founder="Ada Berg", parent="The Rakers"))
    assert words.texts["year"] == "1921" and words.texts["works_number"] == "12"
    assert words.texts["founder_surname"] == "Berg"
    assert words.texts["parent_short"] == words.texts["parent_many"] == "Rakers" and "parent_ism" not in words.texts
    assert word_facts(MovementFacts(parent="Umbralism")).texts["parent_ism"] == "Umbralism"
    assert not {"parent_ism", "parent_short"} & set(word_facts(MovementFacts(parent="The Young Rakers")).texts)
    first = WorkLabel(title=Title("The Hinge"), year=1921, artist="Ada Berg")
    assert word_facts(MovementFacts(first=first)).texts["first_subject"] == "Hinge"
    assert (
        "first_subject"
        not in word_facts(MovementFacts(first=WorkLabel(**{**vars(first), "title": Title("No. 7")}))).texts
    )


def test_what_is_measured_has_words_that_a_writer_takes_in_turn() -> None:
    facts, asked = MovementFacts(appearance=AppearanceFacts(tone="dark", facture="combed")), []

    def last(ways: tuple[str, ...]) -> str:
        asked.append(ways)
        return ways[-1]

    words = word_facts(facts, last)  # type: ignore[arg-type]
    assert words.texts["tone_said"] == "held down among the shadows" and words.texts["tone_ism"] == "Umbralism"
    assert words.texts["facture_said"] == "a surface raked from edge to edge"
    assert {"tone_is_dark", "facture_is_combed"} <= words.flags and not words.has("colour_said")
    assert len(asked) == 4  # two kinds of words for each of the two


def test_a_vocabulary_holds_all_that_such_facts_may_say() -> None:
    words = vocabulary(MovementFacts)
    assert {"name", "first_title", "first_age", "facture_said", "founder_surname", "year", "came_from"} <= words.texts
    assert {"few", "is_largest", "tone_is_dark", "name_title"} <= words.flags and not words.texts & words.flags
    assert "alive_movements" in vocabulary(OverviewFacts).texts and "through" in vocabulary(LineFacts).texts


@pytest.mark.parametrize("kind", Facts.__subclasses__(), ids=lambda kind: kind.__name__)
def test_all_that_is_said_of_facts_is_in_their_vocabulary(kind: type[Facts]) -> None:
    words = word_facts(full(kind))
    assert set(words.texts) <= vocabulary(kind).texts and words.flags <= vocabulary(kind).flags
    told = {name for name in vocabulary(kind).texts if not name.startswith(("parent_", "first_subject"))}
    assert told <= set(words.texts)  # and whatever is not said in one of several ways is said
