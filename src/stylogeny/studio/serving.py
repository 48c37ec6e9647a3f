"""The server that runs a studio: its port, the address to enter by, clients that dawdle."""

from __future__ import annotations

import asyncio
import errno
import secrets
import socket
import threading
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from ..errors import StylogenyError

if TYPE_CHECKING:
    from uvicorn.protocols.http.h11_impl import H11Protocol

LOCAL = ("127.0.0.1", "localhost", "::1")
PORT = 8765
HEAD_WITHIN = 10.0  # seconds in which the head of a request must have come
KEEP_ALIVE = 20  # seconds for which a connection may stay open between two requests
MOST_AT_ONCE = 500  # connections and answers that are open at a time


def serve(
    run: Path | str,
    *,
    host: str = "127.0.0.1",
    port: int = PORT,
    token: str | None = None,
    read_only: bool = False,
    names: Sequence[str] = (),
    open_browser: bool = False,
) -> None:
    """Run the studio of a run folder until Ctrl-C.

    Parameters
    ----------
    run : Path or str
    host, port
        Where to listen; port 0 takes one that is free.
    token : str, optional
        What lets people in; on this machine one is made up. Another `host` needs one, or `read_only`.
    read_only : bool
        Whether nothing may be changed; then anybody may look unless there is a token.
    names : sequence of str
        Further names under which the studio answers: those of a proxy in front of it.
    open_browser : bool
        Whether the person's browser is opened there.

    Raises
    ------
    StylogenyError
        When it is no run folder, the port is taken, others could come in without a token, or the extra is missing.
    """
    if host not in LOCAL and token is None and not read_only:
        raise StylogenyError(
            "others can reach that address", got=f"--host {host}", fix="pass --token TOKEN, or --read-only"
        )
    try:
        import uvicorn

        from .security import allowed_hosts
        from .server import application
    except ImportError as error:
        raise StylogenyError(
            "the studio needs packages of its own", got=f"no {error.name}", fix="pip install 'stylogeny[studio]'"
        ) from None
    token = token if token is not None or read_only else secrets.token_urlsafe(18)
    app = application(run, token=token, read_only=read_only, hosts=allowed_hosts(host, names))
    listening = listen(host, port)
    address = entrance(host, listening.getsockname()[1], token)
    print(f"The studio of {run}: {address}\nIt runs until Ctrl-C.", flush=True)
    if open_browser:
        threading.Timer(1.0, webbrowser.open, [address]).start()
    config = uvicorn.Config(
        app, log_level="critical", access_log=False, http=patient(), ws="none", timeout_keep_alive=KEEP_ALIVE,
        limit_concurrency=MOST_AT_ONCE, server_header=False, timeout_graceful_shutdown=3, proxy_headers=False,
    )  # fmt: skip
    with listening:
        uvicorn.Server(config).run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there.

    Raises
    ------
    StylogenyError
        When another program has the port, or this machine has no such address.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(256)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise StylogenyError(
                "another program has this port", got=port, fix="pass another --port, or 0 for one that is free"
            ) from None
        if error.errno == errno.EACCES:
            raise StylogenyError("this port is not yours to take", got=port, fix="pass one above 1023") from None
        raise StylogenyError("this machine has no such address", got=host, fix="pass another --host") from None
    return listening


def entrance(host: str, port: int, token: str | None) -> str:
    """The address by which the studio is entered."""
    name = "127.0.0.1" if host in ("0.0.0.0", "::", "") else f"[{host}]" if ":" in host else host
    query = "" if token is None else "?" + urlencode({"token": token})
    return f"http://{name}:{port}/{query}"


def patient(within: float = HEAD_WITHIN) -> type[H11Protocol]:
    """The protocol of a connection, closed when the head of its first request has not come `within` so many seconds.

    Without it a client that sends a byte now and then holds its connection for ever.
    """
    from uvicorn.protocols.http.h11_impl import H11Protocol

    class PatientProtocol(H11Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._late = asyncio.get_running_loop().call_later(within, self._let_go, transport)

        def connection_lost(self, exc: Exception | None) -> None:
            self._late.cancel()
            super().connection_lost(exc)

        def _let_go(self, transport: asyncio.Transport) -> None:
            if self.cycle is None and not transport.is_closing():
                transport.close()

    return PatientProtocol
