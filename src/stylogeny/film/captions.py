"""Captions: what is told, beside the film as SubRip and WebVTT."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..artifacts import write_text
from .pacing import Spoken

LONGEST = 42  # characters of a line of a caption


def write_captions(stem: Path, spoken: Sequence[Spoken]) -> list[Path]:
    """Write ``STEM.srt`` and ``STEM.vtt``."""
    cues = [(one.start, one.start + one.seconds, wrapped(one.line.text)) for one in spoken]
    srt = "\n".join(
        f"{k}\n{_clock(a, ',')} --> {_clock(b, ',')}\n" + "\n".join(text) + "\n"
        for k, (a, b, text) in enumerate(cues, 1)
    )
    vtt = "WEBVTT\n\n" + "\n".join(f"{_clock(a, '.')} --> {_clock(b, '.')}\n" + "\n".join(t) + "\n" for a, b, t in cues)
    paths = [stem.with_suffix(".srt"), stem.with_suffix(".vtt")]
    for path, text in zip(paths, (srt, vtt)):
        write_text(path, text)
    return paths


def wrapped(text: str, longest: int = LONGEST) -> list[str]:
    """A text in lines of at most so many characters, as even as can be."""
    words = text.split()
    count = max(1, -(-len(text) // longest))
    even = max(longest if count == 1 else -(-len(text) // count), max(map(len, words), default=1))
    while True:
        lines: list[str] = []
        for word in words:
            if lines and len(lines[-1]) + 1 + len(word) <= even:
                lines[-1] += " " + word
            else:
                lines.append(word)
        if len(lines) <= count or even >= longest:
            return lines
        even += 1


def _clock(seconds: float, mark: str) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}{mark}{thousandths:03d}"
