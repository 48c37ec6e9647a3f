"""Where a studio listens, who may come in, what is said when it cannot be; and what real sockets and real kills do."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from helpers.apart import apart
from helpers.small_past import small_past
from helpers.studio_page import running
from helpers.traced_run import traced_run
from stylogeny.errors import StylogenyError
from stylogeny.histories.simulate import simulate
from stylogeny.histories.simulation import Simulation
from stylogeny.studio.jobs import lives
from stylogeny.studio.plays.company import begun
from stylogeny.studio.rooms.society import moments
from stylogeny.studio.security import Access, Guard
from stylogeny.studio.server import application
from stylogeny.studio.serving import entrance, listen, patient, serve
from stylogeny.studio.state import Studio


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


def test_two_hundred_clients_at_once_are_all_answered(run: Path) -> None:
    """Each with a connection of its own, all open before the first of them asks."""
    places = ("/work/w5", "/works.json", "/picture/96/w7", "/without/w2")

    async def meet(host: str, port: int) -> list[bytes]:
        clients = [await asyncio.open_connection(host, port) for _ in range(200)]
        for k, (_, writing) in enumerate(clients):
            writing.write(f"GET {places[k % 4]} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        return await asyncio.wait_for(asyncio.gather(*(reading.read() for reading, _ in clients)), 120)

    with running(application(run, read_only=True)) as address:
        answers = apart(meet(*place_of(address)))
    assert [answer[:12] for answer in answers] == [b"HTTP/1.1 200"] * 200


def test_one_that_does_not_read_is_let_go_and_holds_up_nobody() -> None:
    """It asks for more than any buffer holds, and takes a few bytes; another is answered meanwhile."""
    told: list[str] = []

    async def endless(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        if scope["path"] == "/endless":
            try:
                for _ in range(4000):
                    await send({"type": "http.response.body", "body": bytes(1 << 16), "more_body": True})
            except TimeoutError:
                told.append("let go")
                raise
        await send({"type": "http.response.body", "body": b"quick"})

    async def meet(host: str, port: int) -> tuple[bytes, int]:
        slow, writing = await asyncio.open_connection(host, port, limit=1024)
        writing.write(b"GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await slow.readexactly(100)
        quick, asking = await asyncio.open_connection(host, port)
        asking.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        answer = await asyncio.wait_for(quick.read(), 20)
        while not told:
            await asyncio.sleep(0.01)
        taken = 0
        with suppress(ConnectionError):
            while part := await asyncio.wait_for(slow.read(1 << 16), 20):
                taken += len(part)
        return answer, taken

    with running(Guard(endless, Access(None, patience=0.3))) as address:  # type: ignore[arg-type]
        answer, taken = apart(asyncio.wait_for(meet(*place_of(address)), 60))
    assert answer.endswith(b"quick\r\n0\r\n\r\n") and taken < 4000 << 16


@pytest.mark.slow
def test_a_server_that_is_killed_in_a_simulation_loses_nothing(tmp_path: Path) -> None:
    """Server and worker are killed with signal 9 while a society is simulated; the next server ends the work."""
    run = traced_run(tmp_path / "run", small_past()).path
    studio = Studio(run)
    first = begun(studio, 20, 3)
    moment = moments(studio).keep(first.on(6, first.parameters))
    job = studio.jobs.ask("society", {"moment": moment.document(), "name": "mine", "pictures": 0})
    with studio_process(run) as (server, client):
        client.post("/stories", data={"title": "Kept"})
        with client.stream("GET", f"/jobs/{job.id}/events") as events:
            next(line for line in events.iter_lines() if line == "event: begun")
        worker = job.worker
        assert worker is not None
        os.kill(server.pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            os.killpg(worker, signal.SIGKILL)
        server.wait()
    while lives(worker):
        pass
    assert job.state == "queued" and [e["event"] for e in job.events() if e["event"] == "begun"] == ["begun"]
    with studio_process(run) as (_, client):
        rest = client.get(f"/jobs/{job.id}/events", headers={"Last-Event-ID": "1"}).text
        assert rest.count("event: begun") == 1 and rest.count("event: end") == 1
        assert client.get(f"/jobs/{job.id}.json").json()["job"]["state"] == "done"
        assert client.get("/society/kept/mine.json").status_code == 200
        assert [story["title"] for story in client.get("/stories.json").json()["stories"]] == ["Kept"]
    again = Studio(run)
    assert moments(again).get(moment.id) == moment
    kept = Simulation.read(run / "futures" / "mine")
    whole = simulate(again.graph, years=6, artists=20, seed=3, parameters=first.parameters, pictures=0)
    assert len(kept.works) > 0 and list(kept.works["id"]) == list(whole.works["id"])


@contextmanager
def studio_process(run: Path) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """A studio as the command starts it, and a script that has its token."""
    command = [sys.executable, "-m", "stylogeny", "studio", str(run), "--port", "0", "--token", "a-token"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            found = re.search(r"http://[\d.]+:\d+", server.stdout.readline())
            assert found is not None
            headers = {"Authorization": "Bearer a-token", "Accept": "application/json"}
            with httpx.Client(base_url=found[0], headers=headers, timeout=120) as client:
                yield server, client
        finally:
            server.kill()


def place_of(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition("/")[2].partition(":")
    return host, int(port)
