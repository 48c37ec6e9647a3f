"""Answers of the public web: never of this machine or its network, and never without end.

A corpus is a stranger's list of addresses. One of them, or one that it leads to, may be a router, a cloud's metadata
service or a program on this machine: every connection is looked at where it arrives, after names were resolved and
redirects followed. A server that drips is cut off.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPMessage, HTTPResponse
from typing import IO, Any
from urllib.parse import urlsplit, urlunsplit

from .errors import StylogenyError

REDIRECTS = 5


class PrivateAddress(StylogenyError):
    """An address that leads to this machine or its network."""


@contextmanager
def answer(request: urllib.request.Request, *, timeout: float, longest: float, private: bool) -> Iterator[HTTPResponse]:
    """The answer to a request, to be read within this context.

    Parameters
    ----------
    timeout, longest : float
        Seconds for one read, and for all of it, headers and redirects included; the connection is closed then.
    private : bool
        Whether the address may be of this machine or its network.

    Raises
    ------
    PrivateAddress
        When it is, or leads there.
    OSError
        Where there is no answer, or no end of it in time.
    """
    connected, late = list[socket.socket](), threading.Event()

    def check(connection: socket.socket) -> None:
        connected.append(connection)
        peer = str(connection.getpeername()[0]).partition("%")[0]
        if not private and not ipaddress.ip_address(peer).is_global:
            raise PrivateAddress("an address of a picture leads into this network", got=shown(request.full_url))

    def end() -> None:
        late.set()
        for connection in connected:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    opener = urllib.request.OpenerDirector()  # no files, no FTP, no data: what these name is not on the web
    for handler in (
        urllib.request.ProxyHandler(), _handler(check), _Redirects(), urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(), urllib.request.UnknownHandler(),
    ):  # fmt: skip
        opener.add_handler(handler)
    clock = threading.Timer(longest, end)
    clock.daemon = True
    clock.start()
    try:
        with opener.open(request, timeout=timeout) as response:
            yield response
        if late.is_set():  # what was cut off looks whole where nobody said how long it is
            raise TimeoutError(f"no whole answer in {longest:g} s")
    finally:
        clock.cancel()


def shown(address: str) -> str:
    """An address as it may be printed: without a password, and without what may be a key."""
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


class _Redirects(urllib.request.HTTPRedirectHandler):
    max_redirections = REDIRECTS

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        """The next request; a name and password stay with the host that they are for."""
        if urlsplit(newurl).scheme not in ("http", "https"):
            raise PrivateAddress("an address of a picture leads away from the web", got=shown(req.full_url))
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _handler(check: Callable[[socket.socket], None]) -> urllib.request.BaseHandler:
    """Opens connections that are checked as soon as they are there; those to a proxy are the proxy's to check."""

    class Plain(http.client.HTTPConnection):
        def connect(self) -> None:
            super().connect()
            check(self.sock)

    class Secure(http.client.HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            check(self.sock)

    class Handler(urllib.request.HTTPSHandler, urllib.request.HTTPHandler):
        def http_open(self, req: urllib.request.Request) -> HTTPResponse:
            kind: Any = http.client.HTTPConnection if req.has_proxy() else Plain
            return self.do_open(kind, req)

        def https_open(self, req: urllib.request.Request) -> HTTPResponse:
            kind: Any = http.client.HTTPSConnection if req.has_proxy() else Secure
            return self.do_open(kind, req)

    return Handler()
