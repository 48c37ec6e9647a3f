"""The world without something, as data, as pictures, and as a credit that is asked for in the browser."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from stylogeny.counterfactual.worlds.other_world import without
from stylogeny.studio.state import Studio


def test_what_is_gone_is_what_the_verb_says(run: Path, client: Any) -> None:
    data = client.get("/without/w30.json").json()
    world = without(Studio(run).graph, "w30", estimand="lineage")
    truth = world.changes().set_index("id")["loss"]
    assert data["count"] == len(truth) - 1 and data["sentence"] == world.sentence and not data["pending"]
    assert {c["id"]: c["loss"] for c in data["changes"]} == pytest.approx(truth.drop("w30").to_dict(), abs=1e-4)
    assert [c["loss"] for c in data["changes"]] == sorted((c["loss"] for c in data["changes"]), reverse=True)
    lines = list(csv.DictReader(io.StringIO(client.get("/without/w30.csv").text)))
    assert {line["id"] for line in lines} == set(truth.index)


def test_an_artist_and_a_style_can_be_taken_out(client: Any) -> None:
    page = client.get("/without/Artist%206%20%3Cb%3E", params={"kind": "artist"})
    assert page.status_code == 200 and "Artist 6 &lt;b&gt;" in page.text and "Artist 6 <b>" not in page.text
    assert client.get("/without/School%20%3Ci%3E.json", params={"kind": "style"}).json()["kind"] == "style"


def test_a_work_outside_the_graph_cannot_be_taken_out(client: Any) -> None:
    answer = client.get("/without/w39.json")
    assert answer.status_code == 422 and "outside the influence graph" in answer.json()["error"]


def test_others_take_its_place_at_once_as_a_page_and_whole_as_data(client: Any) -> None:
    pending = client.get("/without/w20?estimand=net")
    assert "Working out" in pending.text and "noscript" in pending.text
    data = client.get("/without/w20.json?estimand=net").json()
    assert data["changes"] and all(c["distance"] >= 0 and c["would"] for c in data["changes"])
    whole = client.get("/without/w20?estimand=net")
    assert "Working out" not in whole.text and "as it would be" in whole.text


def test_a_picture_as_it_would_have_been(run: Path, client: Any) -> None:
    (run.parent / "images" / "missing.png").write_bytes((run.parent / "images" / "w2.png").read_bytes())
    (change, *_) = client.get("/without/w20.json?estimand=net").json()["changes"]
    picture = client.get(change["would"])
    assert picture.status_code == 200 and Image.open(io.BytesIO(picture.content)).format == "JPEG"
    kept = list((run / "studio" / "would-have-been").rglob("*.jpg"))
    assert len(kept) == 1 and kept[0].read_bytes() == picture.content


def test_asking_makes_one_job_however_often(client: Any) -> None:
    asked = {"Accept": "application/json"}
    first = client.post("/without/w20", data={"bootstraps": "20"}, headers=asked).json()
    again = client.post("/without/w20", data={"bootstraps": "20"}, headers=asked).json()
    assert first["id"] == again["id"] and first["state"] == "queued"
    assert client.get("/without/w20.json").json()["job"]["id"] == first["id"]
    assert "Waiting for its turn" in client.get("/without/w20").text
    assert client.post("/without/w20", data={"bootstraps": "7"}).status_code == 422
    client.post(f"/jobs/{first['id']}/cancel")
    assert "Waiting for its turn" not in client.get("/without/w20").text


def test_on_view_an_answer_is_shown_and_none_is_asked_for(run: Path, client_of: Callable[..., Any]) -> None:
    text = client_of(run, token=None, read_only=True, enter=False).get("/without/w20").text
    assert "Not asked yet" in text and "Resampled histories" not in text


def test_a_credit_is_asked_for_by_keyboard_and_arrives(screen: Any) -> None:
    screen.goto("/without/w25")
    screen.get_by_label("Resampled histories").focus()
    screen.keyboard.press("2")
    screen.keyboard.press("Tab")
    assert screen.evaluate("document.activeElement.textContent") == "Ask"
    screen.keyboard.press("Enter")
    screen.locator(".drawing svg.interval").wait_for(timeout=60_000)
    assert "to account for" in screen.locator("#credit .claim").first.inner_text()
    assert screen.request.get("/without/w25.json").json()["credit"]["draws"] == 20


def test_descendants_pale_and_the_choice_is_in_the_address(screen: Any) -> None:
    screen.goto("/without/w20")
    data = screen.request.get("/without/w20.json").json()
    assert screen.locator(".card[class*=lost-]").count() == len(data["changes"]) > 3
    screen.get_by_role("link", name="Others take its place").click()
    screen.wait_for_url("**estimand=net")
    screen.locator(".pairs li").first.wait_for(timeout=30_000)
    screen.go_back()
    screen.locator(".card[class*=lost-]").first.wait_for()
    assert "estimand" not in screen.url
