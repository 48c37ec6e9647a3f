"""The map's data are made once, kept in the run folder, and made again when the run or the files say so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from helpers.small_graph import small_graph
from helpers.traced_run import traced_run
from stylogeny.display.map.data import MapData
from stylogeny.studio.map.store import MapStore
from stylogeny.studio.refused import Refused
from stylogeny.studio.state import Studio
from stylogeny.studio.warm import Warm


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return traced_run(tmp_path / "run", small_graph(tmp_path)).path


def test_they_are_kept_and_read_again(run: Path) -> None:
    store = MapStore(Studio(run))
    made = store.data
    (run / "embedding.safetensors").rename(run / "elsewhere")  # what it was made from is not needed any more
    again = MapStore(Studio(run)).data
    np.testing.assert_array_equal(again.down, made.down)
    assert again.words == made.words


def test_another_graph_has_another_map(run: Path, tmp_path: Path) -> None:
    store = MapStore(Studio(run))
    before, mark = store.data, store.mark
    graph = small_graph(tmp_path)
    replace(graph, parents=graph.parents * 0.5, innovation=1 - (1 - graph.innovation) * 0.5).save(run)
    assert store.mark != mark and store.data.share.max() < before.share.max()  # in a studio that runs on, too
    assert [folder.name for folder in (run / "studio").glob("map-*")] == [f"map-{store.mark}"]


def test_a_damaged_file_is_made_again(run: Path) -> None:
    store = MapStore(Studio(run))
    made, file = store.data, store.folder / "numbers.safetensors"
    file.write_bytes(file.read_bytes()[:-3])
    np.testing.assert_array_equal(MapStore(Studio(run)).data.down, made.down)
    np.testing.assert_array_equal(MapData.read(store.folder).down, made.down)


def test_without_a_place_to_keep_it_there_is_a_map_all_the_same(run: Path) -> None:
    (run / "studio").write_text("a file where the folder should be")
    store = MapStore(Studio(run))
    assert len(store.data) == 40
    store.progress()
    store.wait()
    assert store.progress()["failed"] == "the thumbnails could not be kept"


def test_thumbnails_are_made_behind_the_page(run: Path) -> None:
    store = MapStore(Studio(run))
    assert store.progress()["done"] is False
    store.wait()
    places = {"settled": True, "unsettled": None}
    assert store.progress() == {"ready": {64: 1, 32: 1, 16: 1}, "done": True, "failed": None, **places}


def test_many_works_have_a_draft_at_once_and_their_places_later(run: Path) -> None:
    """What nobody waited for is what one would have waited for; only the places are others, and a draft is not kept."""
    whole = Studio(run).graph.map_data()
    store = MapStore(Studio(run), at_once=10)
    layout = store.layout
    draft = layout.data
    store.wait()
    assert layout.settled and store.data is layout.data
    for name, values in whole.numbers.items():
        np.testing.assert_array_equal(store.data.numbers[name], values)
        if name not in ("x", "down"):
            np.testing.assert_array_equal(draft.numbers[name], values)
    assert (draft.down != whole.down).any()
    np.testing.assert_array_equal(MapStore(Studio(run), at_once=10).layout.data.down, whole.down)  # a second start


def test_a_draft_stays_where_its_places_cannot_be_worked_out(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def died(*_: object) -> None:
        raise Refused("the worker died at this")

    monkeypatch.setattr(Warm, "ask", died)
    store = MapStore(Studio(run), at_once=10)
    assert len(store.data) == 40
    store.wait()
    assert store.progress()["settled"] is False and "order of likeness" in str(store.progress()["unsettled"])
    store.wait()
    assert store.progress()["done"] and not (store.folder / "numbers.safetensors").exists()  # it has its thumbnails
    assert MapStore(Studio(run)).layout.settled  # and another start tries again
