"""One template: choices, agreement, articles; and what is wrong with one is said."""

from __future__ import annotations

import re

import pytest

from stylogeny.errors import StylogenyError
from stylogeny.text.templates.template import Template
from stylogeny.text.wording import Vocabulary

WORDS = Vocabulary(frozenset(["name", "year", "colour"]), frozenset(["few", "tone_is_dark"]))


def test_a_template_takes_one_side_of_every_choice() -> None:
    template = Template("[One|Two|Three] of {name} [in|after] {year}.")
    said = [template.fill({"name": "Ada", "year": "1921"}, turn) for turn in range(6)]
    assert said[:4] == ["One of Ada in 1921.", "Two of Ada in 1921.", "Three of Ada in 1921.", "One of Ada after 1921."]
    assert len(set(said)) == 6


@pytest.mark.parametrize(("name", "verb"), [("Penumbrism", "is"), ("The Rakers", "are"), ("The Rakers’ School", "is")])
def test_verbs_agree_with_names(name: str, verb: str) -> None:
    assert Template("{name} {name|is|are} over.").fill({"name": name}) == f"{name} {verb} over."


def test_articles_and_names_read_as_english() -> None:
    texts = {"name": "The Slate Circle", "colour": "ochre"}
    said = Template("at first {name}'s was a {colour} wall:  {name}").fill(texts)
    assert said == "At first the Slate Circle’s was an ochre wall: the Slate Circle"


def test_what_a_template_needs_is_what_it_says_and_asks_for() -> None:
    template = Template("{name} ended in {year}.", ("few", "year"))
    assert template.placeholders == ("name", "year") and template.required == ("few", "year", "name", "year")
    assert template.key == "{?few}{?year}{name} ended in {year}."
    template.check(WORDS, "here")


@pytest.mark.parametrize(
    ("template", "message"),
    [
        (Template(" "), "here: a template says nothing"),
        (Template("{nmae} ended."), "here: an unknown fact (got 'nmae'"),
        (Template("It ended.", ("yaer",)), "here: a condition on an unknown fact (got 'yaer'"),
        (
            Template("It ended.", ("tone_is_drak",)),
            "here: a condition on an unknown fact (got 'tone_is_drak'",
        ),
        (Template("{few} ended."), "here: a flag cannot be said (got 'few'"),
        (Template("It {name|was|were} over."), "here: a verb agrees with a fact that may be missing (got 'name'"),
        (Template("{name ended."), "here: stray braces or brackets"),
        (Template("{name} ended}."), "here: stray braces or brackets"),
        (Template("[Once|Twice, it ended."), "here: stray braces or brackets"),
        (Template("[Once], it ended."), "here: stray braces or brackets"),
        (Template("{name|was} over."), "here: stray braces or brackets"),
        (Template("{?few}It ended."), "here: stray braces or brackets"),
        (Template("[{name} {name|was|were} over|over]."), "here: a verb within a choice"),
    ],
)
def test_what_is_wrong_is_named(template: Template, message: str) -> None:
    with pytest.raises(StylogenyError, match=re.escape(message)):
        template.check(WORDS, "here")
