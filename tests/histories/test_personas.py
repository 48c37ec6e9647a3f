"""Persona packs satisfy their schema, and an artist talks of what is in the tables."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from stylogeny.text.facts.chronicle import Chronicle

from helpers.simulated_history import made
from stylogeny.errors import StylogenyError
from stylogeny.histories.personas import Turn, answer, find_artist, schema, subject, write_personas
from stylogeny.text.writer import default_writer


@pytest.fixture(scope="module")
def told() -> Chronicle:
    return Chronicle(made())


def test_packs_satisfy_the_schema_and_hold_what_the_tables_hold(tmp_path: Path) -> None:
    paths = write_personas(made(), tmp_path, most=6, seed=1)
    assert len(paths) == len(set(paths)) == 5  # one of the six painted nothing
    packs = [json.loads(p.read_text(encoding="utf-8")) for p in paths]
    for pack in packs:
        jsonschema.validate(pack, schema())
    ada = next(p for p in packs if p["name"] == "Ada Berg")
    assert (
        ada["relations"]["pupils"] == ["Bo Lind", "Cy Holm"]
        and ada["died"] == 1990
        and ada["voice"]["temper"] == "driven"
    )
    assert next(p for p in packs if p["name"] == "Bo Lind")["voice"]["temper"] == "even"
    assert {w["id"] for w in ada["works"]} == set(made().works.query("artist == 'a0'")["id"])
    assert json.loads((tmp_path / "personas" / "persona.schema.json").read_text()) == schema()
    again = write_personas(made(), tmp_path / "again", most=6, seed=1)
    assert [p.read_bytes() for p in again] == [p.read_bytes() for p in paths]


def test_artists_are_found_by_name(told: Chronicle) -> None:
    assert find_artist(told, "a3") == find_artist(told, "di ravn") == find_artist(told, "Ravn") == "a3"
    with pytest.raises(StylogenyError, match="Ada Berg"):
        find_artist(told, "Ada Burg")


def test_questions_are_matched_to_what_they_are_about(told: Chronicle) -> None:
    asks = {
        "Who taught you?": "answer teacher", "Are you real?": "answer unreal", "Why do you paint?": "answer why",
        "Which colours do you use?": "answer colour", "I think it is dull": "answer blame", "I love it": "answer praise",
        "Hello": "answer greeting", "What is the price of fish?": "answer",
    }  # fmt: skip
    assert {ask: subject(told, "a1", ask)[0] for ask in asks} == asks
    assert subject(told, "a0", "Tell me of Piece 30, please") == ("answer work", 30)
    assert subject(told, "a0", "Tell me of Piece 3") == ("answer work", 3)


def test_answers_are_grounded(told: Chronicle) -> None:
    writer = default_writer()
    assert "Ada Berg" in answer(told, "a1", "Who taught you?", writer=writer).answer
    of = answer(told, "a0", "And Piece 3?", writer=writer)
    assert of.about == "answer work" and "“Piece 3”" in of.answer
    unreal = answer(told, "a1", "Are you a real person?", writer=writer).answer
    assert any(w in unreal for w in ("never lived", "simulation", "did not exist"))


def test_a_long_talk_does_not_repeat_itself_and_never_falls_silent(told: Chronicle) -> None:
    writer, turns = default_writer(), list[Turn]()
    for k in range(12):
        turns.append(answer(told, "a0", f"Why is that, number {k}?", writer=writer, before=turns))
    assert all(t.answer for t in turns)
    with pytest.raises(StylogenyError):
        answer(told, "a0", "  ", writer=writer)
