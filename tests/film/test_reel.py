"""The film: years pass, and nothing is shown before it happened."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from helpers.simulated_history import two_schools
from stylogeny.errors import StylogenyError
from stylogeny.film.reel import MAP, Reel, film
from stylogeny.report.drawings.hues import hues
from stylogeny.text.facts.index import HistoryIndex


def test_nothing_is_shown_before_it_happened() -> None:
    history = two_schools()
    reel = Reel(HistoryIndex(history), per_year=2)
    middle = (reel.history.last + reel.history.first) // 2
    known = history.works["year"] <= middle
    # the same places on the map, but works after the middle year are of another artist and title
    changed = replace(history, works=history.works.assign(title=np.where(known, history.works["title"], "Spoiler")))
    k = 2 * (middle - reel.history.first) + 1
    assert np.array_equal(reel.frame(k), Reel(HistoryIndex(changed), per_year=2).frame(k))
    left, top, right, bottom = MAP
    first, last = (reel.frame(n)[top + 2 : bottom - 2, left + 2 : right - 2] for n in (0, len(reel) - 1))
    paper = np.array((250, 248, 244))
    assert (first != paper).any(axis=2).sum() < (last != paper).any(axis=2).sum()


def test_a_history_becomes_a_film(tmp_path: Path) -> None:
    history = two_schools()
    path = film(history, tmp_path / "film.mp4", per_year=1)
    reader = cv2.VideoCapture(str(path))
    count = int(reader.get(cv2.CAP_PROP_FRAME_COUNT))
    assert count == len(Reel(HistoryIndex(history), 1))
    assert count == history.works["year"].max() - history.works["year"].min() + 1
    empty = replace(
        history, works=history.works.iloc[:0], vectors=history.vectors[:0], parents=history.parents.iloc[:0]
    )
    with pytest.raises(StylogenyError, match="without works"):
        film(empty, tmp_path / "none.mp4")
    with pytest.raises(StylogenyError, match="at least one frame"):
        film(history, tmp_path / "none.mp4", per_year=0)


def test_movements_have_colours_of_their_own() -> None:
    colours = np.array(hues(16), dtype=float)
    apart = np.linalg.norm(colours[:, None] - colours[None], axis=2) + 999 * np.eye(16)
    assert apart.min() > 15
