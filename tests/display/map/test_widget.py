"""The map in a notebook: what Python sends and what comes back."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from safetensors.numpy import load

from helpers.small_graph import HOSTILE, small_graph
from stylogeny.display.map.scripts import STATIC, bundle
from stylogeny.errors import StylogenyError

if TYPE_CHECKING:
    from playwright.sync_api import Browser

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


def test_without_the_extra_one_line_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "anywidget", None)
    monkeypatch.delitem(sys.modules, "stylogeny.display.map.widget", raising=False)
    with pytest.raises(StylogenyError, match=r"anywidget.*pip install 'stylogeny\[notebook\]'"):
        small_graph(tmp_path).map()


def test_in_a_page_the_map_is_drawn_and_a_click_comes_back(tmp_path: Path, browser: Browser) -> None:
    """As a notebook does it: the module alone, a model with the values, an element."""
    widget = small_graph(tmp_path).map(pictures=20)
    state = {name: list(getattr(widget, name)) for name in ("numbers", "cells", "sheet")}
    page = browser.new_page(viewport={"width": 1000, "height": 700})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_content("<main></main>")
    page.add_style_tag(content=(STATIC / "map.css").read_text())
    page.evaluate(
        """async ([code, state, words]) => {
             const values = { words, rows: [] };
             for (const name in state) values[name] = new DataView(new Uint8Array(state[name]).buffer);
             const model = { get: name => values[name], set: (name, v) => { values[name] = v; }, on() {}, off() {},
                             save_changes() { window.sent = values.rows; } };
             const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
             const { default: widget } = await import(address);
             await widget.render({ model, el: document.querySelector("main") });
           }""",
        [bundle("notebook.js"), state, widget.words],
    )
    page.get_by_role("button", name="Artist 2 <b>, 5 works").click()
    assert page.evaluate("window.sent") == [10, 11, 12, 13, 14]
    page.get_by_role("button", name="Work 12").click()
    assert page.evaluate("window.sent") == [12]
    page.wait_for_selector("canvas.hm-picture")
    assert not errors
    page.close()
