"""A small run in the studio, asked as a browser asks, and looked at with a real one where there is one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from helpers.small_graph import small_graph
from helpers.studio_page import running
from helpers.traced_run import traced_run
from helpers.whole_run import with_every_picture
from stylogeny.runs import Run

TestClient = pytest.importorskip("starlette.testclient").TestClient
pytest.importorskip("sse_starlette")
pytest.importorskip("uvicorn")

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TOKEN = "a-token"
HOST = "testserver"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus with its run in it, that no test changes."""
    folder = tmp_path_factory.mktemp("studio")
    traced_run(folder / "run", small_graph(folder))
    return folder


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Path:
    """A run of a test's own."""
    shutil.copytree(made, tmp_path / "corpus")
    return Run(tmp_path / "corpus" / "run").path


@pytest.fixture
def client_of() -> Callable[..., TestClient]:
    """Gives a client of a run's studio, let in by the token unless it is told not to be."""
    from stylogeny.studio.server import application

    def client(run: Path, *, enter: bool = True, **options: object) -> TestClient:
        own = {"token": TOKEN, "hosts": (HOST,)} | options
        headers = {"Authorization": f"Bearer {own['token']}"} if enter and own["token"] else {}
        return TestClient(application(run, **own), headers=headers, follow_redirects=False)

    return client


@pytest.fixture
def client(run: Path, client_of: Callable[..., TestClient]) -> TestClient:
    """A client of a studio that can be changed; its queue is not served."""
    return client_of(run)


@pytest.fixture(scope="session")
def shown(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a studio that a browser can open, without a token's question at its end."""
    from stylogeny.studio.server import application

    folder = tmp_path_factory.mktemp("shown")
    shutil.copytree(made, folder / "corpus")
    with running(application(folder / "corpus" / "run", token=TOKEN)) as address:
        yield address


@pytest.fixture
def screen(browser: Browser, shown: str) -> Iterator[Page]:
    """A page that has entered the studio; at its end nothing may have been complained of."""
    context = browser.new_context(base_url=shown, viewport={"width": 1100, "height": 800})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(f"a dialog: {dialog.message}"))
    page.goto(f"/works?token={TOKEN}")
    page.wait_for_url("**/works")
    yield page
    context.close()
    refused = "responded with a status of 4"  # of what was asked on purpose: a browser tells of every one
    assert not [c for c in complaints if refused not in c], complaints


@pytest.fixture(scope="session")
def drawing(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a studio with every picture, entered by ``another-token``; a tree was grown, called ``grown``."""
    from stylogeny.studio.server import application
    from stylogeny.studio.state import Studio
    from stylogeny.studio.trees.acts import start

    folder = tmp_path_factory.mktemp("drawing")
    shutil.copytree(made, folder / "corpus")
    run = with_every_picture(folder / "corpus" / "run")
    start(Studio(run), "grown", {"root": "Other", "branching": 3})
    with running(application(run, token="another-token")) as address:
        yield address
