"""Videos: the file can be read back by another decoder, frame by frame, and the same frames give the same bytes."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from stylogeny.errors import StylogenyError
from stylogeny.generation.video import read_video, write_video


def ramp(count: int = 12, height: int = 64, width: int = 80) -> list[np.ndarray]:
    return [np.full((height, width, 3), 20 * k, np.uint8) for k in range(count)]


def frames_of(path: Path) -> list[np.ndarray]:
    reader, out = cv2.VideoCapture(str(path)), []
    while True:
        ok, frame = reader.read()
        if not ok:
            return out
        out.append(frame)


@pytest.mark.parametrize("ffmpeg", [True, False])
def test_an_mp4_has_its_frames_in_order(ffmpeg: bool, tmp_path: Path) -> None:
    if ffmpeg:
        pytest.importorskip("imageio_ffmpeg")
    path = write_video(ramp(), tmp_path / "ramp.mp4", ffmpeg=ffmpeg)
    frames = frames_of(path)
    assert len(frames) == 12 and frames[0].shape == (64, 80, 3)
    assert np.allclose([f.mean() for f in frames], [20 * k for k in range(12)], atol=6)
    assert path.read_bytes() == write_video(ramp(), tmp_path / "again.mp4", ffmpeg=ffmpeg).read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["again.mp4", "ramp.mp4"]


@pytest.mark.parametrize("ffmpeg", [True, False])
def test_frames_of_odd_sides_are_made_even(ffmpeg: bool, tmp_path: Path) -> None:
    if ffmpeg:
        pytest.importorskip("imageio_ffmpeg")
    frames = frames_of(write_video(ramp(3, 63, 81), tmp_path / "odd.mp4", ffmpeg=ffmpeg))
    assert len(frames) == 3 and frames[0].shape == (64, 82, 3)
    assert np.allclose([f.mean() for f in frames], [0, 20, 40], atol=6)


@pytest.mark.parametrize("suffix", ["gif", "webp"])
def test_an_animation_has_its_frames_and_their_pace(suffix: str, tmp_path: Path) -> None:
    with Image.open(write_video(ramp(3, 63, 81), tmp_path / f"ramp.{suffix}", fps=10)) as image:
        assert image.n_frames == 3 and image.size == (81, 63)
        for k in range(3):
            image.seek(k)
            assert np.allclose(np.asarray(image.convert("RGB")), 20 * k, atol=6)
            image.load()
            assert image.info["duration"] == 100


def test_frames_that_do_not_fit_are_refused_and_leave_nothing(tmp_path: Path) -> None:
    with pytest.raises(StylogenyError, match="at least one frame"):
        write_video([], tmp_path / "none.mp4")
    for name in ("two.mp4", "two.gif"):
        with pytest.raises(StylogenyError, match="one size"):
            write_video([*ramp(2), np.zeros((32, 32, 3), np.uint8)], tmp_path / name)
    with pytest.raises(StylogenyError, match=r"mp4, \.gif or \.webp"):
        write_video(ramp(2), tmp_path / "a.avi")
    assert not list(tmp_path.iterdir())


def test_a_video_is_read_back(tmp_path: Path) -> None:
    path = write_video(ramp(), tmp_path / "ramp.mp4", fps=6)
    frames, fps = read_video(path)
    assert fps == pytest.approx(6) and np.allclose([f.mean() for f in frames], [20 * k for k in range(12)], atol=6)
    assert len(read_video(path, most=3)[0]) == 3


def test_what_is_no_video(tmp_path: Path) -> None:
    with pytest.raises(StylogenyError, match="no such video"):
        read_video(tmp_path / "absent.mp4")
    (tmp_path / "sound.mp4").write_bytes(b"RIFF....WAVEfmt ")
    with pytest.raises(StylogenyError, match="no stream of pictures"):
        read_video(tmp_path / "sound.mp4")
