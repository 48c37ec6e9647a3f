"""What lies in a folder of futures, and what may be replaced there."""

from __future__ import annotations

from pathlib import Path

import pytest

from stylogeny.errors import StylogenyError
from stylogeny.futures.imagine import imagine
from stylogeny.futures.storage import clear, occupant, picture_file, reserve
from stylogeny.futures.tree import Futures
from stylogeny.futures.tree_io import save
from stylogeny.influence.graph import InfluenceGraph


def test_a_folder_is_told_by_what_lies_in_it(graph: InfluenceGraph, tree: Futures, tmp_path: Path) -> None:
    save(tree, tmp_path / "tree")
    imagine(graph, n=2, pictures=False).save(tmp_path / "works")
    clear(tmp_path / "history", "digest")
    assert occupant(tmp_path / "tree") == "a tree of futures"
    assert occupant(tmp_path / "works") == "imagined works"
    assert occupant(tmp_path / "history") == "a simulated history"
    assert occupant(tmp_path / "nowhere") == ""
    reserve(tmp_path / "works", "imagined works")
    with pytest.raises(StylogenyError, match=r"holds imagined works .*--name"):
        reserve(tmp_path / "works", "a tree of futures")


def test_only_what_belongs_to_the_simulation_stays(tmp_path: Path) -> None:
    clear(tmp_path, "one")
    for name in ("pictures/s1.png", "events.jsonl", "words.sqlite", "history.parquet"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    before = {p.name for p in tmp_path.iterdir()}
    clear(tmp_path, "one")
    assert {p.name for p in tmp_path.iterdir()} == before
    clear(tmp_path, "another")
    assert {p.name for p in tmp_path.iterdir()} == {"asked.json", "events.jsonl", "words.sqlite"}
    (tmp_path / "asked.json").write_text("{half")
    (tmp_path / "stale.png").write_text("")
    clear(tmp_path, "another")  # what cannot be read is of another simulation
    assert not (tmp_path / "stale.png").exists()


def test_works_of_ids_that_look_alike_have_pictures_of_their_own() -> None:
    assert picture_file("s123").as_posix() == "pictures/s123.png"
    assert len({picture_file(i) for i in ("a.1", "a-1", "A-1", "a/1")}) == 4
