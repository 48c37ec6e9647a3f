"""What is known of facts, and facts as JSON."""

from __future__ import annotations

import json

import pytest

from helpers.full_facts import full
from stylogeny.text.facts.types.base import Facts, is_unknown
from stylogeny.text.facts.types.movements import MovementFacts
from stylogeny.text.facts.types.quantities import Between, Maker, Years


def test_none_false_and_empty_are_not_known() -> None:
    assert all(map(is_unknown, (None, False, "", ())))
    assert not any(map(is_unknown, (0, Years(0), True, "a", ("a",))))
    assert not is_unknown(Maker()) and not is_unknown(Between())  # known to be nobody


@pytest.mark.parametrize("kind", Facts.__subclasses__(), ids=lambda kind: kind.__name__)
def test_facts_are_json(kind: type[Facts]) -> None:
    document = full(kind).document()
    assert json.loads(json.dumps(document)) == document and document


def test_a_document_holds_what_is_known() -> None:
    facts = MovementFacts(name="The Rakers", lasted=Years(0), members=("Ada", "Bo"), few=False)
    assert facts.document() == {"name": "The Rakers", "lasted": 0, "members": ["Ada", "Bo"]}


def test_a_misspelt_fact_is_an_error() -> None:
    with pytest.raises(TypeError, match="bron"):
        MovementFacts(bron=1921)  # type: ignore[call-arg]
