"""Names of movements and titles of works: coined from what is seen, never taken twice."""

from __future__ import annotations

from typing import Any

from helpers.simulated_history import picture
from stylogeny.text.facts.types.works import AppearanceFacts, MovementNameFacts, TitleFacts
from stylogeny.text.grammar import Grammar
from stylogeny.text.naming import LONGEST, name_movement, title_work
from stylogeny.text.word_files import read
from stylogeny.text.wording import vocabulary
from stylogeny.text.writer import Prompt


class Fixed(Grammar):
    """A writer that always says the same, and remembers what it was asked."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words, self.asked = words, list[Prompt]()

    def text(self, prompt: Prompt | str, **kwargs: Any) -> str:
        assert isinstance(prompt, Prompt)
        self.asked.append(prompt)
        return self.words


def test_names_are_coined_from_what_is_seen_and_never_taken_twice() -> None:
    writer, names, titles = Grammar(), list[str](), list[str]()
    for k in range(40):
        images = [picture((200, 150, 60), k)]
        names.append(name_movement(writer, MovementNameFacts(), images=images, taken=names, seed=k))
    assert len({n.casefold() for n in names}) == 40 and all(len(n) <= LONGEST and n[0].isupper() for n in names)
    for k in range(40):
        images = [picture((40, 60, 160), k)]
        titles.append(title_work(writer, TitleFacts(year=1950), images=images, taken=titles, seed=k))
    assert len(set(titles)) == 40 and not any("1950" in t for t in titles)


def test_movements_are_named_after_what_is_seen_or_where_they_come_from() -> None:
    facts = MovementNameFacts(
        appearance=AppearanceFacts(
            tone="dark", facture="combed", colour="grey", first_colour="ochre", second_colour="teal"
        ),
        year=1921,
        founder="Ada Berg",
        parent="Lacquerism",
        first_title="The Hinge",
    )
    names = {Grammar().text(Prompt("movement name", facts), seed=k) for k in range(400)}
    assert {"The Hinge Group", "The Berg Circle", "Neo-Lacquerism", "The Generation of 1921"} <= names
    jeers = set(read("movement_name").words("jeers"))
    seen = {"Coalmen", "Cellar Painters", "Stokers", "Rakers", "Ploughmen", "Thatchers", "Dishwater School", "Ashmen"}
    assert {n.removeprefix("The ") for n in names} & jeers == seen  # nothing that the pictures do not bear out
    only = Grammar().text(Prompt("movement name", MovementNameFacts(parent="The Generation of 1921")), seed=1)
    assert "Generation" not in only  # no Young Generation of 1921


def test_the_appearance_is_measured_where_the_facts_have_none() -> None:
    writer = Fixed("The Lamps")
    given = AppearanceFacts(first_colour="ochre")
    name_movement(writer, MovementNameFacts(), images=[picture((20, 20, 20), 1)])
    name_movement(writer, MovementNameFacts(appearance=given), images=[picture((20, 20, 20), 1)], taken=["The Oxen"])
    measured, kept = (prompt.facts for prompt in writer.asked)
    assert isinstance(measured, MovementNameFacts) and measured.appearance is not None
    assert measured.appearance.tone == "dark" and kept == MovementNameFacts(appearance=given)
    assert "not one of: none." in writer.asked[0].request and "not one of: The Oxen." in writer.asked[1].request


def test_a_name_is_one_clean_line_with_a_numeral_when_it_is_taken() -> None:
    for words, name in (('"The Lamp\n School"  ', "The Lamp"), ("", "Untitled"), ("x" * 200, "x" * LONGEST)):
        assert name_movement(Fixed(words), MovementNameFacts()) == name
    assert title_work(Fixed("The Lamp"), TitleFacts(), taken=["the lamp", "The Lamp II"]) == "The Lamp III"


def test_words_of_names_are_not_those_of_two_values() -> None:
    """A name that says what was measured says one thing."""
    appearance = read("wording").within("appearance")
    isms = [
        appearance.within(name).within(value).words("ism")
        for name in ("facture", "tone", "colour")
        for value in appearance.within(name).table
    ]
    assert len(set(isms)) == len(isms) == 10
    assert {"facture_ism", "tone_ism", "colour_ism"} <= vocabulary(MovementNameFacts).texts
