"""The map room: its data by address, and the map itself in a browser, by mouse and by keyboard."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from helpers.small_graph import HOSTILE, small_graph
from helpers.studio_page import running
from helpers.traced_run import traced_run

pytest.importorskip("starlette", reason="the extra `studio` is not installed")

from safetensors.numpy import load
from starlette.testclient import TestClient

from stylogeny.studio.map.store import MapStore
from stylogeny.studio.server import application

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE = {"width": 390, "height": 780}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    return traced_run(folder / "run", small_graph(folder)).path


@pytest.fixture(scope="module")
def client(run: Path) -> TestClient:
    return TestClient(application(run, read_only=True), base_url="http://localhost")


def test_the_address_has_its_data(client: TestClient) -> None:
    whole = client.get("/map.json").json()
    assert (whole["count"], whole["in_time"], whole["undated"], whole["matching"]) == (40, 39, 1, 40)
    asked = client.get("/map.json", params={"artist": "Artist 2 <b>", "work": "w12"}).json()
    assert [each["id"] for each in asked["works"]] == ["w10", "w11", "w12", "w13", "w14"]
    assert asked["selected"]["parents"] == {"w11": 60, "w0": 30} and asked["selected"]["href"] == "/work/w12"
    lines = client.get("/map.csv", params={"q": "work 12"}).text.splitlines()
    assert len(lines) == 2 and lines[1].startswith("w12,Work 12,")
    assert client.get("/map.json", params={"region": "here"}).status_code == 422


def test_the_page_has_the_works_without_a_script_and_titles_stay_text(client: TestClient) -> None:
    page = client.get("/").text
    assert "<noscript>" in page and 'href="/work/w12"' in page
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_the_script_is_sent_what_it_asks_for(client: TestClient) -> None:
    mark = client.get("/map.json").json()["mark"]
    numbers = client.get(f"/map/{mark}/numbers.safetensors")
    assert len(load(numbers.content)["x"]) == 40 and "immutable" in numbers.headers["cache-control"]
    assert client.get(f"/map/{mark}/words.json").json()["titles"][0] == HOSTILE
    assert client.get("/static/map/map.js").status_code == 200


def test_a_draft_is_shown_until_the_works_have_their_places(browser: Browser, run: Path, tmp_path: Path) -> None:
    own = tmp_path / "corpus"
    shutil.copytree(run.parent, own)
    app = application(own / run.name, read_only=True)
    studio = app.state.studio
    store = studio.once("map store", lambda: MapStore(studio, at_once=10))
    with running(app) as there:
        page = browser.new_context().new_page()
        shown(page, there)
        assert store.layout.settled or page.locator(".map-draft").inner_text().startswith("A first arrangement")
        page.wait_for_selector("#history-map:not([data-draft])")
        down = page.evaluate("Array.from(historyMap.history.down)")
        assert down == pytest.approx(list(studio.graph.map_data().down)) and not page.locator(".map-draft").is_visible()
        page.context.close()


def test_places_of_a_draft_are_not_kept_by_a_browser(client: TestClient) -> None:
    mark = client.get("/map.json").json()["mark"]
    assert client.get(f"/map/{mark}/numbers.safetensors?draft").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["/map/other/numbers.safetensors", "/map/MARK/sheet/17/0", "/map/MARK/sheet/64/99", "/map/MARK/cells/99"]
)
def test_what_is_not_there_is_404(client: TestClient, path: str) -> None:
    mark = client.get("/map.json").json()["mark"]
    assert client.get(path.replace("MARK", mark)).status_code == 404


@pytest.fixture(scope="module")
def address(run: Path) -> Iterator[str]:
    with running(application(run, read_only=True)) as there:
        yield there


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The map, drawn; whatever the console complains of fails the test."""
    complaints: list[str] = []
    context = browser.new_context(viewport={"width": 1100, "height": 760})
    page = context.new_page()
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append("a title was run as a script"))
    shown(page, address)
    yield page
    context.close()
    assert not complaints


def shown(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("#history-map[data-ready]")


def place(page: Page, row: int) -> tuple[float, float]:
    """Where a work is on the screen."""
    x, y = page.evaluate(
        "row => { const { camera, history, canvas } = historyMap, box = canvas.getBoundingClientRect();"
        " return [box.x + camera.px(history.x[row]), box.y + camera.py(history.down[row])]; }",
        row,
    )
    return float(x), float(y)


def heading(page: Page) -> str:
    return page.locator(".hm-heading").inner_text()


def test_a_click_selects_and_back_and_forward_go_through_the_choices(page: Page) -> None:
    page.mouse.click(*place(page, 12))
    page.wait_for_url("**work=w12*")
    assert heading(page) == "Work 12" and "Parents (2)" in page.locator(".hm-list").inner_text()
    assert "ancestors" in page.locator(".hm-live").inner_text()
    page.get_by_role("button", name="60 %").first.click()
    page.wait_for_url("**work=w11*")
    page.go_back()
    assert heading(page) == "Work 12"
    page.go_back()
    assert heading(page).startswith("Artists")
    page.go_forward()
    assert heading(page) == "Work 12"
    assert page.get_by_role("link", name="Open this work").get_attribute("href") == "/work/w12"


def test_an_address_is_the_whole_view(page: Page, address: str) -> None:
    page.mouse.move(400, 400)
    page.mouse.wheel(0, -600)
    page.wait_for_url("**view=*")
    before = page.evaluate("historyMap.camera.view")
    shown(page, f"{address}/?style=Other&view={before}")
    assert page.evaluate("historyMap.camera.view") == before
    assert page.evaluate("historyMap.chosen().length") == 20
    assert page.locator("footer a", has_text="CSV").get_attribute("href").startswith("/map.csv?")


def test_everything_can_be_done_by_keyboard(page: Page) -> None:
    page.get_by_label("Search").focus()
    page.keyboard.press("ArrowDown")  # into the list of artists
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert heading(page).startswith("Artist 1 <b>")
    page.keyboard.press("ArrowRight")  # its first work
    page.wait_for_url("**work=w5*")
    assert page.evaluate("document.activeElement.textContent").startswith("60 %")
    page.keyboard.press("ArrowLeft")
    assert heading(page).startswith("Artist 1 <b>")
    page.keyboard.press("Escape")
    assert heading(page).startswith("Artists")
    canvas = page.locator(".hm-box > canvas")
    canvas.focus()
    page.keyboard.press("n")
    page.keyboard.press("n")
    page.wait_for_url("**work=w1*")
    assert "Work 1, 1505. 1 parents" in page.locator(".hm-live").inner_text()
    page.keyboard.press("+")
    assert page.evaluate("historyMap.camera.zoom") == pytest.approx(1.5)
    page.get_by_label("Choose a region").press("Enter")
    canvas.press("Enter")
    page.wait_for_url("**region=*")
    assert 0 < page.evaluate("historyMap.chosen().length") < 40
    page.go_back()
    page.wait_for_url("**work=w1*")
    canvas.focus()
    page.keyboard.press("0")
    assert page.evaluate("historyMap.camera.zoom") == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/work/w1")


def test_a_search_greys_what_it_does_not_mean(page: Page) -> None:
    page.get_by_label("Search").fill("WÓRK 12")
    page.wait_for_url("**q=W*12*")
    assert heading(page) == "Works found (1)"
    assert page.evaluate("Array.from(historyMap.bright).filter(v => v).length") == 1


def test_a_region_is_chosen_with_a_button_and_a_drag(page: Page) -> None:
    page.get_by_label("Choose a region").click()
    box = page.locator(".hm-box").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 1, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 60, steps=4)
    page.mouse.up()
    page.wait_for_url("**region=*")
    rows = page.evaluate("historyMap.chosen()")
    assert 0 < len(rows) < 40 and page.evaluate("rows => rows.every(r => historyMap.history.x[r] < 0.52)", rows)


def test_titles_are_text_wherever_they_stand(page: Page) -> None:
    page.get_by_label("Search").fill("alert")
    page.wait_for_url("**q=alert*")
    page.locator(".hm-list button").first.click()
    assert "<script>alert('x')</script>" in heading(page)
    page.mouse.move(*place(page, 0))
    assert "<script>alert" in page.locator(".hm-card").inner_text()
    assert page.locator(".history-map script, .history-map img:not(.hm-picture)").count() == 0


def test_every_gesture_has_a_button_that_a_finger_finds(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True, color_scheme="dark")  # type: ignore[arg-type]
    page = context.new_page()
    shown(page, address)
    for name in ("Zoom in", "Zoom out", "Show all", "Earlier", "Later", "Up", "Down", "Clear the selection"):
        box = page.get_by_role("button", name=name, exact=True).bounding_box()
        assert box is not None and min(box["width"], box["height"]) >= 24
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("button", name="Zoom in").tap()
    assert page.evaluate("historyMap.camera.zoom") == pytest.approx(1.6)
    context.close()


def test_a_view_is_kept_for_a_story_as_it_is(browser: Browser, run: Path) -> None:
    with running(application(run, token="a-token")) as there:
        page = browser.new_context().new_page()
        page.goto(f"{there}/?token=a-token")
        page.wait_for_selector("#history-map[data-ready]")
        page.get_by_label("Style", exact=True).select_option("Other")
        page.get_by_role("button", name="Keep for a story").click()
        page.wait_for_url("**/stor**")
        assert page.locator("a[href='/?style=Other']").count() >= 1
        page.context.close()
