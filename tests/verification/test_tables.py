"""Tables as Markdown, and the pages they are written into."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

from verification.common import tables
from verification.known_truth_page import PAGES


def test_a_frame_is_a_markdown_table() -> None:
    frame = pd.DataFrame({"method": ["ours", "theirs"], "ap": [0.61234, np.nan]})
    assert tables.markdown(frame).splitlines() == [
        "| method | ap |", "| --- | --- |", "| ours | 0.612 |", "| theirs |  |",
    ]  # fmt: skip


def test_a_table_takes_its_place_between_its_marks(tmp_path: Path) -> None:
    page = tmp_path / "society.md"
    page.write_text("before\n<!-- plane: verification/plane.py -->\nold\n<!-- end of plane -->\nafter\n")
    tables.put("new", name="plane", script="plane.py", docs=tmp_path)
    assert page.read_text() == "before\n<!-- plane: verification/plane.py -->\nnew\n<!-- end of plane -->\nafter\n"


def test_the_page_of_known_truth_has_the_words_of_its_template() -> None:
    template = (PAGES / "known_truth.md").read_text(encoding="utf-8")
    words = ".*?".join(re.escape(part) for part in re.split(r"\{\w+\}", template))
    assert re.fullmatch(words, (tables.DOCS / "known-truth.md").read_text(encoding="utf-8"), flags=re.S)
