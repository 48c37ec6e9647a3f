"""A real browser, where there is one: Chromium without a window, spoken to over the DevTools protocol."""

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
from typing import Any

import pytest

BROWSER = next((b for b in ("chromium", "chromium-browser", "google-chrome") if shutil.which(b)), None)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
    "--hide-scrollbars",
]


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

    def receive(self) -> dict[str, Any]:
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
            message = self.receive()
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
            self.events.append(self.receive())
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
    if BROWSER is None:
        pytest.skip("no Chromium here to look at the pages with")
    home = tmp_path_factory.mktemp("chrome")
    process = subprocess.Popen(
        [BROWSER, *FLAGS, f"--user-data-dir={home}", "about:blank"],
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
