"""Fetching from a local server: resumed, retried, asked to wait, capped, cut short, refused."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from helpers.pictures import noise
from stylogeny import StylogenyError
from stylogeny.corpus.loading import write_works
from stylogeny.corpus.records import Record, Rows
from stylogeny.corpus.sources.fetch import Fetcher
from stylogeny.corpus.works import Works

BODY = np.random.default_rng(0).integers(0, 256, 200_000, dtype=np.uint8).tobytes()


class Server(ThreadingHTTPServer):
    """A server of one body, which remembers what ranges it was asked for."""

    def __init__(self, body: bytes) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.body = body
        self.seen: dict[str, list[str]] = {}


class Handler(BaseHTTPRequestHandler):
    """/ok, /flaky (fails twice), /busy (asks to wait), /cut (closes half-way once), /gone, /huge, /norange."""

    server: Server

    def do_GET(self) -> None:
        body = self.server.body
        asked = self.headers.get("Range", "")
        tries = self.server.seen.setdefault(self.path, [])
        tries.append(asked)
        name = self.path.split(".")[0]
        if name == "/gone":
            return self.send_error(404)
        if name == "/flaky" and len(tries) <= 2:
            return self.send_error(503)
        if name == "/busy" and len(tries) == 1:
            self.send_response(429)
            self.send_header("Retry-After", "7")
            self.end_headers()
            return None
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and name != "/norange" else 0
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(10**12 if name == "/huge" else len(body) - start))
        self.end_headers()
        cut = name in ("/cut", "/norange") and len(tries) == 1
        self.wfile.write(body[start : len(body) // 2 if cut else None])
        return None

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(BODY) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


class Clock:
    """Time that passes only when someone waits."""

    def __init__(self) -> None:
        self.now, self.waits = 0.0, []  # type: ignore[var-annotated]

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def fetcher(clock: Clock, **options: object) -> Fetcher:
    return Fetcher(**{"every": 1.0, "private": True, "wait": clock.wait, "clock": clock, **options})  # type: ignore[arg-type]


def at(server: Server, path: str) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}{path}"


@pytest.mark.parametrize("path", ["/ok.jpg", "/flaky.jpg", "/cut.jpg", "/norange.jpg"])
def test_the_bytes_arrive_whole(server: Server, clock: Clock, tmp_path: Path, path: str) -> None:
    file = fetcher(clock).fetch(at(server, path), tmp_path)
    assert file.read_bytes() == BODY and file.suffix == ".jpg"
    assert not list(tmp_path.rglob("*.part"))
    tries = server.seen[path]
    assert tries[-1] == (f"bytes={len(BODY) // 2}-" if path in ("/cut.jpg", "/norange.jpg") else "")
    before = len(tries)
    assert fetcher(clock).fetch(at(server, path), tmp_path) == file
    assert len(tries) == before  # what is there is not asked for again


def test_it_waits_between_requests_and_as_long_as_it_is_asked(server: Server, clock: Clock, tmp_path: Path) -> None:
    fetch = fetcher(clock, every=2.5)
    for name in ("/a.jpg", "/b.jpg", "/c.jpg"):
        fetch.fetch(at(server, name), tmp_path)
    assert clock.waits == [2.5, 2.5]
    fetch.fetch(at(server, "/busy.jpg"), tmp_path)
    assert 7.0 in clock.waits


def test_backoff_doubles(server: Server, clock: Clock, tmp_path: Path) -> None:
    fetcher(clock, every=0).fetch(at(server, "/flaky.jpg"), tmp_path)
    assert clock.waits == [1.0, 2.0]


@pytest.mark.parametrize("path", ["/gone.jpg", "/huge.jpg"])
def test_what_is_gone_or_too_large_is_asked_for_once(server: Server, clock: Clock, tmp_path: Path, path: str) -> None:
    with pytest.raises(StylogenyError, match=r"404|larger"):
        fetcher(clock).fetch(at(server, path), tmp_path)
    assert len(server.seen[path]) == 1
    assert not [f for f in tmp_path.rglob("*") if f.is_file()]


def test_a_body_past_the_cap_is_dropped(server: Server, clock: Clock, tmp_path: Path) -> None:
    with pytest.raises(StylogenyError, match="larger"):
        fetcher(clock, max_bytes=1000).fetch(at(server, "/ok.jpg"), tmp_path)
    assert not [f for f in tmp_path.rglob("*") if f.is_file()]


def test_nobody_there(clock: Clock, tmp_path: Path) -> None:
    with pytest.raises(StylogenyError, match="cannot fetch"):
        fetcher(clock, retries=1).fetch("http://127.0.0.1:9/x.jpg", tmp_path)
    assert clock.waits[0] == 1.0


def test_a_load_fetches_and_marks_what_it_could_not(server: Server, clock: Clock, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    noise(1).save(buffer, "JPEG")
    server.body = buffer.getvalue()
    rows = Rows(tuple(Record(id=n, date_text="1900", picture=at(server, f"/{n}.jpg")) for n in ("ok", "gone")))
    write_works(rows, tmp_path / "run", fetch=fetcher(clock))
    works = Works.read(tmp_path / "run" / "works.parquet")
    assert works.table["status"].tolist() == ["dated", "refused: picture not fetched"]
    assert works.picture(0).read_bytes() == buffer.getvalue()
    write_works(rows, tmp_path / "unfetched")
    assert (
        Works.read(tmp_path / "unfetched" / "works.parquet").table["status"].tolist()
        == ["refused: picture not fetched"] * 2
    )
