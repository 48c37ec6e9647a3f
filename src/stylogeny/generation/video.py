"""Videos to frames, and frames to a video: MP4 (H.264 by `imageio-ffmpeg`, else VP9 by OpenCV), GIF or WebP."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import numpy as np

from ..artifacts import replacing
from ..errors import StylogenyError

Encoder = Callable[[Iterable[np.ndarray], Path, float, tuple[int, ...]], None]


def write_video(
    frames: Iterable[np.ndarray], path: Path | str, *, fps: float = 12.0, ffmpeg: bool | None = None
) -> Path:
    """Write frames as a video of the kind that the path's suffix says.

    An MP4 is encoded by one thread, so that the same frames give the same bytes. Its sides are even: where those of the
    frames are not, the last row or column is repeated.

    Parameters
    ----------
    frames : iterable of ndarray
        uint8[H, W, 3] each (sRGB), all of one size.
    path : Path
        ``.mp4``, ``.gif`` or ``.webp``.
    fps : float
        Frames per second.
    ffmpeg : bool, optional
        Whether an MP4 is encoded by `imageio-ffmpeg`; by default where it is installed.

    Raises
    ------
    StylogenyError
        Without frames, for frames of changing size, or a suffix that is none of these.
    """
    path, rest = Path(path), iter(frames)
    check_video_name(path)
    first = next(rest, None)
    if first is None:
        raise StylogenyError("a video needs at least one frame", got="none")
    every = _of_one_size(first, rest)
    with replacing(path) as part:
        if path.suffix == ".mp4":
            if ffmpeg is None:
                ffmpeg = importlib.util.find_spec("imageio_ffmpeg") is not None
            _mp4(every, part, fps, _h264 if ffmpeg else _vp9)
        else:
            _animation(every, part, fps, format=path.suffix[1:].upper())
    return path


def check_video_name(path: Path | str) -> None:
    """Raise unless a path ends in .mp4, .gif or .webp."""
    suffix = Path(path).suffix
    if suffix not in (".mp4", ".gif", ".webp"):
        raise StylogenyError("a video is written as .mp4, .gif or .webp", got=suffix or "no suffix")


def read_video(path: Path | str, *, most: int = 100_000) -> tuple[list[np.ndarray], float]:
    """The frames of a video uint8[H, W, 3], at most `most`, and how many there are per second.

    Raises
    ------
    StylogenyError
        No such file, one without a stream of pictures, or one with none that can be read.
    """
    import cv2

    if not Path(path).is_file():
        raise StylogenyError("no such video", got=str(path))
    with _silent(cv2):
        source = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
        try:
            frames: list[np.ndarray] = []
            while source.isOpened() and len(frames) < most:
                ok, frame = source.read()
                if not ok:
                    break
                frames.append(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB))
            fps = float(source.get(cv2.CAP_PROP_FPS)) if frames else 0.0
        finally:
            source.release()
    if not frames:
        raise StylogenyError(
            "no stream of pictures in this file", got=str(path), fix="give a video: MP4, MOV, WebM, GIF"
        )
    return frames, fps if np.isfinite(fps) and 0 < fps <= 240 else 12.0


@contextmanager
def _silent(cv2: ModuleType) -> Iterator[None]:
    """Without what OpenCV prints of files that it cannot open."""
    level = cv2.utils.logging.getLogLevel()
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    try:
        yield
    finally:
        cv2.utils.logging.setLogLevel(level)


def _of_one_size(first: np.ndarray, rest: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
    yield first
    for frame in rest:
        if frame.shape != first.shape:
            raise StylogenyError("frames of one size are expected", got=f"{frame.shape} after {first.shape}")
        yield frame


def _mp4(frames: Iterator[np.ndarray], part: Path, fps: float, encode: Encoder) -> None:
    file = part.with_name(part.name + ".mp4")  # encoders go by the ending
    even = (np.pad(f, ((0, f.shape[0] % 2), (0, f.shape[1] % 2), (0, 0)), mode="edge") for f in frames)
    first = next(even)
    try:
        encode(_of_one_size(first, even), file, fps, first.shape)
        file.replace(part)
    finally:
        file.unlink(missing_ok=True)


def _h264(frames: Iterable[np.ndarray], file: Path, fps: float, shape: tuple[int, ...]) -> None:
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


def _vp9(frames: Iterable[np.ndarray], file: Path, fps: float, shape: tuple[int, ...]) -> None:
    import cv2

    sink = cv2.VideoWriter(str(file), cv2.VideoWriter.fourcc(*"vp09"), fps, (shape[1], shape[0]))
    if not sink.isOpened():
        raise StylogenyError("no encoder for videos was found", fix="pip install imageio-ffmpeg")
    try:
        for frame in frames:
            sink.write(cv2.cvtColor(frame, cv2.COLOR_RGB2BGR))
    finally:
        sink.release()


def _animation(frames: Iterable[np.ndarray], part: Path, fps: float, *, format: str) -> None:
    from PIL import Image

    first, *rest = [Image.fromarray(f) for f in frames]
    duration = round(1000 / fps)
    first.save(part, format=format, save_all=True, append_images=rest, duration=duration, loop=0)
