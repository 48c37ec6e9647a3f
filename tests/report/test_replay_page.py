"""The page of a replay: every style with its figures, pictures of both, and nothing from elsewhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd

from helpers.small_graph import small_graph
from stylogeny.histories.replay import RealStyle, Replay
from stylogeny.report.replay_page import export_replay


def test_the_page_shows_what_came_and_what_arose(tmp_path: Path) -> None:
    graph = small_graph(tmp_path / "corpus")
    shutil.copy(tmp_path / "corpus" / "images" / "w4.png", tmp_path / "corpus" / "images" / "missing.png")
    styles = (RealStyle("School <i>", np.arange(10, 20), 1600, 1640, np.eye(6)[1]),)
    movements = pd.DataFrame(
        {
            "run": [0, 1], "number": [0, 0], "born": [1610, 1650], "died": [np.nan, 1680.0], "size": [20, 30],
            "lived": [30, 31], "likest": ["School <i>"] * 2, "likeness": [0.8, 0.1], "sources": [["Artist 1 <b>"], []],
        }
    )  # fmt: skip
    table = pd.DataFrame(
        {
            "style": ["School <i>"], "works": [10], "born": [1600], "died": [1640], "arose": [0.5], "by_chance": [0.05],
            "bar": [0.5], "likeness": [0.45], "shuffled": [0.2], "when": [1610.0], "when_spread": [0.0],
            "lived": [30.0], "sources": [["Artist 1 <b>"]],
        }
    )  # fmt: skip
    exemplars = np.repeat(graph.embedding.vectors[:1][None], 2, axis=0).repeat(4, axis=1)
    result = Replay(1590, 1690, 2, styles, movements, np.array([[0.8], [0.1]]), exemplars, table)
    page = export_replay(result, graph, graph.works, tmp_path / "index.html", size=32).read_text(encoding="utf-8")
    assert "History again from 1590" in page and "School &lt;i&gt;" in page and "<i>" not in page
    assert "50 %" in page and "1610 ± 0" in page and "nobody in particular" in page
    assert page.count("<circle") == 1  # of the two movements one is likelier than chance
    assert page.count("data:image/jpeg") == 4 + 4 + 4  # real works, the likest movement, the strange one
    assert "http" not in page.split("<main>")[1]
