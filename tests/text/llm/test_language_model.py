"""A writer behind an address: cached, budgeted, replayable; whatever the address does, the history gets its words."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from helpers.chat_server import ChatServer
from stylogeny.errors import StylogenyError
from stylogeny.text.facts.types.movements import MovementFacts
from stylogeny.text.facts.types.works import AppearanceFacts, MovementNameFacts
from stylogeny.text.llm.language_model import PATIENCE, LanguageModel
from stylogeny.text.naming import name_movement
from stylogeny.text.writer import Prompt

COLOURS = AppearanceFacts(palette=("ochre", "teal"), first_colour="ochre", second_colour="teal")
FACTS = MovementFacts(appearance=COLOURS, born=1921, founder="Ada Berg")


def writer(server: ChatServer, tmp_path: Path, **kwargs: Any) -> LanguageModel:
    return LanguageModel(server.url, model="tiny", cache=tmp_path / "words.sqlite", **({"timeout": 5.0} | kwargs))


def test_an_answer_is_kept_by_its_full_request(server: ChatServer, tmp_path: Path) -> None:
    ask = Prompt("manifesto", FACTS)
    first = writer(server, tmp_path)
    assert first.text(ask, seed=1) == "Words from afar." and first.source == "tiny"
    assert first.text(ask, seed=1) == "Words from afar." and len(server.asked) == 1
    server.answer = "Other words."
    again = writer(server, tmp_path)
    assert again.text(ask, seed=1) == "Words from afar." and again.text(ask, seed=2) == "Other words."
    assert again.text(Prompt("manifesto", replace(FACTS, born=1922)), seed=1) == "Other words."
    assert len(server.asked) == 3


def test_replay_never_asks(server: ChatServer, tmp_path: Path) -> None:
    writer(server, tmp_path).text(Prompt("manifesto", FACTS), seed=1)
    replayed = writer(server, tmp_path, replay=True)
    assert replayed.text(Prompt("manifesto", FACTS), seed=1) == "Words from afar."
    replayed.text(Prompt("manifesto", FACTS), seed=2)
    assert replayed.source == "grammar" and len(server.asked) == 1 and "replayed" in replayed.failures[0]


def test_pictures_and_schema_travel(server: ChatServer, tmp_path: Path) -> None:
    server.answer = '{"text": "grey"}'
    schema = {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}
    made = writer(server, tmp_path)
    picture = np.full((8, 8, 3), 90, dtype=np.uint8)
    assert json.loads(made.text(Prompt("review", FACTS), images=[picture], schema=schema)) == {"text": "grey"}
    content = server.asked[0]["messages"][1]["content"]
    assert content[1]["image_url"]["url"].startswith("data:image/png;base64,")
    assert server.asked[0]["response_format"]["json_schema"]["schema"] == schema
    made.text(Prompt("review", FACTS), images=[picture + 1], schema=schema)
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    "answer", [500, 404, b"<html>gateway</html>", b"", b'{"choices": []}', "", "\x00\x01\x02\x03", "break", b"[1, 2]"]
)
def test_failures_and_garbage_fall_back_and_are_marked(server: ChatServer, tmp_path: Path, answer: Any) -> None:
    server.answer = answer
    made = writer(server, tmp_path)
    text = made.text(Prompt("manifesto", FACTS), seed=1)
    assert len(text) > 10 and made.source == "grammar" and len(made.failures) == 1
    assert made.failures[0].startswith("manifesto: ")
    server.answer = "Now it works."
    assert writer(server, tmp_path).text(Prompt("manifesto", FACTS), seed=1) == "Now it works."


def test_a_hanging_endpoint_is_left_alone(server: ChatServer, tmp_path: Path) -> None:
    server.answer = "hang"
    made = writer(server, tmp_path, timeout=0.2)
    texts = [made.text(Prompt("manifesto", replace(FACTS, born=year)), seed=year) for year in range(1900, 1910)]
    assert all(texts) and len(server.asked) == PATIENCE and len(made.failures) == 10


def test_an_endpoint_that_dies_half_way_is_resumed(server: ChatServer, tmp_path: Path) -> None:
    server.answer = lambda n: f"Text {n}." if n <= 3 else 500
    asks = [Prompt("manifesto", replace(FACTS, born=year)) for year in range(1900, 1906)]
    first = writer(server, tmp_path)
    told = [(first.text(a), first.source) for a in asks]
    assert [by for _, by in told] == ["tiny"] * 3 + ["grammar"] * 3
    server.answer = lambda n: f"Late text {n}."
    second = writer(server, tmp_path)
    again = [second.text(a) for a in asks]
    assert again[:3] == [t for t, _ in told[:3]] and all(t.startswith("Late text") for t in again[3:])
    assert not second.failures and len(server.asked) == 6 + 3


def test_the_budget_holds(server: ChatServer, tmp_path: Path) -> None:
    made = writer(server, tmp_path, budget=2)
    for year in range(5):
        made.text(Prompt("manifesto", replace(FACTS, born=1900 + year)))
    assert len(server.asked) == 2 and sum("budget" in f for f in made.failures) == 3


def test_json_that_breaks_its_schema_is_refused(server: ChatServer, tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}
    for bad in ('{"text": 4}', '{"words": "a"}', "[]", "no json"):
        server.answer = bad
        made = writer(server, tmp_path)
        value = json.loads(made.text(Prompt("manifesto", FACTS), schema=schema, seed=len(bad)))
        assert isinstance(value["text"], str) and made.source == "grammar"


def test_choosing(server: ChatServer, tmp_path: Path) -> None:
    options = ["ochre", "teal", "dark teal"]
    for said, wanted in (("2", "teal"), ("1. ochre", "ochre"), ("I take ochre.", "ochre"), ("Dark teal", "dark teal")):
        server.answer = said
        assert writer(server, tmp_path).choose(f"Which? {said}", options) == wanted
    server.answer = "purple"
    made = writer(server, tmp_path)
    assert made.choose("Which?", options) in options and made.source == "grammar"


def test_names_from_a_model_are_one_clean_line(server: ChatServer, tmp_path: Path) -> None:
    server.answer = '"The Lamp\n School"  '
    assert name_movement(writer(server, tmp_path), MovementNameFacts(appearance=COLOURS)) == "The Lamp"
    assert (
        name_movement(writer(server, tmp_path), MovementNameFacts(appearance=COLOURS), taken=["the lamp"])
        == "The Lamp II"
    )


def test_the_key_is_sent_and_never_kept(server: ChatServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer(server, tmp_path, key="sesame-482").text(Prompt("manifesto", FACTS))
    monkeypatch.setenv("STYLOGENY_LLM_KEY", "sesame-482")
    writer(server, tmp_path).text(Prompt("manifesto", FACTS), seed=3)
    writer(server, tmp_path, key="").text(Prompt("manifesto", FACTS), seed=4)
    assert server.keys == ["Bearer sesame-482", "Bearer sesame-482", ""]
    assert b"sesame-482" not in (tmp_path / "words.sqlite").read_bytes()


def test_without_vision_no_pictures_are_sent(server: ChatServer, tmp_path: Path) -> None:
    writer(server, tmp_path, vision=False).text(Prompt("review", FACTS), images=[np.zeros((8, 8, 3), np.uint8)])
    assert isinstance(server.asked[0]["messages"][1]["content"], str)


def test_nothing_to_choose_from_is_an_error(server: ChatServer, tmp_path: Path) -> None:
    with pytest.raises(StylogenyError, match="nothing to choose from"):
        writer(server, tmp_path).choose("Which?", [])
    assert not server.asked
