"""Every room, light and dark, wide and on a phone: what axe-core finds, what the console says, what fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from stylogeny.studio.rooms import ROOMS

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SIZES = {"wide": {"width": 1280, "height": 850}, "phone": {"width": 390, "height": 800}}
DOORS = tuple(room.address for room in ROOMS)
INSIDE = (
    "/?work=w12",
    "/work/w12",
    "/without/w2",
    "/futures/grown",
    "/style?p1=Other&w1=0.8",
    "/style/gaps",
    "/work/none",
)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_anybody_out(browser: Browser, drawing: str, scheme: Any, size: str) -> None:
    context = browser.new_context(base_url=drawing, viewport=SIZES[size], color_scheme=scheme)  # type: ignore[arg-type]
    context.set_default_timeout(120_000)
    page = context.new_page()
    found: list[str] = []
    page.on(
        "console", lambda said: found.append(f"console: {said.text}") if said.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: found.append(f"script: {error}"))
    page.goto("/works?token=another-token")
    page.wait_for_url("**/works")
    for place in (*DOORS, *INSIDE):
        page.goto(place)
        settled(page)
        for each in axe.Axe().run(page).response["violations"]:
            found.append(f"{place}: {each['id']}: {each['nodes'][0]['html'][:120]}")
        if page.evaluate("document.documentElement.scrollWidth") > SIZES[size]["width"]:
            found.append(f"{place}: wider than the screen")
    context.close()
    asked_for = "status of 404"  # of the work that is not there
    assert not [each for each in found if asked_for not in each]


def settled(page: Page) -> None:
    """The map is drawn, where there is one; whatever else is shown is there with the page."""
    if page.locator("#history-map").count():
        page.wait_for_selector("#history-map[data-ready]")
