"""Persona packs satisfy their schema and hold what the tables hold."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from helpers.simulated_history import SimulatedHistory, two_schools
from stylogeny.errors import StylogenyError
from stylogeny.histories.personas import FORMAT, persona, pictures_of, schema, write_personas
from stylogeny.provenance import Provenance
from stylogeny.text.facts.history_facts import HistoryFacts
from stylogeny.text.grammar import Grammar


def pack_of(artist: str, history: SimulatedHistory | None = None, **options: Any) -> dict[str, Any]:
    return persona(HistoryFacts(history or two_schools()), artist, writer=Grammar(), **options)


def test_packs_satisfy_the_schema_beside_them(tmp_path: Path) -> None:
    paths = write_personas(two_schools(), tmp_path, most=6, seed=1)
    assert len(paths) == len(set(paths)) == 5  # one of the six painted nothing
    assert json.loads((tmp_path / "personas" / "persona.schema.json").read_text()) == schema()
    for path in paths:
        pack = json.loads(path.read_text(encoding="utf-8"))
        jsonschema.validate(pack, schema())
        assert pack["encoding"] == str(FORMAT) == "persona/1" and pack["simulated"] is True
        assert pack["biography"] and pack["esthetic"] and pack["name"] in pack["voice"]["system"]
    again = write_personas(two_schools(), tmp_path / "again", most=6, seed=1)
    assert [p.read_bytes() for p in again] == [p.read_bytes() for p in paths]


def test_packs_hold_what_the_tables_hold() -> None:
    ada = pack_of("a0")
    assert (ada["name"], ada["born"], ada["died"]) == ("Ada Berg", 1920, 1990)
    assert ada["relations"]["pupils"] == ["Bo Lind", "Cy Holm"] and ada["relations"]["rivals"] == ["Bo Lind"]
    assert {w["id"] for w in ada["works"]} == set(two_schools().works.query("artist == 'a0'")["id"])
    parents = {w["id"]: w["parents"] for w in ada["works"]}["s3"]
    assert parents == [
        {"id": "s1", "weight": 0.8, "title": "Piece 1", "artist": "Ada Berg"}, {"id": "old", "weight": 0.2},
    ]  # fmt: skip
    assert set(ada["looks"]) == {
        "palette", "tone", "colour", "facture", "light", "contrast", "chroma", "texture", "grain",
    }  # fmt: skip
    assert pack_of("a3")["looks"] == {} and pack_of("a3")["works"] == []


def test_temper_is_by_rank_of_ambition() -> None:
    tempers = {artist: pack_of(artist)["voice"]["temper"] for artist in ("a0", "a1", "a2")}
    assert tempers == {"a0": "driven", "a1": "even", "a2": "restless"}
    history = two_schools()
    unknown = replace(history, artists=history.artists.assign(ambition=None))
    assert pack_of("a0", unknown)["voice"]["temper"] == "restless"


def test_artists_speak_of_those_they_had() -> None:
    assert pack_of("a1")["voice"]["subjects"] == ["own works", "teacher", "rivals"]
    assert pack_of("a5")["voice"]["subjects"] == ["own works"]


def test_pictures_are_paths_within_the_folder(tmp_path: Path) -> None:
    history = two_schools()
    inside, outside = tmp_path / "painted" / "s0.png", Path("/elsewhere/s2.png")
    from PIL import Image

    inside.parent.mkdir()
    Image.new("RGB", (40, 40)).save(inside)
    pictures = {"s0": inside}
    works = {
        w["id"]: w.get("picture") for w in pack_of("a0", replace(history, pictures=pictures), folder=tmp_path)["works"]
    }
    assert works["s0"] == "painted/s0.png" and works["s2"] is None
    works = {w["id"]: w.get("picture") for w in pack_of("a0", replace(history, pictures=pictures))["works"]}
    assert works["s0"] == "pictures/s0.png" and not outside.exists()


def test_packs_of_the_named_or_of_the_most_followed(tmp_path: Path) -> None:
    (named,) = write_personas(two_schools(), tmp_path, artists=["Ravn"])
    assert json.loads(named.read_text(encoding="utf-8"))["id"] == "a3"
    fame = HistoryFacts(two_schools()).index.artist_fame
    (best,) = write_personas(two_schools(), tmp_path, most=1)
    assert json.loads(best.read_text(encoding="utf-8"))["id"] == fame.idxmax()
    with pytest.raises(StylogenyError, match="no such artist"):
        write_personas(two_schools(), tmp_path, artists=["Nobody"])


def test_the_seed_is_that_of_the_history() -> None:
    assert pack_of("a0", replace(two_schools(), provenance=Provenance({"seed": 7})), seed=3)["provenance"]["seed"] == 7
    assert pack_of("a0", seed=3)["provenance"]["seed"] == 3


def test_pictures_of_an_artist_are_in_order() -> None:
    index = HistoryFacts(two_schools()).index
    ids = [index.ids[row] for row in index.by_artist["a0"] if index.ids[row] in index.pictures]
    assert [id(p) for p in pictures_of(index, "a0")] == [id(index.pictures[i]) for i in ids]
