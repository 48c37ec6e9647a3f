"""A film with all that stands beside it."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

import stylogeny.film.make
from helpers.simulated_history import two_schools
from stylogeny.errors import StylogenyError
from stylogeny.film.frames import Frames
from stylogeny.film.make import ffmpeg_program, make_film
from stylogeny.film.pacing import TITLE, Pacing
from stylogeny.film.reel import Reel
from stylogeny.film.script import write_script
from stylogeny.generation.video import read_video
from stylogeny.text.facts.index import HistoryIndex


@pytest.fixture(scope="module")
def told():
    history = HistoryIndex(two_schools())
    return history, write_script(history, lines=3, imagined=True)


class Narrator:
    name = "a hum"

    def speak(self, text, *, rate):
        return (0.3 * np.sin(np.arange(int(0.02 * len(text) * rate)) / 9)).astype(np.float32)


def test_a_film_with_voice_music_captions_and_a_page(told, tmp_path):
    history, script = told
    program = ffmpeg_program()
    if program is None:
        pytest.skip("no ffmpeg")
    report = make_film(history, script, tmp_path / "film.mp4", seconds=14, voice=Narrator(), fps=2)
    assert not report.note and report.voice == "a hum" and report.notes > 20
    assert {p.suffix for p in tmp_path.iterdir()} >= {".mp4", ".srt", ".vtt", ".wav", ".html", ".png"}
    frames, fps = read_video(tmp_path / "film.mp4")
    assert len(frames) / fps == pytest.approx(report.seconds, abs=1.0)
    said = subprocess.run([program, "-i", str(tmp_path / "film.mp4")], capture_output=True, check=False).stderr.decode()
    assert "Audio: aac" in said and "Video: h264" in said
    assert report.levels.voice > report.levels.under + 6 and report.levels.peak < -0.5
    page = (tmp_path / "film.html").read_text()
    tags = dict(re.findall(r'<meta property="(og:[\w:]+)" content="([^"]*)">', page))
    assert tags["og:video"] == "film.mp4" and "1950 to 2009" in tags["og:title"]
    with Image.open(tmp_path / tags["og:image"]) as poster:
        assert poster.size == (1200, 630)
    assert report.document()["files"]["film"].endswith("film.mp4")


def test_without_ffmpeg_the_film_is_silent_and_says_so(told, tmp_path, monkeypatch):
    monkeypatch.setattr(stylogeny.film.make, "ffmpeg_program", lambda: None)
    report = make_film(*told, tmp_path / "film.mp4", seconds=12, fps=1)
    assert "no ffmpeg was found" in report.note and "pip install" in report.note
    assert len(read_video(tmp_path / "film.mp4")[0]) > 8 and (tmp_path / "film.wav").exists()


def test_a_film_without_sound_or_captions(told, tmp_path):
    history, script = told
    report = make_film(history, script, tmp_path / "film.mp4", seconds=12, music=False, captions=False, fps=1)
    assert report.notes == 0 and not report.note and "wav" not in report.files


def test_what_is_told_stands_in_the_picture(told):
    history, script = told
    pacing = Pacing.of(script.lines, history.works["year"].to_numpy(dtype=int), seconds=30)
    on, off = (Frames(Reel(history), script, pacing, 4, captions) for captions in (True, False))
    second = pacing.spoken[1].start + 1.0
    assert not np.array_equal(on.at(second), off.at(second))
    assert np.array_equal(on.at(2.0), off.at(2.0))  # the title
    paper = np.array((250, 248, 244))
    assert np.abs(on.at(0.0).astype(int) - paper).max() == 0  # it fades in from paper
    assert (on.at(TITLE / 2) != paper).any()


def test_what_cannot_be_filmed(told, tmp_path):
    history, script = told
    with pytest.raises(StylogenyError, match=r"as \.mp4"):
        make_film(history, script, tmp_path / "film.avi")
    past = two_schools()
    empty = replace(past, works=past.works.iloc[:0], vectors=past.vectors[:0], parents=past.parents.iloc[:0])
    with pytest.raises(StylogenyError, match="without works"):
        make_film(HistoryIndex(empty), script, tmp_path / "film.mp4")
