"""The film: years pass, nothing is shown before it happened, and the file can be read back by another decoder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from helpers.simulated_history import two_schools
from stylogeny.errors import StylogenyError
from stylogeny.report import video
from stylogeny.report.film import MAP, Reel, film, hues
from stylogeny.text.facts.index import HistoryIndex


def ramp(count: int = 12, side: int = 64) -> list[np.ndarray]:
    return [np.full((side, side + 16, 3), 20 * k, np.uint8) for k in range(count)]


def frames_of(path: Path) -> list[np.ndarray]:
    import cv2

    reader, out = cv2.VideoCapture(str(path)), []
    while True:
        ok, frame = reader.read()
        if not ok:
            return out
        out.append(frame)


@pytest.mark.parametrize("ffmpeg", [True, False])
def test_a_film_has_its_frames_in_order(ffmpeg: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if ffmpeg:
        pytest.importorskip("imageio_ffmpeg")
    monkeypatch.setattr(video, "_has_ffmpeg", lambda: ffmpeg)
    path = video.write(ramp(), tmp_path / "ramp.mp4", fps=12)
    found = frames_of(path)
    assert len(found) == 12 and found[0].shape == (64, 80, 3)
    assert np.allclose([f.mean() for f in found], [20 * k for k in range(12)], atol=6)
    assert path.read_bytes() == video.write(ramp(), tmp_path / "again.mp4", fps=12).read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["again.mp4", "ramp.mp4"]


def test_frames_that_do_not_fit_are_refused_and_leave_nothing(tmp_path: Path) -> None:
    with pytest.raises(StylogenyError, match="at least one frame"):
        video.write([], tmp_path / "none.mp4")
    with pytest.raises(StylogenyError, match="even"):
        video.write([np.zeros((63, 64, 3), np.uint8)], tmp_path / "odd.mp4")
    with pytest.raises(StylogenyError, match="one size"):
        video.write([*ramp(2), np.zeros((32, 32, 3), np.uint8)], tmp_path / "two.mp4")
    assert not list(tmp_path.iterdir())


def test_nothing_is_shown_before_it_happened() -> None:
    from dataclasses import replace

    history = two_schools()
    reel = Reel(HistoryIndex(history), per_year=2)
    middle = (reel.told.last + reel.told.first) // 2
    known = history.works["year"] <= middle
    # the same places on the map, but works after the middle year are of another artist and title
    changed = replace(history, works=history.works.assign(title=np.where(known, history.works["title"], "Spoiler")))
    k = 2 * (middle - reel.told.first) + 1
    assert np.array_equal(reel.frame(k), Reel(HistoryIndex(changed), per_year=2).frame(k))
    left, top, right, bottom = MAP
    first, last = (reel.frame(n)[top + 2 : bottom - 2, left + 2 : right - 2] for n in (0, len(reel) - 1))
    paper = np.array((250, 248, 244))
    assert (first != paper).any(axis=2).sum() < (last != paper).any(axis=2).sum()


def test_a_history_becomes_a_film(tmp_path: Path) -> None:
    from dataclasses import replace

    history = two_schools()
    path = film(history, tmp_path / "film.mp4", per_year=1)
    assert (
        len(frames_of(path))
        == len(Reel(HistoryIndex(history), 1))
        == history.works["year"].max() - history.works["year"].min() + 1
    )
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
