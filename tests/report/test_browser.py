"""The report in a real browser: it renders, says nothing on the console, and fits a phone."""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import struct
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stylogeny.futures.imagine import imagine
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.report.inputs import ReportInputs
from stylogeny.report.page import write

from .test_report import CREDIT

BROWSER = next((b for b in ("chromium", "chromium-browser", "google-chrome") if shutil.which(b)), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium here to look at the report with")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--remote-debugging-port=0", "--hide-scrollbars",
]  # fmt: skip


class Tab:
    """One tab, spoken to over the DevTools protocol: a minimal WebSocket client on a local socket."""

    def __init__(self, address: str) -> None:
        host, _, path = address.removeprefix("ws://").partition("/")
        name, port = host.split(":")
        self.socket = socket.create_connection((name, int(port)), timeout=30)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET /{path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        self.stream = self.socket.makefile("rb")
        while self.stream.readline() not in (b"\r\n", b""):
            pass
        self.count = 0
        self.events: list[dict[str, Any]] = []

    def _receive(self) -> dict[str, Any]:
        head = self.stream.read(2)
        length = head[1] & 127
        if length == 126:
            length = struct.unpack(">H", self.stream.read(2))[0]
        elif length == 127:
            length = struct.unpack(">Q", self.stream.read(8))[0]
        return json.loads(self.stream.read(length))

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        self.count += 1
        text = json.dumps({"id": self.count, "method": method, "params": params}).encode()
        size = bytes([128 | len(text)]) if len(text) < 126 else bytes([254]) + struct.pack(">H", len(text))
        mask = os.urandom(4)
        self.socket.sendall(b"\x81" + size + mask + bytes(c ^ mask[k % 4] for k, c in enumerate(text)))
        while True:
            message = self._receive()
            if message.get("id") == self.count:
                return message["result"]
            self.events.append(message)

    def value(self, script: str) -> Any:
        answer = self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        return answer["result"].get("value")

    def open(self, address: str, width: int) -> None:
        self.events.clear()
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=844, deviceScaleFactor=1, mobile=width < 500)
        self.ask("Page.navigate", url=address)
        while not any(e.get("method") == "Page.loadEventFired" for e in self.events):
            self.events.append(self._receive())
        self.value("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def complaints(self) -> list[str]:
        """Errors on the console, uncaught exceptions, and entries of the log above information."""
        out = []
        for event in self.events:
            method, params = event.get("method"), event.get("params", {})
            if method == "Runtime.exceptionThrown":
                out.append(str(params["exceptionDetails"]))
            if method == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning", "assert"):
                out.append(str(params["args"]))
            if method == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
                out.append(str(params["entry"]))
        return out


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    home = tmp_path_factory.mktemp("chrome")
    process = subprocess.Popen(
        [str(BROWSER), *FLAGS, f"--user-data-dir={home}", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stderr is not None
        line = next((text for text in process.stderr if "DevTools listening on" in text), "")
        port = line.rsplit(":", 1)[-1].split("/")[0]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=30) as answer:
            target = next(t for t in json.load(answer) if t["type"] == "page")
        tab = Tab(target["webSocketDebuggerUrl"])
        for domain in ("Page", "Runtime", "Log"):
            tab.ask(f"{domain}.enable")
        yield tab
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="module")
def index(graph: InfluenceGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    future = imagine(graph, root="w5", years=20, n=3, pictures=False)
    return write(ReportInputs(graph, [CREDIT], {"w5": future}), tmp_path_factory.mktemp("browser") / "report")


@pytest.mark.parametrize("width", [390, 1440])
def test_the_page_renders_without_complaint_and_without_sideways_scrolling(tab: Tab, index: Path, width: int) -> None:
    for page in [index, *sorted((index.parent / "works").glob("*.html"))[:3]]:
        tab.open(page.as_uri(), width)
        assert tab.complaints() == []
        assert tab.value("document.documentElement.scrollWidth") <= width
        assert tab.value("document.querySelectorAll('h1').length") == 1
        broken = "[...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src)"
        assert tab.value(broken) == []


def test_the_map_draws_and_answers_to_the_keyboard(tab: Tab, index: Path) -> None:
    tab.open(index.as_uri(), 1440)
    assert int(tab.value("document.getElementById('mapcanvas').dataset.painted")) == 39
    press = "document.getElementById('mapcanvas').dispatchEvent(new KeyboardEvent('keydown', {key: '%s'}))"
    tab.value(press % "n")
    first = tab.value("document.getElementById('mapcard').textContent")
    assert "alert('x')" in first  # the weightiest work: its hostile title is shown as text
    tab.value(press % "n")
    assert tab.value("document.getElementById('mapcard').textContent") != first
    tab.value(press % "Escape")
    assert tab.value("document.getElementById('mapcard').hidden") is True
    assert tab.complaints() == []


def test_search_finds_a_work_by_its_title(tab: Tab, index: Path) -> None:
    tab.open(index.as_uri(), 1440)
    tab.value(
        "(() => { const s = document.getElementById('mapsearch'); s.value = 'work 17'; "
        "s.dispatchEvent(new Event('input')); })()"
    )
    assert "Work 17" in tab.value("document.getElementById('mapcard').textContent")
