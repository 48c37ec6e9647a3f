"""A studio whose every picture is there, in a browser: for the rooms in which a generator draws."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

TOKEN = "another-token"


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
