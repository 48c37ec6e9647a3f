"""The writer: facts in, words around them, and the grammar for the rest."""

from __future__ import annotations

import json

import pytest

from stylogeny.text.facts.types.works import AppearanceFacts, WorkFacts
from stylogeny.text.learned.masked_writer import MaskedWriter, fill
from stylogeny.text.learned.model import TextModel
from stylogeny.text.wording import word_facts
from stylogeny.text.writer import Prompt

FACTS = WorkFacts(artist="Ada Berg", appearance=AppearanceFacts(tone="dark", first_colour="ochre"), year=1904)


def test_facts_stand_in_the_text_word_for_word(model: TextModel) -> None:
    writer = MaskedWriter(model)
    texts = [writer.text(Prompt("wall text", FACTS), seed=s) for s in range(12)]
    assert writer.source == "words" and not writer.failures
    assert all("ochre" in t.casefold() for t in texts) and any("Ada Berg" in t for t in texts)
    assert not any("{" in t for t in texts)
    assert texts[0] == MaskedWriter(model).text(Prompt("wall text", FACTS), seed=0)


def test_what_was_not_learned_the_grammar_writes(model: TextModel) -> None:
    writer = MaskedWriter(model)
    assert writer.text(Prompt("movement name"), seed=1) and writer.source == "grammar"
    schema = {"type": "object", "properties": {"wall text": {"type": "string"}}}
    assert "wall text" in json.loads(writer.text(Prompt("wall text", FACTS), schema=schema))
    assert writer.choose("which", ["a", "b"], seed=1) in ("a", "b")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a {first_colour} wall. {first_colour} again", "An ochre wall. Ochre again"),
        ("by {artist}.", "By Ada Berg."),
    ],
)
def test_articles_and_capitals_are_put_right(text: str, said: str) -> None:
    assert fill(text, word_facts(FACTS), "wall text") == said
