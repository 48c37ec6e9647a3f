"""The public web only, and for so long: what leads into this network, elsewhere, or nowhere, is refused or cut off."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import Request

import pytest

from stylogeny.web import PrivateAddress, answer, shown


class Handler(BaseHTTPRequestHandler):
    """/here, /drip (headers without end), /body (a body without end), and redirects to wherever the query says."""

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if path == "/to":
            self.send_response(302)
            self.send_header("Location", query)
            self.end_headers()
        elif path == "/here":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"whole")
        else:
            self.send_response(200)
            if path == "/body":
                self.end_headers()
            self.wfile.flush()
            while not self.server.over.wait(0.01):  # type: ignore[attr-defined]
                try:
                    self.wfile.write(b"x" if path == "/body" else b"X-More: 1\r\n")
                    self.wfile.flush()
                except OSError:
                    return

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.over = threading.Event()  # type: ignore[attr-defined]
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.over.set()  # type: ignore[attr-defined]
        server.shutdown()


def body(address: str, *, private: bool = True, longest: float = 20.0) -> bytes:
    with answer(Request(address), timeout=5.0, longest=longest, private=private) as response:
        return response.read()


def test_an_answer_is_read_and_a_redirect_followed(address: str) -> None:
    assert body(f"{address}/here") == body(f"{address}/to?{address}/here") == b"whole"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"])
def test_an_address_in_this_network_is_refused_however_it_is_written(address: str, host: str) -> None:
    with pytest.raises((PrivateAddress, OSError)) as caught:
        body(f"{address}/here".replace("127.0.0.1", host), private=False)
    if host != "[::ffff:127.0.0.1]":  # which a machine without IPv6 does not even reach
        assert isinstance(caught.value, PrivateAddress)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "data:text/plain,x"])
def test_a_redirect_does_not_lead_away_from_the_web(address: str, target: str) -> None:
    with pytest.raises((PrivateAddress, OSError)):
        body(f"{address}/to?{target}")


def test_a_file_is_no_address() -> None:
    with pytest.raises(OSError, match="unknown url type"):
        body("file:///etc/passwd")


@pytest.mark.parametrize("path", ["/drip", "/body"])
def test_a_server_that_never_ends_is_cut_off(address: str, path: str) -> None:
    with pytest.raises(Exception) as caught:
        body(address + path, longest=0.2)
    assert not isinstance(caught.value, PrivateAddress)


def test_an_address_is_shown_without_passwords_and_keys() -> None:
    assert shown("https://me:secret@museum.org/a.jpg?key=12345#top") == "https://museum.org/a.jpg"
