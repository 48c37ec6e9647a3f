"""Where a studio listens, who may come in, and what is said when it cannot be."""

from __future__ import annotations

import asyncio
import socket
import sys
from pathlib import Path

import pytest

from helpers.apart import apart
from stylogeny.errors import StylogenyError
from stylogeny.studio.serving import entrance, listen, patient, serve


def test_others_come_in_by_a_token_or_only_look(run: Path) -> None:
    for host in ("0.0.0.0", "192.168.0.9", "::"):
        with pytest.raises(StylogenyError, match="--token TOKEN, or --read-only"):
            serve(run, host=host, port=0)


def test_a_port_that_is_taken_is_one_line(run: Path) -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StylogenyError, match=f"another program has this port .got {port}"):
            serve(run, port=port)
    with pytest.raises(StylogenyError, match="no such address"):
        listen("203.0.113.1", 0)


def test_without_its_packages_the_studio_says_which(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with pytest.raises(StylogenyError, match=r"pip install 'stylogeny\[studio\]'"):
        serve(run)


def test_no_run_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(StylogenyError, match="not a run folder"):
        serve(tmp_path, port=0)


def test_the_entrance_has_the_token_where_there_is_one() -> None:
    assert entrance("127.0.0.1", 80, "a&b c") == "http://127.0.0.1:80/?token=a%26b+c"
    assert entrance("::1", 81, None) == "http://[::1]:81/"
    assert entrance("0.0.0.0", 82, None) == "http://127.0.0.1:82/"


def test_a_head_that_does_not_come_is_not_waited_for() -> None:
    """A client that has sent half a line is closed; one that has asked is answered."""
    uvicorn = pytest.importorskip("uvicorn")

    async def app(scope: dict[str, object], receive: object, send: object) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})  # type: ignore[operator]
        await send({"type": "http.response.body", "body": b""})  # type: ignore[operator]

    async def meet() -> tuple[bytes, bytes]:
        listening = listen("127.0.0.1", 0)
        config = uvicorn.Config(app, http=patient(within=0.3), ws="none", lifespan="off", log_level="error")
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve(sockets=[listening]))
        port = listening.getsockname()[1]
        slow, writing = await asyncio.open_connection("127.0.0.1", port)
        writing.write(b"GET / HTTP/1.1\r\nHo")
        quick, asking = await asyncio.open_connection("127.0.0.1", port)
        asking.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        answers = await asyncio.wait_for(asyncio.gather(slow.read(), quick.read()), 20)
        server.should_exit = True
        await task
        return answers[0], answers[1]

    unheard, heard = apart(meet())
    assert unheard == b"" and heard.startswith(b"HTTP/1.1 204")


def test_a_listening_socket_is_free_again_at_once() -> None:
    first = listen("127.0.0.1", 0)
    port = first.getsockname()[1]
    first.close()
    second = listen("127.0.0.1", port)
    assert isinstance(second, socket.socket)
    second.close()
