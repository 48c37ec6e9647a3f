"""The grammar: only what is known is said, nothing twice, templates in turn, and the same calls give the same words."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from helpers.full_facts import full
from helpers.simulated_history import two_schools
from stylogeny.errors import StylogenyError
from stylogeny.text.facts.history_facts import HistoryFacts
from stylogeny.text.facts.types.movements import MovementFacts, OverviewFacts
from stylogeny.text.facts.types.people import ArtistFacts, LifeFacts, LineFacts
from stylogeny.text.facts.types.quantities import (
    Between,
    Maker,
    MovementCount,
    PainterCount,
    Share,
    Title,
    WorkCount,
    Years,
)
from stylogeny.text.facts.types.works import AppearanceFacts, WorkFacts, WorkLabel
from stylogeny.text.grammar import Grammar
from stylogeny.text.templates.kinds import kinds
from stylogeny.text.writer import Prompt

APPEARANCE = AppearanceFacts(
    tone="dark",
    colour="vivid",
    facture="combed",
    palette=("ochre", "teal"),
    first_colour="ochre",
    second_colour="teal",
)
MOVEMENT = MovementFacts(appearance=APPEARANCE, born=1921, founder="Ada Berg", parent="The Slate Circle")


def sentences(text: str) -> list[str]:
    return [s.casefold() for s in re.split(r"(?<=[.!?:])\s+", text) if s.strip()]


def label(title: str, year: int) -> WorkLabel:
    return WorkLabel(title=Title(title), year=year, artist="Ada Berg")


def test_the_grammar_never_says_a_sentence_twice() -> None:
    writer, said = Grammar(), list[str]()
    for k in range(300):
        first = label(f"Piece {k // 40}", 1921)
        prompts = (
            Prompt("manifesto", replace(MOVEMENT, first=first)),
            Prompt("review", replace(MOVEMENT, first=first)),
            Prompt("movement essay", replace(MOVEMENT, first=first)),
            Prompt("wall text", WorkFacts(appearance=APPEARANCE, year=1921)),
            Prompt("biography", ArtistFacts(appearance=APPEARANCE, first=first)),
        )
        said += sentences(writer.text(prompts[k % 5], seed=k))
    assert len(said) > 60 and len(said) == len(set(said))


def test_every_template_wears_evenly() -> None:
    writer = Grammar()
    for k in range(60):
        colours = AppearanceFacts(
            palette=(f"hue {k}", f"hue {k + 100}"), first_colour=f"hue {k}", second_colour=f"hue {k + 100}"
        )
        assert writer.text(Prompt("wall text", WorkFacts(appearance=colours)), seed=k)
    uses = writer.uses.values()
    assert len(uses) == 5 and sum(uses) == 60 and max(uses) - min(uses) <= 1


def test_nothing_is_said_that_is_not_known() -> None:
    assert len(kinds()) > 20
    for kind in kinds():
        assert "{" not in Grammar().text(Prompt(kind), seed=1), kind
    facts = WorkFacts(appearance=AppearanceFacts(first_colour="ochre"))
    said = {Grammar().text(Prompt("wall text", facts), seed=k) for k in range(20)}
    assert said == {"One goes away with the ochre."}  # how much of it there is is not known
    mostly = replace(facts, appearance=AppearanceFacts(first_colour="ochre", mostly=True))
    assert "Mostly ochre." in {Grammar().text(Prompt("wall text", mostly), seed=k) for k in range(20)}


def test_every_kind_of_text_can_be_written() -> None:
    for name, kind in kinds().items():
        assert len(Grammar().text(Prompt(name, full(kind.facts)), seed=2)) > 3, name


def test_a_kind_that_there_is_not_and_facts_of_another_are_refused() -> None:
    with pytest.raises(StylogenyError, match="'sonnet'"):
        Grammar().text(Prompt("sonnet"))
    with pytest.raises(StylogenyError, match=r"'biography' need ArtistFacts \(got WorkFacts\)"):
        Grammar().text(Prompt("biography", WorkFacts(year=1921)))


def test_the_same_calls_give_the_same_words() -> None:
    def all_of() -> list[str]:
        writer = Grammar()
        return [writer.text(Prompt("manifesto", MOVEMENT), seed=k) for k in range(5)]

    assert all_of() == all_of()


def test_the_seed_and_the_facts_decide_among_templates_of_the_same_wear() -> None:
    def opening(facts: MovementFacts, seed: int) -> str:
        return sentences(Grammar().text(Prompt("manifesto", facts), seed=seed))[0]

    assert len({opening(MOVEMENT, seed) for seed in range(30)}) > 5
    assert len({opening(replace(MOVEMENT, born=1900 + k), 1) for k in range(30)}) > 2


def test_each_template_once_and_then_silence() -> None:
    writer = Grammar(once=True)
    texts = [writer.text(Prompt("overlooked", ArtistFacts(name=f"Ada {k}")), seed=k) for k in range(6)]
    assert all(len(sentences(text)) == 2 for text in texts[:4]) and texts[4:] == ["", ""]
    assert set(writer.uses.values()) == {1}


def test_a_successor_repeats_no_sentence_but_may_use_the_templates() -> None:
    writer = Grammar(once=True)
    prompt = Prompt("overlooked", ArtistFacts(name="Ada Berg"))
    first = writer.text(prompt)
    after = writer.successor()
    assert not set(sentences(first)) & set(sentences(after.text(prompt)))
    assert "bo lind" in sentences(after.text(Prompt("overlooked", ArtistFacts(name="Bo Lind"))))[0]


def test_a_text_begins_paragraphs_where_its_slots_say_so() -> None:
    facts = HistoryFacts(two_schools()).overview()
    assert isinstance(facts, OverviewFacts)
    parts = Grammar().text(Prompt("introduction", facts)).split("\n\n")
    assert len(parts) == 3 and all(len(sentences(part)) > 1 for part in parts)
    assert "\n" not in Grammar().text(Prompt("coda", facts))


def test_the_first_slot_of_an_order_has_something_to_say() -> None:
    """An order is only told where it can begin: a life without a rival does not begin with a quarrel."""
    quarrel = next(slot for slot in kinds()["biography"].slots if slot.name == "quarrel_first").templates
    life = ArtistFacts(name="Ada Berg", life=LifeFacts(no_rival=True, untaught=True), sources=("Bo Lind",))
    writer = Grammar()
    for k in range(12):
        writer.text(Prompt("biography", life), seed=k)
    assert not {template.key for template in quarrel} & set(writer.uses)


def test_texts_of_a_kind_do_not_have_one_form() -> None:
    facts, writer = HistoryFacts(two_schools()), Grammar(once=True)
    told, shapes = set[str](), set[frozenset[str]]()
    for k, artist in enumerate(("a0", "a1", "a2", "a4", "a5")):
        assert writer.text(Prompt("biography", facts.artist(artist)), seed=k)
        fresh = set(writer.uses) - told
        slots = kinds()["biography"].slots
        shapes.add(frozenset(slot.name for slot in slots if fresh & {t.key for t in slot.templates}))
        told |= fresh
    assert len(shapes) >= 4  # of five lives


def test_a_life_names_no_teacher_twice_in_a_sentence_and_tells_the_age_at_death_once() -> None:
    life = ArtistFacts(
        name="Ada Berg",
        surname="Berg",
        life=LifeFacts(teacher="Bo Lind", died_year=2038, age_at_death=89),
        sources=("Bo Lind",),
        source="Bo Lind",
        long_life=True,
        size=WorkCount(9),
        debut_age=20,
        early_start=True,
        first=label("A", 1969),
        last=label("B", 2030),
    )
    told = [Grammar().text(Prompt("biography", life), seed=k) for k in range(60)]
    counts = [s.count("bo lind") for text in told for s in sentences(text)]
    assert max(counts) == 1
    assert max(text.count("89") for text in told) == 1


def test_a_person_is_named_in_full_once() -> None:
    facts = HistoryFacts(two_schools())
    for artist in ("a0", "a1", "a2", "a4", "a5"):
        known = facts.artist(artist)
        for seed in range(10):
            assert Grammar().text(Prompt("biography", known), seed=seed).count(known.name) == 1


def test_a_row_of_teachers_ends_where_it_ends() -> None:
    row = LineFacts(
        first="Ada Berg", second="Bo Lind", third="Cy Holm", first_surname="Berg", links=PainterCount(3), three=True
    )
    longer = replace(row, three=False, last="Di Ravn", through=Between(), links=PainterCount(4))
    for k in range(20):
        said = Grammar().text(Prompt("line", row), seed=k)
        assert "Ada Berg" in said and "Cy Holm" in said and "Di Ravn" not in said
        said = Grammar().text(Prompt("line", longer), seed=k)
        assert "once more" in said and "Di Ravn" in said


def test_names_of_many_take_verbs_of_many() -> None:
    facts = MovementFacts(name="The Rakers", died=1960)
    texts = {Grammar().text(Prompt("movement essay", facts), seed=k) for k in range(60)}
    assert any("The Rakers were over in 1960" in t for t in texts) and not any("Rakers was over" in t for t in texts)


def test_whoever_taught_is_named_as_a_teacher_and_then_no_more() -> None:
    life = LifeFacts(teacher="Bo Lind", rival="Bo Lind", teacher_rival="Bo Lind")
    artist = ArtistFacts(name="Ada Berg", surname="Berg", life=life, sources=("Cy Holm", "Bo Lind"), source="Cy Holm")
    for k in range(60):
        for sentence in sentences(Grammar().text(Prompt("biography", artist), seed=k)):
            assert sentence.count("bo lind") <= 1 or "and then an enemy" in sentence, sentence


def test_an_age_is_told_once() -> None:
    work = WorkFacts(
        artist="Berg", age=21, young=True, source=Title("Hinge"), source_artist=Maker("Lind"), gap=Years(3)
    )
    assert max(Grammar().text(Prompt("wall text", work), seed=k).count("21") for k in range(60)) == 1


def test_one_movement_is_not_several() -> None:
    one = OverviewFacts(movements=MovementCount(1), alive_movements=(), one_dead=True, nameless=Share(0.9))
    for k in range(40):
        said = Grammar().text(Prompt("introduction", one), seed=k) + Grammar().text(Prompt("coda", one), seed=k)
        assert "one movement" in said and "of them" not in said and "others did not" not in said, said
    both = OverviewFacts(movements=MovementCount(2), alive_movements=("The Rakers", "The Stokers"), all_alive=True)
    for k in range(40):
        assert "others did not" not in Grammar().text(Prompt("introduction", both), seed=k)


def test_numbers_take_their_verbs() -> None:
    for size, wanted in ((1, "There is one work"), (2, "There are two works")):
        facts = ArtistFacts(name="Ada Berg", size=WorkCount(size), still=True)
        said = [Grammar().text(Prompt("biography", facts), seed=k) for k in range(40)]
        assert any(wanted in text for text in said) and not any("are one work" in text for text in said)


def test_words_for_what_is_measured_are_taken_in_turn() -> None:
    writer = Grammar()
    facts = WorkFacts(appearance=AppearanceFacts(palette=("ochre",), tone="dark"))
    text = " ".join(writer.text(Prompt("wall text", facts), seed=k) for k in range(12)).casefold()
    assert all(way in text for way in ("kept dark", "low in tone", "held down among the shadows"))


def test_a_choice_is_one_of_the_options_and_belongs_to_its_question() -> None:
    options = ["ochre", "teal", "umber"]
    picks = [Grammar().choose(f"Which {k}?", options) for k in range(40)]
    assert set(picks) == set(options) and picks == [Grammar().choose(f"Which {k}?", options) for k in range(40)]
    with pytest.raises(StylogenyError, match="nothing to choose from"):
        Grammar().choose("Which?", [])


def test_an_object_of_a_schema_is_filled_from_facts_choices_and_sentences() -> None:
    schema = {
        "type": "object",
        "properties": {"born": {"type": "integer"}, "mood": {"enum": ["dry", "wet"]}, "review": {"type": "string"}},
    }
    value = json.loads(Grammar().text(Prompt("manifesto", MOVEMENT), schema=schema, seed=1))
    assert value["born"] == 1921 and value["mood"] in ("dry", "wet") and len(value["review"]) > 10
