"""What of a reply can be used."""

from __future__ import annotations

import json

import pytest

from stylogeny.text.llm.replies import UnusableReply, check_schema, chosen_option, completion_text

SCHEMA = {
    "type": "object",
    "required": ["text"],
    "properties": {
        "text": {"type": "string"},
        "year": {"type": "integer"},
        "mood": {"enum": ["dry", "wet"]},
        "names": {"type": "array", "items": {"type": "string"}},
    },
}


def completion(text: object) -> bytes:
    return json.dumps({"choices": [{"message": {"content": text}}]}).encode()


def test_the_words_of_a_completion_are_its_content_without_thoughts() -> None:
    assert completion_text(completion("  Words.\n")) == "Words."
    assert completion_text(completion("<think>Hm.</think>\nWords.")) == "Words."


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "not a chat completion"),
        (b'{"choices": []}', "not a chat completion"),
        (b"[1, 2]", "not a chat completion"),
        (completion(""), "empty"),
        (completion(4), "empty"),
        (completion("<think>Hm.</think>"), "not readable"),
        (completion("\x00\x01\x02"), "not readable"),
    ],
)
def test_what_is_no_answer_has_a_reason(raw: bytes, why: str) -> None:
    with pytest.raises(UnusableReply, match=why):
        completion_text(raw)


def test_json_that_satisfies_its_schema_passes() -> None:
    check_schema('{"text": "a", "year": 1921, "mood": "dry", "names": ["b"], "more": null}', SCHEMA)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("no json", "not JSON"),
        ("[]", "answer is not of type object"),
        ('{"words": "a"}', "answer lacks text"),
        ('{"text": 4}', "answer.text is not of type string"),
        ('{"text": "a", "year": true}', "answer.year is not of type integer"),
        ('{"text": "a", "mood": "odd"}', "answer.mood is not one of"),
        ('{"text": "a", "names": ["b", 1]}', r"answer.names\[1\] is not of type string"),
    ],
)
def test_json_that_breaks_its_schema_has_a_reason(answer: str, why: str) -> None:
    with pytest.raises(UnusableReply, match=why):
        check_schema(answer, SCHEMA)


@pytest.mark.parametrize(
    ("answer", "option"),
    [("2", "teal"), ("1. ochre", "ochre"), ("3)", "dark teal"), ("I take ochre.", "ochre"), ("Dark teal", "dark teal")],
)
def test_an_option_is_named_by_number_or_words(answer: str, option: str) -> None:
    options = ["ochre", "teal", "dark teal"]
    assert options[chosen_option(answer, options)] == option


@pytest.mark.parametrize("answer", ["purple", "4", "ochre or teal", ""])
def test_none_or_several_options_are_none(answer: str) -> None:
    with pytest.raises(UnusableReply, match="none of the options"):
        chosen_option(answer, ["ochre", "teal", "dark teal"])
