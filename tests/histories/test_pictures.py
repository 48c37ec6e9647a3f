"""Which works of a history are painted, and that what is painted is kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from helpers.simulated_history import two_schools
from report.conftest import small_graph
from stylogeny.histories.pictures import paint, worth_seeing
from stylogeny.histories.simulate import simulate


def test_no_movement_goes_without_a_picture_while_another_has_many() -> None:
    history = two_schools(pictures=False)
    few = worth_seeing(history, 4)
    assert set(history.works["movement"].iloc[few]) >= set(history.movements["id"])
    assert len(worth_seeing(history, 1000)) == len(history.works)


def test_what_was_painted_is_not_painted_again(tmp_path: Path) -> None:
    graph = small_graph(tmp_path / "corpus")
    Image.new("RGB", (60, 60), (90, 40, 20)).save(tmp_path / "corpus" / "images" / "missing.png")
    history = simulate(graph, years=4, artists=6, pictures=0)
    options = {"size": 32, "seed": 0, "folder": tmp_path / "history"}
    painted = paint(graph, history, rows=[0, 1], **options)
    first = painted[history.works["id"].iat[0]]
    assert isinstance(first, Path) and first.parent == tmp_path / "history" / "pictures"
    before = {path: path.stat().st_mtime_ns for path in painted.values()}
    again = paint(graph, history, rows=[0, 1], **options)
    assert again == painted and {p: p.stat().st_mtime_ns for p in again.values()} == before
    with Image.open(first) as image:
        old = np.asarray(image.convert("RGB"))
    assert not np.array_equal(paint(graph, history, rows=[0], size=64, seed=0)[history.works["id"].iat[0]], old)
    first.write_bytes(b"half")  # a damaged one is painted again, to the same picture
    paint(graph, history, rows=[0], **options)
    with Image.open(first) as image:
        assert np.array_equal(np.asarray(image.convert("RGB")), old)
