"""Texts whose facts are known."""

from __future__ import annotations

from dataclasses import fields

from helpers.captioned_run import captioned_run
from stylogeny.streams import stream
from stylogeny.text.facts.types.works import AppearanceFacts
from stylogeny.text.learned.examples import drawn_work, examples, with_places
from stylogeny.text.learned.pieces import told


def test_facts_give_way_to_their_places() -> None:
    facts = {"artist": "Ada Berg", "surname": "Berg", "source": "“Jacob's Well”", "age": "34", "gap": "ten years"}
    text = "Ada Berg was 34, ten years after “Jacob’s Well”; Bergen is not Berg’s {home}, and 1345 no age."
    assert with_places(text, facts) == (
        "{artist} was {age}, {gap} after {source}; Bergen is not {surname}’s home, and 1345 no age."
    )
    assert with_places("Ochre, and more ochre", {"first_colour": "ochre"}) == "{first_colour}, and more {first_colour}"
    assert with_places("nothing", {}) == "nothing"


def test_a_corpus_gives_the_same_texts_again(tmp_path) -> None:
    works = captioned_run(tmp_path, n=40)[1]
    texts = examples(works, count=40, looks=4, seed=1)
    assert texts == examples(works, count=40, looks=4, seed=1)
    kinds = {e.kind for e in texts}
    assert {"title", "wall text", "movement name"} <= kinds
    walls = [e for e in texts if e.kind == "wall text"]
    assert len(walls) == 30 and sum(bool(told(e.text)) for e in walls) > 25
    names = {str(t) for t in works.column("title")} | {str(a) for a in works.column("artist")} - {""}
    assert not [e.text for e in walls if any(f"“{n}”" in e.text for n in names)]  # names are facts, never words


def test_drawn_records_do_not_contradict_themselves(tmp_path) -> None:
    works = captioned_run(tmp_path, n=6)[1]
    for number in range(200):
        facts = drawn_work(works, [AppearanceFacts(tone="dark")], stream(0, "record", number))
        known = {f.name for f in fields(facts) if getattr(facts, f.name)}
        fates = [{"answered"}, {"answered_once"}, {"unanswered"}]
        assert sum(fate <= known for fate in fates) == 1
        assert ("unanswered" in known) != bool({"soon", "wait"} & known) and not {"soon", "wait"} <= known
        assert not {"own_source", "source"} <= known and not {"all_for", "all_against"} <= known
        assert not {"young", "old"} <= known and not {"first_picture", "last_picture"} <= known
        assert {"source_artist"} & known == ({"source_artist"} if "source" in known else set())
