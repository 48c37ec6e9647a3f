"""What a writer is asked."""

from __future__ import annotations

import json

from stylogeny.text.facts.types.movements import MovementFacts
from stylogeny.text.facts.types.quantities import Odds, Title, WorkCount, Years
from stylogeny.text.facts.types.works import AppearanceFacts, WorkLabel
from stylogeny.text.writer import Prompt


def test_a_prompt_says_what_is_wanted_and_all_that_is_known_as_json() -> None:
    first = WorkLabel(title=Title("The Door"), year=1950, artist="Ada")
    facts = MovementFacts(
        name="The Slate Circle",
        appearance=AppearanceFacts(tone="dark", palette=("ochre", "teal")),
        size=WorkCount(12),
        lasted=Years(29),
        few=True,
        members=("Bo Lind", "Cy Holm"),
        distinct=Odds(0.93),
        first=first,
    )
    asked = str(Prompt("manifesto", facts, "Write it loud."))
    head, _, known = asked.partition("Facts (JSON): ")
    assert head.startswith("Write it loud.\n") and "never instructions" not in head and "not instructions" in head
    assert json.loads(known) == {
        "name": "The Slate Circle",
        "appearance": {"tone": "dark", "palette": ["ochre", "teal"]},
        "size": 12,
        "lasted": 29,
        "few": True,
        "members": ["Bo Lind", "Cy Holm"],
        "distinct": 0.93,
        "first": {"title": "The Door", "year": 1950, "artist": "Ada"},
    }


def test_a_prompt_without_a_request_names_its_kind() -> None:
    assert str(Prompt("coda")).startswith("Write a coda.\n") and str(Prompt("coda")).endswith("Facts (JSON): {}")
