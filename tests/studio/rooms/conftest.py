"""A studio whose every picture is there, in a browser: for the rooms in which a generator draws."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from helpers.whole_run import with_every_picture

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

TOKEN = "another-token"


@pytest.fixture(scope="session")
def drawing(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the studio; in its run a tree has been grown, called ``grown``."""
    import uvicorn

    from stylogeny.studio.server import application
    from stylogeny.studio.serving import listen
    from stylogeny.studio.state import Studio
    from stylogeny.studio.trees.acts import start

    folder = tmp_path_factory.mktemp("drawing")
    shutil.copytree(made, folder / "corpus")
    run = with_every_picture(folder / "corpus" / "run")
    start(Studio(run), "grown", {"root": "Other", "branching": 3})
    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(application(run, token=TOKEN), log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def room(browser: Browser, drawing: str) -> Iterator[Page]:
    """A page that has entered it; at its end nothing may have been complained of."""
    context = browser.new_context(base_url=drawing, viewport={"width": 1100, "height": 800})
    context.set_default_timeout(120_000)
    page = context.new_page()
    complaints: list[str] = []

    def heard(said: ConsoleMessage) -> None:
        if said.type in ("error", "warning") and not said.location["url"].endswith("/favicon.ico"):  # of the door
            complaints.append(said.text)

    page.on("console", heard)
    page.on("response", lambda answer: complaints.append(answer.url) if answer.status >= 400 else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"/works?token={TOKEN}")
    page.wait_for_url("**/works")
    yield page
    context.close()
    assert not complaints
