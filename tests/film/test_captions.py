from __future__ import annotations

from stylogeny.film.captions import wrapped, write_captions
from stylogeny.film.pacing import Spoken
from stylogeny.film.script import Line


def test_captions_stand_while_a_line_is_told(tmp_path):
    spoken = [Spoken(Line(1900, "One line.", 1.0), 4.0, 2.5), Spoken(Line(1901, "word " * 20, 1.0), 3661.25, 3.0)]
    srt, vtt = write_captions(tmp_path / "film.mp4", spoken)
    assert srt.name == "film.srt" and vtt.name == "film.vtt"
    assert srt.read_text().startswith(
        "1\n00:00:04,000 --> 00:00:06,500\nOne line.\n\n2\n01:01:01,250 --> 01:01:04,250\n"
    )
    assert vtt.read_text().startswith("WEBVTT\n\n00:00:04.000 --> 00:00:06.500\nOne line.")


def test_lines_are_short_and_even_and_lose_no_word():
    text = "In 1975, Bo Lind turns from The Slate Circle, and The Bone Room begins."
    lines = wrapped(text, 42)
    assert " ".join(lines) == text and max(map(len, lines)) <= 42 and len(lines) == 2
    assert max(map(len, lines)) - min(map(len, lines)) < 12
    assert wrapped("short") == ["short"] and wrapped("x" * 99) == ["x" * 99]
