"""A voice for a narration: espeak-ng where it is installed, any OpenAI-compatible speech endpoint, or none."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import numpy as np

from ..errors import StylogenyError
from ..text.llm.endpoint import LOCAL
from .mixing import read_wav

PROGRAMS = ("espeak-ng", "espeak")
WORDS_PER_MINUTE = 150
PATIENCE = 120.0  # seconds for one line


class Voice(Protocol):
    """Whoever reads lines aloud."""

    @property
    def name(self) -> str: ...

    def speak(self, text: str, *, rate: int) -> np.ndarray:
        """A line as sound, float32[n] at `rate` samples per second."""
        ...


class Espeak:
    """The program espeak-ng.

    Raises
    ------
    StylogenyError
        Where it is not installed.
    """

    def __init__(self, language: str = "en", *, words_per_minute: int = WORDS_PER_MINUTE) -> None:
        found = next((path for program in PROGRAMS if (path := shutil.which(program))), None)
        if found is None:
            raise StylogenyError(
                "no voice is installed",
                got=" and ".join(PROGRAMS) + " were looked for",
                fix="apt install espeak-ng, name a speech endpoint with --voice URL, or --voice none for captions only",
            )
        self.program, self.language, self.speed = found, language, words_per_minute

    @property
    def name(self) -> str:
        """Program and language."""
        return f"{Path(self.program).name} ({self.language})"

    def speak(self, text: str, *, rate: int) -> np.ndarray:
        """A line as sound, float32[n]."""
        with tempfile.TemporaryDirectory() as folder:
            out, words = Path(folder) / "line.wav", Path(folder) / "line.txt"
            words.write_text(text, encoding="utf-8")  # in a file: no line can be taken for an option
            command = [self.program, "-v", self.language, "-s", str(self.speed), "-f", str(words), "-w", str(out)]
            try:
                done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
            except (OSError, subprocess.TimeoutExpired) as error:
                raise StylogenyError("the voice did not speak", got=f"{self.program}: {error}") from error
            if done.returncode or not out.exists():
                said = done.stderr.decode(errors="replace").strip().splitlines() or [f"exit {done.returncode}"]
                raise StylogenyError("the voice did not speak", got=f"{self.program}: {said[0]}")
            return read_wav(out, rate=rate)


class SpeechEndpoint:
    """An endpoint with OpenAI's ``/audio/speech``.

    Parameters
    ----------
    url : str
        Base address, e.g. ``http://localhost:8880/v1``.
    model, voice : str
        Their names there.
    key : str
        Bearer token; by default what OPENAI_API_KEY says; none is sent when it is empty.
    """

    def __init__(self, url: str, *, model: str = "tts-1", voice: str = "alloy", key: str | None = None) -> None:
        host = urlsplit(url).hostname
        if urlsplit(url).scheme not in ("http", "https") or not host:
            raise StylogenyError(
                "a speech endpoint is an http address", got=repr(url), fix="such as http://localhost:8880/v1"
            )
        if "PYTEST_CURRENT_TEST" in os.environ and host not in LOCAL:
            raise StylogenyError("no endpoint outside this machine is asked under test", got=url)
        self.url, self.model, self.voice = url.rstrip("/"), model, voice
        self._key = os.environ.get("OPENAI_API_KEY", "") if key is None else key

    @property
    def name(self) -> str:
        """Model and voice."""
        return f"{self.model}, {self.voice}"

    def speak(self, text: str, *, rate: int) -> np.ndarray:
        """A line as sound, float32[n]."""
        try:
            import httpx
        except ImportError as error:
            raise StylogenyError("an endpoint is asked with httpx", fix="pip install 'stylogeny[film]'") from error
        body = {"model": self.model, "voice": self.voice, "input": text, "response_format": "wav"}
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        try:
            answer = httpx.post(f"{self.url}/audio/speech", json=body, headers=headers, timeout=PATIENCE)
        except httpx.HTTPError as error:
            raise StylogenyError("the speech endpoint does not answer", got=f"{self.url}: {error}") from error
        if answer.status_code != 200:
            raise StylogenyError("the speech endpoint refuses", got=f"{answer.status_code} {answer.text[:120]}")
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "line.wav"
            out.write_bytes(answer.content)
            return read_wav(out, rate=rate)


def voice_of(asked: str, *, model: str = "tts-1", speaker: str = "alloy", language: str = "en") -> Voice | None:
    """The voice that is asked for: ``auto`` (espeak-ng where there is one), ``espeak``, ``none``, or an address."""
    if asked == "none":
        return None
    if asked == "auto":
        return Espeak(language) if any(shutil.which(program) for program in PROGRAMS) else None
    return Espeak(language) if asked == "espeak" else SpeechEndpoint(asked, model=model, voice=speaker)
