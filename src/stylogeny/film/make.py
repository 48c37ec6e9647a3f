"""A history to a film with sound: script, voice, pacing, music, frames, and all of it in one MP4."""

from __future__ import annotations

import html
import importlib.util
import shutil
import subprocess
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from ..artifacts import replacing, write_text
from ..errors import StylogenyError
from ..generation.video import write_video
from ..progress import progress
from ..text.facts.index import HistoryIndex
from .captions import write_captions
from .frames import Frames
from .midi import write_midi
from .mixing import Levels, mix, write_wav
from .pacing import Pacing
from .reel import Reel
from .score import Note, compose
from .script import PAUSE, Script
from .synthesis import RATE, render
from .voice import Voice

FPS = 16.0
LINES_PER_MINUTE = 7  # that are told
PATIENCE = 600.0  # seconds in which sound and pictures are joined


@dataclass(frozen=True)
class FilmReport:
    """What was made: the files by kind, seconds, lines, notes, who speaks, and the levels of the sound."""

    files: dict[str, str]
    seconds: float
    lines: int
    notes: int
    voice: str
    levels: Levels
    note: str = ""
    told: list[str] = field(default_factory=list)

    def document(self) -> dict[str, object]:
        """As JSON-able values."""
        return {**asdict(self), "levels": {k: v for k, v in asdict(self.levels).items() if v is not None}}


def lines_for(seconds: float) -> int:
    """How many lines a film of so many seconds tells."""
    return max(3, round(seconds / 60 * LINES_PER_MINUTE))


def make_film(
    history: HistoryIndex,
    script: Script,
    output: Path | str,
    *,
    seconds: float = 75.0,
    voice: Voice | None = None,
    music: bool = True,
    captions: bool = True,
    fps: float = FPS,
    seed: int = 0,
) -> FilmReport:
    """Write a film, and beside it its captions, its music as WAV and MIDI, a poster, and a page that plays it.

    Parameters
    ----------
    history : HistoryIndex
    script : Script
        Of that history.
    output : path
        The ``.mp4``.
    seconds : float
        About how long it is; longer where what is told needs it.
    voice : Voice, optional
        Who reads the lines; None for captions alone.
    music, captions : bool
        Whether there is music, and whether captions stand in the picture (they are always beside it).
    fps : float
    seed : int
        Of the music.

    Raises
    ------
    StylogenyError
        No works, a name without .mp4, or a voice that does not speak.
    """
    output = Path(output)
    if output.suffix.lower() != ".mp4":
        raise StylogenyError("a film is written as .mp4", got=output.name)
    if not len(history.works):
        raise StylogenyError("a history without works has no film", got="0 works")
    speech = [] if voice is None else [
        voice.speak(line.text, rate=RATE) for line in progress(script.lines, "speaking", unit="line")
    ]  # fmt: skip
    durations = [len(sound) / RATE + PAUSE for sound in speech] if speech else None
    years = history.works["year"].to_numpy(dtype=int)
    pacing = Pacing.of(script.lines, years, seconds=seconds, durations=durations)
    notes = compose(history, pacing, seed=seed) if music else []
    bed = render(notes, pacing.length) if notes else np.zeros((int(pacing.length * RATE), 2), np.float32)
    sound, levels = mix(bed, [(s.start, line) for s, line in zip(pacing.spoken, speech)], rate=RATE)
    files = _beside(output, script, pacing, notes, sound)
    frames = Frames(Reel(history), script, pacing, fps, captions)
    note = _write(output, frames, Path(files["wav"]) if "wav" in files else None)
    poster = output.with_name(f"{output.stem}.poster.png")
    with replacing(poster) as part:
        Image.fromarray(frames.poster()).save(part, format="PNG")
    page = output.with_suffix(".html")
    write_text(page, _page(output.name, script, poster.name, output.with_suffix(".vtt").name))
    files = {"film": str(output), **files, "poster": str(poster), "page": str(page)}
    told = [line.text for line in script.lines]
    speaker = voice.name if voice is not None else "captions only"
    return FilmReport(
        files, round(pacing.length, 2), len(told), len(notes), voice=speaker, levels=levels, note=note, told=told
    )


def _beside(output: Path, script: Script, pacing: Pacing, notes: list[Note], sound: np.ndarray) -> dict[str, str]:
    """Captions, and what is heard as WAV and MIDI."""
    files = {path.suffix[1:]: str(path) for path in write_captions(output, pacing.spoken)}
    if np.abs(sound).max(initial=0.0) > 0:
        files["wav"] = str(write_wav(output.with_suffix(".wav"), sound, rate=RATE))
    if notes and importlib.util.find_spec("mido") is not None:
        files["midi"] = str(write_midi(output.with_suffix(".mid"), notes, title=script.title))
    return files


def ffmpeg_program() -> str | None:
    """The ffmpeg that the package imageio-ffmpeg brings, else the system's; None where there is none."""
    if importlib.util.find_spec("imageio_ffmpeg") is not None:
        import imageio_ffmpeg

        try:
            return str(imageio_ffmpeg.get_ffmpeg_exe())
        except RuntimeError:
            pass
    return shutil.which("ffmpeg")


def _write(output: Path, frames: Frames, wav: Path | None) -> str:
    """Write the MP4 with its sound; what has to be said of it."""
    bar = progress(iter(frames), "film", total=len(frames), unit="frame")
    program = ffmpeg_program() if wav is not None else None
    if wav is None or program is None:
        write_video(bar, output, fps=frames.fps)
        if wav is None:
            return ""
        return f"the film is silent: no ffmpeg was found to join it with {wav.name}; pip install 'stylogeny[film]'"
    silent = output.with_name(f".{output.stem}.silent.mp4")
    try:
        write_video(bar, silent, fps=frames.fps)
        with replacing(output) as part:
            joined = part.with_name(part.name + ".mp4")
            command = [program, "-y", "-loglevel", "error", "-i", str(silent), "-i", str(wav), "-c:v", "copy"]
            command += ["-c:a", "aac", "-b:a", "160k", "-movflags", "+faststart", "-fflags", "+bitexact"]
            try:
                done = subprocess.run([*command, str(joined)], capture_output=True, timeout=PATIENCE, check=False)
                if done.returncode:
                    said = done.stderr.decode(errors="replace").strip().splitlines() or ["no reason given"]
                    raise StylogenyError("ffmpeg could not join sound and pictures", got=said[-1])
                joined.replace(part)
            finally:
                joined.unlink(missing_ok=True)
    finally:
        silent.unlink(missing_ok=True)
    return ""


def _page(film: str, script: Script, poster: str, captions: str) -> str:
    """A page that plays the film, and that a link shows a preview of (Open Graph)."""
    title, words = html.escape(f"{script.heading}: {script.title}"), html.escape(script.subtitle)
    tags = {
        "og:type": "video.other", "og:title": title, "og:description": words, "og:image": poster,
        "og:image:width": "1200", "og:image:height": "630", "og:video": film, "og:video:type": "video/mp4",
        "og:video:width": "1280", "og:video:height": "720",
    }  # fmt: skip
    heads = "\n".join(f'<meta property="{name}" content="{html.escape(value)}">' for name, value in tags.items())
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta name="description" content="{words}">
<meta name="twitter:card" content="summary_large_image">
{heads}
<style>
body {{ margin: 0; background: #faf8f4; color: #221f1b; font: 17px/1.5 Georgia, serif; }}
main {{ max-width: 1100px; margin: 0 auto; padding: 3vh 16px; }}
video {{ width: 100%; background: #fff; border: 1px solid #ded7cb; }}
h1 {{ font-weight: normal; font-size: 1.5rem; margin: .6em 0 .2em; }}
p {{ color: #786f65; margin: .2em 0; }}
</style>
</head>
<body>
<main>
<video controls preload="metadata" poster="{html.escape(poster)}">
<source src="{html.escape(film)}" type="video/mp4">
<track kind="captions" src="{html.escape(captions)}" srclang="en" label="English">
</video>
<h1>{title}</h1>
<p>{words}</p>
<p>{html.escape(script.end)}</p>
</main>
</body>
</html>
"""
