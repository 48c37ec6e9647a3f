"""The map in a notebook: what Python sends and what comes back."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load

from helpers.small_graph import HOSTILE, small_graph
from stylogeny.errors import StylogenyError

pytest.importorskip("anywidget", reason="the extra `notebook` is not installed")


def test_a_graph_shows_its_works_and_says_which_are_chosen(tmp_path: Path) -> None:
    graph = small_graph(tmp_path)
    widget = graph.map(pictures=10)
    numbers, words = load(widget.numbers), json.loads(widget.words)
    assert len(numbers["x"]) == len(words["titles"]) == len(graph) and words["titles"][0] == HOSTILE
    assert np.all(np.diff(numbers["x"][:-1]) >= 0) and numbers["down"][-1] > 1  # the last is undated
    cells = load(widget.cells)
    assert len(cells["sizes"]) == 10 and widget.sheet[:2] == b"\xff\xd8"
    assert widget.selection == []
    widget.rows = [3, 4]  # as the page sends it
    assert widget.selection == ["w3", "w4"]
    widget.selection = ["w7"]
    assert widget.rows == [7]
    with pytest.raises(StylogenyError, match="no work has this id"):
        widget.selection = ["nothing"]


def test_without_pictures_it_is_a_map_of_points(tmp_path: Path) -> None:
    widget = small_graph(tmp_path).map(pictures=0)
    assert widget.sheet == b"" and len(load(widget.numbers)["x"]) == 40
