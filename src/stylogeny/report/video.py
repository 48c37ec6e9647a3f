"""Frames to a film: MP4 as H.264 where `imageio-ffmpeg` is installed, else as VP9 by OpenCV, which every installation has."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from ..artifacts import replacing
from ..errors import StylogenyError


def write(frames: Iterable[np.ndarray], path: Path | str, *, fps: int = 16) -> Path:
    """Write frames as an MP4 film, one thread, so that the same frames give the same bytes.

    Parameters
    ----------
    frames : iterable of ndarray
        uint8[H, W, 3] each (sRGB), all of one size; H and W even.
    path : Path
        The film's file.
    fps : int
        Frames a second.

    Returns
    -------
    Path

    Raises
    ------
    StylogenyError
        Without frames, or for frames of odd or changing size.
    """
    path, each = Path(path), iter(frames)
    first = next(each, None)
    if first is None:
        raise StylogenyError("a film needs at least one frame", got="none")
    if first.shape[0] % 2 or first.shape[1] % 2:
        raise StylogenyError("a film's frames have even sides", got=f"{first.shape[1]} x {first.shape[0]}")
    with replacing(path.with_suffix(".mp4")) as part:
        file = part.with_name(part.name + ".mp4")  # encoders go by the ending
        try:
            (_h264 if _has_ffmpeg() else _vp9)(_alike(first, each), file, fps, first.shape)
            file.replace(part)
        finally:
            file.unlink(missing_ok=True)
    return path.with_suffix(".mp4")


def _has_ffmpeg() -> bool:
    import importlib.util

    return importlib.util.find_spec("imageio_ffmpeg") is not None


def _alike(first: np.ndarray, rest: Iterable[np.ndarray]) -> Iterable[np.ndarray]:
    yield first
    for frame in rest:
        if frame.shape != first.shape:
            raise StylogenyError("a film's frames have one size", got=f"{frame.shape} after {first.shape}")
        yield frame


def _h264(frames: Iterable[np.ndarray], file: Path, fps: int, shape: tuple[int, ...]) -> None:
    import imageio_ffmpeg

    exact = ["-threads", "1", "-x264-params", "threads=1", "-fflags", "+bitexact", "-flags:v", "+bitexact"]
    sink = imageio_ffmpeg.write_frames(
        str(file), (shape[1], shape[0]), fps=fps, codec="libx264", quality=7, macro_block_size=2,
        output_params=[*exact, "-movflags", "+faststart"],
    )  # fmt: skip
    sink.send(None)
    try:
        for frame in frames:
            sink.send(np.ascontiguousarray(frame))
    finally:
        sink.close()


def _vp9(frames: Iterable[np.ndarray], file: Path, fps: int, shape: tuple[int, ...]) -> None:
    import cv2

    sink = cv2.VideoWriter(str(file), cv2.VideoWriter.fourcc(*"vp09"), fps, (shape[1], shape[0]))
    if not sink.isOpened():
        raise StylogenyError("no encoder for films was found", fix="pip install imageio-ffmpeg")
    try:
        for frame in frames:
            sink.write(cv2.cvtColor(frame, cv2.COLOR_RGB2BGR))
    finally:
        sink.release()
