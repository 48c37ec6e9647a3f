"""The works: found, shown, and walked through by mouse and by keyboard."""

from __future__ import annotations

import csv
import io
from typing import Any

from PIL import Image


def test_a_search_finds_every_word_anywhere_and_keeps_the_order_of_time(client: Any) -> None:
    found = client.get("/works.json", params={"q": "SCHOOL w <I> work"}).json()
    assert [work["id"] for work in found["works"]] == [f"w{k}" for k in range(1, 40, 2)]
    assert [w["id"] for w in client.get("/works.json", params={"q": "37"}).json()["works"]] == ["w37"]
    assert client.get("/works.json", params={"artist": "Artist 3 <b>", "q": "school"}).json()["count"] == 3
    assert client.get("/works.json", params={"q": "nothing of the kind"}).json()["works"] == []


def test_the_table_has_every_work_found_and_undated_ones_come_last(client: Any) -> None:
    lines = list(csv.DictReader(io.StringIO(client.get("/works.csv").text)))
    assert len(lines) == 40 and lines[-1]["status"] == "undated: no date"
    assert lines[0]["title"].startswith("<script>")


def test_a_work_says_what_it_came_from_and_what_came_of_it(client: Any) -> None:
    data = client.get("/work/w5.json").json()
    assert [p["id"] for p in data["parents"]] == ["w4", "w0"]
    assert [p["weight"] for p in data["parents"]] == [0.6, 0.3]
    assert data["children"][0]["id"] == "w6" and data["work"]["href"] == "/work/w5"
    assert abs(data["innovation"] - 0.1) < 1e-6 and data["descendants"] > 1
    lines = list(csv.DictReader(io.StringIO(client.get("/work/w5.csv").text)))
    assert [line["relation"] for line in lines[:3]] == ["parents", "parents", "children"]


def test_a_work_outside_the_graph_and_one_without_a_picture_have_rooms_too(client: Any) -> None:
    assert "Outside the influence graph: undated: no date" in client.get("/work/w39").text
    assert client.get("/work/w3").status_code == 200


def test_pictures_come_in_the_sizes_that_there_are(client: Any) -> None:
    answer = client.get("/picture/96/w20")
    assert answer.headers["content-type"] == "image/jpeg" and "max-age" in answer.headers["cache-control"]
    assert max(Image.open(io.BytesIO(answer.content)).size) <= 96


def test_from_the_list_into_a_room_and_back_by_mouse(screen: Any) -> None:
    screen.goto("/works")
    screen.get_by_label("Words").fill("work 12")
    screen.get_by_role("button", name="Find").click()
    screen.wait_for_url("**q=work+12**")
    screen.locator(".card a").first.click()
    screen.wait_for_url("**/work/w12")
    assert screen.locator("h1").inner_text() == "Work 12"
    screen.get_by_label("What it came from").locator("a").first.click()
    screen.wait_for_url("**/work/w11")
    screen.go_back()
    screen.go_back()
    assert "q=work+12" in screen.url and screen.locator(".card").count() == 1
    screen.go_forward()
    assert screen.url.endswith("/work/w12")


def test_the_keyboard_goes_everywhere_and_what_has_the_focus_is_seen(screen: Any) -> None:
    screen.goto("/works")
    screen.keyboard.press("Tab")
    assert screen.evaluate("document.activeElement.className") == "skip"
    screen.keyboard.press("Enter")
    assert screen.evaluate("document.activeElement.id") == "main"
    screen.locator(".card a").first.focus()
    for key, title in (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", 39), ("Home", 0)):
        screen.keyboard.press(key)
        href = screen.evaluate("document.activeElement.getAttribute('href')")
        assert href == f"/work/w{title}", key
    screen.keyboard.press("ArrowDown")
    below = screen.evaluate("document.activeElement.getBoundingClientRect().top")
    assert below > screen.locator(".card a").first.bounding_box()["y"]
    assert screen.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    screen.keyboard.press("Enter")
    screen.wait_for_url("**/work/*")


def test_a_phone_shows_it_without_scrolling_sideways_and_the_dark_is_dark(screen: Any) -> None:
    screen.set_viewport_size({"width": 390, "height": 844})
    screen.emulate_media(color_scheme="dark")
    for place in ("/works", "/work/w5", "/without/w5", "/place", "/stories", "/jobs"):
        screen.goto(place)
        assert screen.evaluate("document.documentElement.scrollWidth") <= 390, place
        small = screen.evaluate(
            "[...document.querySelectorAll('button, .button, nav a, input, select')]"
            ".filter(e => e.getClientRects().length && e.type !== 'hidden')"
            ".filter(e => e.getBoundingClientRect().height < 24).map(e => e.outerHTML)"
        )
        assert small == [], place
    assert screen.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(27, 25, 22)"
