"""Voices: a program on the path, an endpoint on this machine, or none."""

from __future__ import annotations

import io
import json
import stat
import threading
import wave
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.film.voice import Espeak, SpeechEndpoint, voice_of


def sound(seconds: float = 0.5, rate: int = 22050) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((8000 * np.sin(np.arange(int(seconds * rate)) / 20)).astype("<i2").tobytes())
    return buffer.getvalue()


@pytest.fixture
def program(tmp_path, monkeypatch):
    """A program called espeak-ng that keeps what it is given, and writes a WAV."""
    (tmp_path / "line.wav").write_bytes(sound())
    script = f"""#!/bin/sh
while [ $# -gt 0 ]; do
  case "$1" in -w) out="$2"; shift;; -f) cat "$2" > {tmp_path}/said; shift;; esac
  shift
done
grep -q refuse {tmp_path}/said && {{ echo "no such voice" >&2; exit 1; }}
cp {tmp_path}/line.wav "$out"
"""
    path = tmp_path / "espeak-ng"
    path.write_text(script)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path


def test_espeak_reads_a_line_from_a_file(program):
    voice = voice_of("auto")
    assert isinstance(voice, Espeak) and voice.name == "espeak-ng (en)"
    spoken = voice.speak("-x --help; rm 1690 “Ērgļi”", rate=16000)
    assert len(spoken) == pytest.approx(8000, abs=5) and np.abs(spoken).max() > 0.1
    assert (program / "said").read_text(encoding="utf-8") == "-x --help; rm 1690 “Ērgļi”"
    with pytest.raises(StylogenyError, match=r"did not speak.*no such voice"):
        voice.speak("refuse", rate=16000)


def test_without_a_voice(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert voice_of("auto") is None and voice_of("none") is None
    with pytest.raises(StylogenyError, match=r"no voice is installed.*--voice none"):
        voice_of("espeak")


@pytest.fixture
def endpoint():
    asked = []

    class Server(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append((self.path, body, self.headers.get("Authorization")))
            refused = "refuse" in body["input"]
            self.send_response(429 if refused else 200)
            self.end_headers()
            self.wfile.write(b"slow down" if refused else sound())

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1", asked
    server.shutdown()


def test_an_endpoint_reads_a_line(endpoint, monkeypatch):
    pytest.importorskip("httpx")
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    address, asked = endpoint
    voice = voice_of(address, model="kokoro", speaker="af")
    assert len(voice.speak("Once.", rate=22050)) == pytest.approx(11025, abs=5)
    path, body, key = asked[0]
    assert path == "/v1/audio/speech" and body["input"] == "Once." and key == "Bearer k"
    assert (body["model"], body["voice"], body["response_format"]) == ("kokoro", "af", "wav")
    with pytest.raises(StylogenyError, match=r"refuses.*429 slow down"):
        voice.speak("refuse", rate=22050)


def test_what_is_no_endpoint():
    with pytest.raises(StylogenyError, match="an http address"):
        SpeechEndpoint("ftp://x")
    with pytest.raises(StylogenyError, match="under test"):
        SpeechEndpoint("https://api.openai.com/v1")
    with pytest.raises(StylogenyError, match="does not answer"):
        SpeechEndpoint("http://127.0.0.1:9/v1").speak("x", rate=8000)
